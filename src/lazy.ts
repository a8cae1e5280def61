// Loads a part of this package when it is first needed. In a notebook an interrupt must not hit a module while it loads: Node
// loads a module once, and every later import of a torn one would wait for ever. So the kernel is told, by an open symbol.

interface InterruptHook {
  loading?<T>(load: () => Promise<T>): Promise<T>;
}

/** Runs an import that no interrupt may tear: `await lazily(() => import("./part.ts"))`. */
export function lazily<T>(load: () => Promise<T>): Promise<T> {
  const hook = (globalThis as { [key: symbol]: InterruptHook | undefined })[Symbol.for("cellgrad.interrupt")];
  return hook?.loading ? hook.loading(load) : load();
}
