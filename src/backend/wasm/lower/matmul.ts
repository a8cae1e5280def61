// Matrix products: the packed runtime routine for each matrix of the batch, or a reduction when one side is a vector.
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
  const aOffsets = batchOffsets(batch, a.at.strides);
  const bOffsets = batchOffsets(batch, b.at.strides);
  const [aRow, aColumn] = [4 * a.at.strides[rank]!, 4 * a.at.strides[rank + 1]!];
  const [bRow, bColumn] = [4 * b.at.strides[rank]!, 4 * b.at.strides[rank + 1]!];
  const slot = outputs[0]!.slot;
  const { runtime } = to;
  const count = aOffsets.length;
  const table = count === 1 ? 0 : to.words(aOffsets.flatMap((offset, i) => [4 * offset, 4 * bOffsets[i]!]));
  to.step(({ addresses }) => {
    const left = runtime.strided(addresses[a.slot]! + 4 * a.at.offset, aRow, aColumn);
    const right = runtime.strided(addresses[b.slot]! + 4 * b.at.offset, bColumn, bRow);
    const c = addresses[slot]!;
    if (count === 1) runtime.multiply(m, n, k, left, right, c, 4 * n, false);
    else runtime.products(count, [m, n, k], left, right, c, addresses[table]!);
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
