// Products of vectors, matrices and tensors by name; each is the matrix product or elementwise arithmetic on views.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axisOf, showShape, sizeOf } from "../graph/shape.ts";
import { mul, sub } from "./arithmetic.ts";
import { op, some, whole } from "./define.ts";
import { matmul } from "./linear.ts";
import * as move from "./movement.ts";
import { roll } from "./rearrange.ts";
import { sum } from "./reduction.ts";

function checkRank(name: string, rank: number, ...operands: readonly Node[]): void {
  if (operands.every((x) => x.shape.length === rank)) return;
  const shapes = operands.map((x) => showShape(x.shape)).join(" and ");
  throw new ShapeError({ op: name, message: `needs ${rank} dimension${rank > 1 ? "s" : ""}: ${shapes}` });
}

const differ = (name: string, what: string, a: Shape, b: Shape): ShapeError =>
  new ShapeError({ op: name, message: `${what} differ: ${showShape(a)} and ${showShape(b)}` });

/** [n], [m] → [n, m] */
export const outer = op(
  "outer",
  (a: Node, b: Node): Node => {
    checkRank("outer", 1, a, b);
    return mul(move.reshape(a, [-1, 1]), move.reshape(b, [1, -1]));
  },
  [[some([2]), some([3])]],
);

/** Σ a b of two vectors. */
export const dot = op(
  "dot",
  (a: Node, b: Node): Node => {
    checkRank("dot", 1, a, b);
    if (a.shape[0] !== b.shape[0]) throw differ("dot", "sizes", a.shape, b.shape);
    return sum(mul(a, b));
  },
  [
    [some([3]), some([3])],
    [whole([3], 0, 5), whole([3], -3, 3)],
  ],
);

/** [b, n, k] × [b, k, m] → [b, n, m]; nothing broadcasts. */
export const bmm = op(
  "bmm",
  (a: Node, b: Node): Node => {
    checkRank("bmm", 3, a, b);
    if (a.shape[0] !== b.shape[0]) throw differ("bmm", "batch sizes", a.shape, b.shape);
    return matmul(a, b);
  },
  [[some([2, 2, 3]), some([2, 3, 2])]],
);

/** Sums of products over `axes`: so many of a's last with b's first, or the named ones of each, pair by pair. */
export const tensordot = op(
  "tensordot",
  (a: Node, b: Node, axes: number | readonly [readonly number[], readonly number[]] = 2): Node => {
    const [forA, forB] = typeof axes === "number" ? lastAndFirst(a, b, axes) : axes;
    const summedA = forA.map((axis) => axisOf("tensordot", axis, a.shape));
    const summedB = forB.map((axis) => axisOf("tensordot", axis, b.shape));
    const sizes = summedA.map((axis) => a.shape[axis]!);
    if (showShape(sizes) !== showShape(summedB.map((axis) => b.shape[axis]!))) {
      throw differ("tensordot", "sizes of the summed axes", a.shape, b.shape);
    }
    const keptA = a.shape.map((_, i) => i).filter((i) => !summedA.includes(i));
    const keptB = b.shape.map((_, i) => i).filter((i) => !summedB.includes(i));
    const [rows, columns] = [keptA.map((i) => a.shape[i]!), keptB.map((i) => b.shape[i]!)];
    const left = move.reshape(move.permute(a, [...keptA, ...summedA]), [sizeOf(rows), sizeOf(sizes)]);
    const right = move.reshape(move.permute(b, [...summedB, ...keptB]), [sizeOf(sizes), sizeOf(columns)]);
    return move.reshape(matmul(left, right), [...rows, ...columns]);
  },
  [
    [some([2, 3, 4]), some([3, 4, 2])],
    [some([2, 3]), some([4, 2]), [[0], [-1]]],
    [some([2]), some([3]), 0],
  ],
);

function lastAndFirst(a: Node, b: Node, count: number): [number[], number[]] {
  if (!Number.isInteger(count) || count < 0 || count > Math.min(a.shape.length, b.shape.length)) {
    const message = `axes are out of range: got ${count} for ${showShape(a.shape)} and ${showShape(b.shape)}`;
    throw new ArgumentError({ op: "tensordot", message });
  }
  const each = Array.from({ length: count }, (_, i) => i);
  return [each.map((i) => a.shape.length - count + i), each];
}

/** Every value of a times all of b, side by side; a missing axis has size 1. */
export const kron = op(
  "kron",
  (a: Node, b: Node): Node => {
    const rank = Math.max(a.shape.length, b.shape.length);
    const ranked = (x: Node): number[] => [...Array<number>(rank - x.shape.length).fill(1), ...x.shape];
    const [outside, inside] = [ranked(a), ranked(b)];
    const left = move.reshape(
      a,
      outside.flatMap((n) => [n, 1]),
    );
    const right = move.reshape(
      b,
      inside.flatMap((n) => [1, n]),
    );
    return move.reshape(
      mul(left, right),
      outside.map((n, i) => n * inside[i]!),
    );
  },
  [
    [some([2, 2]), some([2, 3])],
    [some([2]), some([2, 2])],
  ],
);

/** a × b of vectors of three along an axis. */
export const cross = op(
  "cross",
  (a: Node, b: Node, axis: number = -1): Node => {
    const [onA, onB] = [axisOf("cross", axis, a.shape), axisOf("cross", axis, b.shape)];
    if (a.shape[onA] !== 3 || b.shape[onB] !== 3) {
      const message = `needs size 3 on axis ${axis}: ${showShape(a.shape)} and ${showShape(b.shape)}`;
      throw new ShapeError({ op: "cross", message });
    }
    const forward = mul(roll(a, -1, onA), roll(b, -2, onB));
    return sub(forward, mul(roll(a, -2, onA), roll(b, -1, onB)));
  },
  [
    [some([3]), some([3])],
    [some([3, 2]), some([3, 2]), 0],
  ],
);
