// Temporaries that share memory, because they are not needed at the same time where kernels run one after the other.
import { dtypes } from "../../../graph/dtype.ts";
import type { Slot } from "../../../graph/kernel.ts";

const bytesOf = ({ size, dtype }: Slot): number => size * dtypes[dtype].bytes;

/** Whether two slots share some of their memory. */
export function overlap(a: Slot, b: Slot): boolean {
  const [from, to] = [a.scratchOffset, b.scratchOffset];
  if (from === undefined || to === undefined) return false;
  return from < to + bytesOf(b) && to < from + bytesOf(a);
}

/** Whether two slots lie in the same memory, byte for byte. */
export const sameMemory = (a: Slot, b: Slot): boolean =>
  a.scratchOffset !== undefined && a.scratchOffset === b.scratchOffset && bytesOf(a) === bytesOf(b);
