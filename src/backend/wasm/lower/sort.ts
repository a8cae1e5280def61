// Sorting: the values into a row of memory, unless they lie in one already, then the runtime's routine for each row.
import { dtypes } from "../../../graph/dtype.ts";
import type { Affine, Expr } from "../../../graph/kernel.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { sortRoom } from "../runtime/sort.ts";
import type { KernelOf, Lowering } from "./lowering.ts";

const isDense = (at: Affine, shape: readonly number[]): boolean =>
  stridesOf(shape).every((stride, axis) => stride === at.strides[axis]);

export function lowerSort(kernel: KernelOf<"sort">, to: Lowering): void {
  const { descending, outputs } = kernel;
  const dtype = kernel.x.dtype === "f16" ? "f32" : kernel.x.dtype;
  const x: Expr = dtype === kernel.x.dtype ? kernel.x : { op: "cast", x: kernel.x, dtype };
  const shape = [...kernel.outer, ...kernel.inner];
  const length = sizeOf(kernel.inner);
  const rows = sizeOf(kernel.outer);
  const { bytes } = dtypes[dtype];
  const dense = x.op === "load" && isDense(x.at, shape);
  const from = dense
    ? { slot: x.slot, offset: bytes * x.at.offset }
    : { slot: to.room(rows * length, bytes), offset: 0 };
  if (!dense) to.map({ kind: "map", shape, outputs: [{ slot: from.slot, value: x }] });
  const spare = to.room(sortRoom(dtype, length));
  const { slot } = outputs[0]!;
  const { runtime } = to;
  to.step(({ addresses }) => {
    for (let row = 0; row < rows; row++) {
      const values = addresses[from.slot]! + from.offset + bytes * length * row;
      const order = addresses[slot]! + 4 * length * row;
      runtime.sort(dtype, values, order, length, addresses[spare]!, descending);
    }
  });
}
