// Temporaries that a map reads for the last time, element by element, may live where the map writes its result: it reads each
// element before it writes there. That saves the memory, and the cache, a second copy (a softmax's exponentials).
import { isIdentity } from "../../../graph/affine.ts";
import { storedBytes } from "../../../graph/dtype.ts";
import { distinct } from "../../../graph/expr.ts";
import type { Kernel, Plan } from "../../../graph/kernel.ts";
import { readsOf } from "../../../graph/schedule/traffic.ts";

/** By temporary slot: the output slot whose memory it shares. */
export function homesOf({ kernels, slots }: Plan): ReadonlyMap<number, number> {
  const lastRead = new Map<number, number>();
  kernels.forEach((kernel, at) => {
    for (const slot of readsOf(kernel)) lastRead.set(slot, at);
  });
  const homes = new Map<number, number>();
  kernels.forEach((kernel, at) => {
    if (kernel.kind !== "map") return;
    const free = kernel.outputs.map(({ slot }) => slot).filter((slot) => slots[slot]!.role === "output");
    if (free.length === 0) return;
    for (const slot of elementwise(kernel)) {
      if (slots[slot]!.role !== "temporary" || lastRead.get(slot) !== at) continue;
      const home = free.findIndex((output) => storedBytes(slots[output]!) === storedBytes(slots[slot]!));
      if (home >= 0) homes.set(slot, free.splice(home, 1)[0]!);
    }
  });
  return homes;
}

/** The slots of which each point of the map reads its own element only. */
function elementwise({ shape, outputs }: Extract<Kernel, { kind: "map" }>): Set<number> {
  const slots = new Set<number>();
  const others = new Set<number>();
  for (const e of distinct(outputs.map(({ value }) => value))) {
    if (e.op === "load") (isIdentity(e.at, shape) ? slots : others).add(e.slot);
    else if (e.op === "gather") others.add(e.slot);
  }
  for (const slot of others) slots.delete(slot);
  return slots;
}
