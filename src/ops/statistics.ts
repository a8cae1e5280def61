// Counts, sums that skip NaN, lengths and angles of vectors. All are made of reductions and of adding at places.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import { add, div, isnan, logicalNot, maximum, mul, ne, sub, where } from "./arithmetic.ts";
import { float, type Operand, together } from "./broadcast.ts";
import { given, op, some, whole } from "./define.ts";
import { cast } from "./elementwise.ts";
import * as p from "./indexing.ts";
import { constant } from "./leaf.ts";
import { sqrt } from "./math.ts";
import { reshape } from "./movement.ts";
import { type Axes, mean, norm, sum } from "./reduction.ts";

const holed = given([1, Number.NaN, 3, 4, 5, Number.NaN], [2, 3]);

/** i32: how many values are not 0; NaN is not. */
export const countNonzero = op(
  "countNonzero",
  (x: Node, axis?: Axes, keepDims: boolean = false): Node => sum(ne(x, 0), axis, keepDims),
  [[whole([3, 4], -1, 2)], [whole([3, 4], -1, 2), 0, true], [given([0, Number.NaN, 2])]],
);

/** The sum of what is no NaN. */
export const nansum = op(
  "nansum",
  (x: Node, axis?: Axes, keepDims: boolean = false): Node =>
    sum(dtypes[x.dtype].float ? where(isnan(x), 0, x) : x, axis, keepDims),
  [[some([2, 3])], [holed], [holed, 1, true]],
);

/** The mean of what is no NaN; NaN where there is nothing else. */
export const nanmean = op(
  "nanmean",
  (input: Node, axis?: Axes, keepDims: boolean = false): Node => {
    const x = float(input);
    const there = logicalNot(isnan(x));
    return div(sum(where(there, x, 0), axis, keepDims), cast(sum(there, axis, keepDims), x.dtype));
  },
  [[some([2, 3])], [holed], [holed, 0], [given([Number.NaN])]],
);

/** x / max(its norm along an axis, eps). */
export const normalize = op(
  "normalize",
  (x: Node, axis: number = 1, order: number = 2, eps: number = 1e-12): Node =>
    div(float(x), maximum(norm(x, axis, true, order), eps)),
  [[some([2, 3])], [some([2, 3]), 0, 1], [given([0.1, 0.2, 3, 4], [2, 2]), 1, 2, 1]],
);

/** x less its mean, over the root of its variance (of the whole population) plus eps, as a normalising layer does. */
export const standardize = op(
  "standardize",
  (input: Node, axis?: Axes, eps: number = 1e-5): Node => {
    const x = float(input);
    const off = sub(x, mean(x, axis, true));
    const spread = mean(mul(off, off), axis, true);
    return div(off, sqrt(add(spread, eps)));
  },
  [[some([2, 3])], [some([2, 3]), 0, 1e-3]],
);

/** a · b / (max(‖a‖, eps) max(‖b‖, eps)) along an axis. */
export const cosineSimilarity = op(
  "cosineSimilarity",
  (left: Node, right: Operand, axis: number = 1, eps: number = 1e-8): Node => {
    const [a, b] = together("cosineSimilarity", left, right, "f32");
    const lengths = mul(maximum(norm(a, axis), eps), maximum(norm(b, axis), eps));
    return div(sum(mul(a, b), axis), lengths);
  },
  [
    [some([2, 3]), some([2, 3])],
    [some([2, 3]), some([3]), -1],
    [given([3, 4], [1, 2]), given([0.1, 0], [1, 2]), 1, 0.5],
  ],
);

/** How often each whole number below `length` occurs, or the sum of its weights; what is outside is left out. */
export const bincount = op(
  "bincount",
  (x: Node, length: number, weights?: Node | null): Node => {
    if (!Number.isInteger(length) || length < 1) {
      const message = `length is a whole number from 1: got ${length}`;
      const help = "one more than the largest value: 1 + await x.max().item()";
      throw new ArgumentError({ op: "bincount", message, help });
    }
    if (x.dtype === "bool") {
      const message = "dtype does not fit: expected integers and got bool";
      throw new DTypeError({ op: "bincount", message, help: 'write x.to("i32")' });
    }
    if (weights && !sameShape(weights.shape, x.shape)) {
      const message = `shapes differ: ${showShape(x.shape)} and weights ${showShape(weights.shape)}`;
      throw new ShapeError({ op: "bincount", message });
    }
    const index = reshape(cast(x, "i32"), [-1]);
    const source = weights ? reshape(float(weights), [-1]) : constant(1, index.shape, "i32");
    return p.scatterAdd([length], 0, index, source);
  },
  [
    [given([0, 2, 2, 5], [4], "i32"), 4],
    [given([0, 2, 2, 1], [2, 2], "i32"), 3, some([2, 2])],
  ],
);
