// A map whose outputs the next kernel reduces along its rows, element for element: one loop computes the elements, stores
// them and takes them into the result (a softmax's exponentials and their sum).
import { isIdentity } from "../../../graph/affine.ts";
import { distinct, rewriter, slotsOf } from "../../../graph/expr.ts";
import type { Expr, Output, Slot } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import { isOncePerRow } from "../../../graph/schedule/rows.ts";
import { sameShape } from "../../../graph/shape.ts";
import { reducesRows } from "../emit/reduce.ts";
import type { KernelOf } from "./lowering.ts";
import { overlap, sameMemory } from "./sharing.ts";

export interface StoredReduction {
  /** The reduction of what the map computes. */
  readonly kernel: KernelOf<"reduce">;
  /** What the map stores. */
  readonly stored: readonly Output[];
}

/** Both as one kernel, or undefined where they are none. */
export function storedReduction(
  map: KernelOf<"map">,
  reduce: KernelOf<"reduce">,
  slots: readonly Slot[],
): StoredReduction | undefined {
  const { outer, inner } = reduce;
  const sizes = [...outer, ...inner];
  if (outer.length === 0 || inner.length === 0 || !sameShape(map.shape, sizes)) return undefined;
  // Halves are rounded when they are stored, and reduced as they were stored.
  if (map.outputs.some(({ value }) => value.dtype === "f16") || reduce.x.dtype === "f16") return undefined;
  const values = new Map(map.outputs.map(({ slot, value }) => [slot, value]));
  let reads = false;
  for (const e of distinct([reduce.x])) {
    if (!("slot" in e) || !values.has(e.slot)) continue;
    if (e.op !== "load" || !isIdentity(e.at, sizes)) return undefined;
    reads = true;
  }
  if (!reads) return undefined;
  const leaf = (e: Expr) => (e.op === "load" ? values.get(e.slot) : undefined);
  const kernel = { ...reduce, x: rewriter({ leaf })(reduce.x) };
  if (!reducesRows(kernel)) return undefined;
  const all = [...values.values(), kernel.x];
  const used = [...slotsOf(all), ...values.keys()];
  for (const { slot } of reduce.outputs) {
    const result = slots[slot]!;
    for (const other of used) {
      if (!overlap(result, slots[other]!)) continue;
      if (!sameMemory(result, slots[other]!) || !isReadOncePerRow(other, all, outer)) return undefined;
    }
  }
  return { kernel, stored: map.outputs };
}

/** Whether each row reads only its own element of the slot: it may write its result there, which it does last. */
const isReadOncePerRow = (slot: number, roots: readonly Expr[], outer: Shape): boolean =>
  [...distinct(roots)].every(
    (e) =>
      !("slot" in e) ||
      e.slot !== slot ||
      (e.op === "load" && isOncePerRow(e.at, outer) && isIdentity(e.at, outer)),
  );
