// The matrix product as users call it: vectors, matrices, and batches of them that broadcast.
import { ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { broadcastShapes, showShape, sizeOf } from "../graph/shape.ts";
import { broadcastTo, sameFloats } from "./broadcast.ts";
import { innerSizes, matmul as product } from "./contraction.ts";
import { op, some } from "./define.ts";
import { permute, reshape } from "./movement.ts";

/** Swaps two axes. */
export const swapped = (x: Node, a: number, b: number): Node =>
  permute(
    x,
    x.shape.map((_, i) => (i === a ? b : i === b ? a : i)),
  );

/** The last two axes swapped. */
export const matrixTransposed = (x: Node): Node => swapped(x, x.shape.length - 2, x.shape.length - 1);

/**
 * [..., M, K] × [..., K, N] → [..., M, N]; a vector stands for a row on the left and a column on the right, and is left out
 * of the result. Refuses inner sizes that differ and batch sizes that don't broadcast.
 */
export const matmul = op(
  "matmul",
  (left: Node, right: Node): Node => {
    const [a, b] = sameFloats(left, right);
    if (a.shape.length === 0 || b.shape.length === 0) {
      const message = `needs at least one dimension: ${showShape(a.shape)} and ${showShape(b.shape)}`;
      throw new ShapeError({ op: "matmul", message, help: "to multiply by a number, write a.mul(b)" });
    }
    const k = a.shape[a.shape.length - 1]!;
    const l = b.shape.length === 1 ? b.shape[0]! : b.shape[b.shape.length - 2]!;
    if (k !== l) throw innerSizes(a.shape, b.shape, k, l);
    if (a.shape.length === 2 && b.shape.length === 2) return product(a, b);
    return batched(a, b, k);
  },
  [
    [some([2, 3]), some([3, 4])],
    [some([3]), some([3])],
    [some([3]), some([3, 2])],
    [some([2, 3]), some([3])],
    [some([2, 2, 3]), some([3, 2])],
    [some([2, 1, 2, 3]), some([3, 3, 2])],
    [some([3, 1, 4]), some([4, 2])],
  ],
);

function batched(left: Node, right: Node, k: number): Node {
  const a = left.shape.length === 1 ? reshape(left, [1, k]) : left;
  const b = right.shape.length === 1 ? reshape(right, [k, 1]) : right;
  const m = a.shape[a.shape.length - 2]!;
  const n = b.shape[b.shape.length - 1]!;
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const kept = [...(left.shape.length === 1 ? [] : [m]), ...(right.shape.length === 1 ? [] : [n])];
  // One matrix on the right serves all rows of all batches: a single product.
  if (batchB.length === 0)
    return reshape(product(reshape(a, [sizeOf(batchA) * m, k]), b), [...batchA, ...kept]);
  const batch = batchShape(left, right, batchA, batchB);
  const result = product(
    broadcastTo("matmul", a, [...batch, m, k]),
    broadcastTo("matmul", b, [...batch, k, n]),
  );
  return reshape(result, [...batch, ...kept]);
}

function batchShape(left: Node, right: Node, a: readonly number[], b: readonly number[]): readonly number[] {
  try {
    return broadcastShapes("matmul", a, b);
  } catch (error) {
    const sizes = /\(\d+ vs \d+\)/.exec((error as Error).message)?.[0];
    const message = `batch sizes do not broadcast: ${showShape(left.shape)} and ${showShape(right.shape)} ${sizes}`;
    throw new ShapeError({ op: "matmul", message });
  }
}
