// Templates of half precision: operands are widened whole into rooms of f32, the template runs on those, and what its users
// make of the result is rounded when it is stored. So sums are sums of f32, whatever the template.
import type { Kernel, Operand, PrologueKernel, Slot } from "../../../graph/kernel.ts";
import type { Lowering } from "./lowering.ts";

/** The kernels whose operands are addresses in memory. */
export type Template = Exclude<Kernel, PrologueKernel | { readonly kind: "map" | "rows" }>;

/** The same kernel with f32 in place of f16; its result, f32 too, goes to slot `target`. */
export function widened(kernel: Template, target: number, slots: readonly Slot[], to: Lowering): Template {
  const operand = (from: Operand): Operand =>
    from.dtype === "f16" ? { ...from, slot: copied(from.slot, slots, to), dtype: "f32" } : from;
  const outputs = [{ slot: target, value: { op: "result", dtype: "f32" } as const }];
  switch (kernel.kind) {
    case "fold":
      return { ...kernel, x: operand(kernel.x), outputs };
    case "scatterAdd":
      return { ...kernel, source: operand(kernel.source), outputs };
    case "linalg":
      return { ...kernel, operands: kernel.operands.map(operand), outputs };
    default:
      return { ...kernel, a: operand(kernel.a), b: operand(kernel.b), outputs };
  }
}

function copied(slot: number, slots: readonly Slot[], to: Lowering): number {
  const { size } = slots[slot]!;
  const room = to.room(size);
  const at = { offset: 0, strides: [1] };
  const value = { op: "cast", x: { op: "load", slot, at, dtype: "f16" }, dtype: "f32" } as const;
  to.map({ kind: "map", shape: [size], outputs: [{ slot: room, value }] });
  return room;
}
