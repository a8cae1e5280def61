// Temporaries that share memory, because they are not needed at the same time where kernels run one after the other.
import { storedBytes } from "../../../graph/dtype.ts";
import type { Slot } from "../../../graph/kernel.ts";

/** Whether two slots share some of their memory. */
export function overlap(a: Slot, b: Slot): boolean {
  const [from, to] = [a.scratchOffset, b.scratchOffset];
  if (from === undefined || to === undefined) return false;
  return from < to + storedBytes(b) && to < from + storedBytes(a);
}

/** Whether two slots lie in the same memory, byte for byte. */
export const sameMemory = (a: Slot, b: Slot): boolean =>
  a.scratchOffset !== undefined && a.scratchOffset === b.scratchOffset && storedBytes(a) === storedBytes(b);
