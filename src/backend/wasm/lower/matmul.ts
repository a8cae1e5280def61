// Matrix products: the packed runtime routine for each matrix of the batch, or a reduction when one side is a vector.
import { sizeOf } from "../../../graph/shape.ts";
import type { KernelOf, Lowering } from "./lowering.ts";
import { asReduce } from "./wide.ts";

/** Lowers the product into the first output. */
export function lowerMatmul(kernel: KernelOf<"matmul">, to: Lowering): void {
  if (kernel.m === 1 || kernel.n === 1) {
    to.reduce(asReduce(kernel));
    return;
  }
  const { batch, m, n, k, a, b, outputs } = kernel;
  const rank = batch.length;
  const aOffsets = batchOffsets(batch, a.at.strides).map((offset) => 4 * (offset + a.at.offset));
  const bOffsets = batchOffsets(batch, b.at.strides).map((offset) => 4 * (offset + b.at.offset));
  const [aRow, aColumn] = [4 * a.at.strides[rank]!, 4 * a.at.strides[rank + 1]!];
  const [bRow, bColumn] = [4 * b.at.strides[rank]!, 4 * b.at.strides[rank + 1]!];
  const slot = outputs[0]!.slot;
  const count = sizeOf(batch);
  const { runtime } = to;
  to.step(({ addresses }) => {
    for (let i = 0; i < count; i++) {
      const left = runtime.strided("left", addresses[a.slot]! + aOffsets[i]!, aRow, aColumn);
      const right = runtime.strided("right", addresses[b.slot]! + bOffsets[i]!, bColumn, bRow);
      runtime.multiply(m, n, k, left, right, addresses[slot]! + 4 * i * m * n, 4 * n, false);
    }
  });
}

/** The offset of every index of the batch axes, row-major. */
function batchOffsets(batch: readonly number[], strides: readonly number[]): number[] {
  let offsets = [0];
  batch.forEach((size, axis) => {
    offsets = offsets.flatMap((from) => Array.from({ length: size }, (_, i) => from + i * strides[axis]!));
  });
  return offsets;
}
