// Byte ranges of the scratch block for temporaries: first fit among those whose lifetimes overlap. Inputs of a kernel
// never share bytes with its outputs.
import type { Kernel } from "../kernel.ts";
import { readsOf } from "./traffic.ts";

const alignment = 64;

export interface MemoryPlan {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
}

/** Offsets for `temporaries` (slot → bytes), by the first write and the last read of each. */
export function planMemory(kernels: readonly Kernel[], temporaries: ReadonlyMap<number, number>): MemoryPlan {
  const lastUse = new Map<number, number>();
  kernels.forEach((kernel, at) => {
    for (const slot of readsOf(kernel)) lastUse.set(slot, at);
    for (const { slot } of kernel.outputs) lastUse.set(slot, at);
  });
  const offsets = new Map<number, number>();
  let live: { last: number; from: number; end: number }[] = [];
  let bytes = 0;
  kernels.forEach((kernel, at) => {
    for (const { slot } of kernel.outputs) {
      const size = temporaries.get(slot);
      if (size === undefined) continue;
      const length = Math.ceil(size / alignment) * alignment;
      let from = 0;
      let place = 0;
      for (; place < live.length && live[place]!.from < from + length; place++)
        from = Math.max(from, live[place]!.end);
      live.splice(place, 0, { last: lastUse.get(slot)!, from, end: from + length });
      offsets.set(slot, from);
      bytes = Math.max(bytes, from + length);
    }
    if (live.some(({ last }) => last === at)) live = live.filter(({ last }) => last > at);
  });
  return { offsets, bytes };
}
