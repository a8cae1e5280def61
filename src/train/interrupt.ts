// How training takes part in a notebook's interrupts without knowing the kernel: an open symbol that the kernel fills.
// Outside a notebook nobody interrupts.

interface InterruptHook {
  /** True once the user asked the cell to stop. */
  requested(): boolean;
  enter(): void;
  leave(): void;
}

const none: InterruptHook = { requested: () => false, enter: () => {}, leave: () => {} };

/** The kernel's hook: between `enter` and `leave`, an interrupt only sets `requested`. */
export const interruptHook = (): InterruptHook =>
  (globalThis as { [key: symbol]: InterruptHook | undefined })[Symbol.for("cellgrad.interrupt")] ?? none;
