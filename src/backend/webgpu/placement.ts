// Which buffers hold a plan's temporaries, and the rooms that the shaders of a kernel share. Buffers are used
// again when what they held is no longer read, and are as large as the largest that they ever hold.
import { storedBytes } from "../../graph/dtype.ts";
import type { Plan } from "../../graph/kernel.ts";
import { readsOf } from "../../graph/schedule/traffic.ts";

export interface Placement {
  /** Bytes of each buffer. */
  readonly sizes: readonly number[];
  /** Temporary slot → buffer. */
  readonly slots: ReadonlyMap<number, number>;
  /** Kernel → the buffer of its room, if it has one. */
  readonly rooms: readonly (number | undefined)[];
}

/** @param rooms bytes of each kernel's room */
export function placeTemporaries({ kernels, slots }: Plan, rooms: readonly number[]): Placement {
  const lastUse = new Map<number, number>();
  kernels.forEach((kernel, at) => {
    for (const slot of readsOf(kernel)) lastUse.set(slot, at);
    for (const { slot } of kernel.outputs) lastUse.set(slot, Math.max(at, lastUse.get(slot) ?? at));
  });
  const sizes: number[] = [];
  const free = new Set<number>();
  const place = (bytes: number): number => {
    const waiting = [...free].sort((a, b) => sizes[a]! - sizes[b]!);
    const chosen = waiting.find((buffer) => sizes[buffer]! >= bytes) ?? waiting.at(-1) ?? sizes.length;
    sizes[chosen] = Math.max(bytes, sizes[chosen] ?? 0);
    free.delete(chosen);
    return chosen;
  };
  const placed = new Map<number, number>();
  const held = new Map<number, number>();
  const placedRooms = kernels.map((kernel, at) => {
    for (const { slot } of kernel.outputs) {
      if (slots[slot]!.role !== "temporary") continue;
      const buffer = place(storedBytes(slots[slot]!));
      placed.set(slot, buffer);
      held.set(slot, buffer);
    }
    const own = rooms[at]! > 0 ? place(rooms[at]!) : undefined;
    if (own !== undefined) free.add(own);
    for (const [slot, buffer] of held) {
      if (lastUse.get(slot)! > at) continue;
      held.delete(slot);
      free.add(buffer);
    }
    return own;
  });
  return { sizes, slots: placed, rooms: placedRooms };
}
