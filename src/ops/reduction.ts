// Reductions as users call them: over one axis, several, or all; reduced axes left out unless kept; then what is made of them.
import type { Node, ReduceKind } from "../graph/node.ts";
import { axesOf, axisOf, reducedShape, sizeOf } from "../graph/shape.ts";
import { add, div, isnan, mul, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { given, type Op, op, type Sample, some, truths } from "./define.ts";
import { detached } from "./detach.ts";
import { binary, cast, unary } from "./elementwise.ts";
import { exp, log } from "./math.ts";
import { reshape } from "./movement.ts";
import { reduce } from "./reduce.ts";

/** One axis, several, or (null, or left out) all. */
export type Axes = number | readonly number[] | null;
type Reduction = (x: Node, axis?: Axes, keepDims?: boolean) => Node;

const axisSamples: readonly (readonly [Sample, Axes?, boolean?])[] = [
  [some([2, 3, 4])],
  [some([2, 3, 4]), 1],
  [some([2, 3, 4]), [-1, 0]],
  [some([2, 3]), 0, true],
];

const leftOut = (x: Node, from: Node, axes: readonly number[], keepDims: boolean): Node =>
  keepDims ? x : reshape(x, reducedShape(from.shape, axes, false));

function over(name: string, kind: ReduceKind, x: Node, axis: Axes | undefined, keepDims: boolean): Node {
  const axes = axesOf(name, axis, x.shape);
  return leftOut(reduce(kind, x, axes), x, axes, keepDims);
}

const reduction = (name: string, kind: ReduceKind, prepare: (x: Node) => Node): Op<Reduction> =>
  op(
    name,
    (x: Node, axis?: Axes, keepDims: boolean = false) => over(name, kind, prepare(x), axis, keepDims),
    axisSamples,
  );

const countable = (x: Node): Node => (x.dtype === "bool" ? cast(x, "i32") : x);

/** bool counts. */
export const sum = reduction("sum", "sum", countable);
export const prod = reduction("prod", "prod", countable);
/** Where several are the largest, they share the gradient, as in PyTorch's amax. */
export const max = reduction("max", "max", (x) => x);
export const min = reduction("min", "min", (x) => x);

const arg = (name: string, kind: "argmax" | "argmin"): Op<Reduction> =>
  op(
    name,
    (x: Node, axis?: Axes, keepDims: boolean = false): Node => {
      const axes = axesOf(name, axis, x.shape);
      if (axes.length === 1) return leftOut(reduce(kind, x, axes), x, axes, keepDims);
      const flat = reduce(kind, reshape(x, [-1]), [0]);
      return reshape(flat, keepDims ? x.shape.map(() => 1) : []);
    },
    [[some([2, 3, 4])], [some([2, 3, 4]), 1], [given([1, 3, 3, Number.NaN], [2, 2]), 1, true]],
  );

/** The index of the first largest value: along an axis, or of the flattened tensor. */
export const argmax = arg("argmax", "argmax");
export const argmin = arg("argmin", "argmin");

const judged = (name: string, kind: "max" | "min", whenEmpty: number): Op<Reduction> =>
  op(
    name,
    (x: Node, axis?: Axes, keepDims: boolean = false): Node => {
      const axes = axesOf(name, axis, x.shape);
      const truth = cast(cast(x, "bool"), "i32");
      if (axes.some((a) => x.shape[a] === 0)) {
        return cast(numberLeaf(whenEmpty, reducedShape(x.shape, axes, keepDims), "i32"), "bool");
      }
      return cast(leftOut(reduce(kind, truth, axes), x, axes, keepDims), "bool");
    },
    [[truths([2, 3])], [truths([2, 3]), 1]],
  );

export const any = judged("any", "max", 0);
export const all = judged("all", "min", 1);

const countOf = (x: Node, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

export const mean = op(
  "mean",
  (x: Node, axis?: Axes, keepDims: boolean = false): Node => {
    const axes = axesOf("mean", axis, x.shape);
    return div(over("mean", "sum", float(x), axes, keepDims), countOf(x, axes));
  },
  axisSamples,
);

function variance(
  name: string,
  x: Node,
  axis: Axes | undefined,
  keepDims: boolean,
  correction: number,
): Node {
  const axes = axesOf(name, axis, x.shape);
  const off = sub(float(x), mean(x, axes, true));
  return div(over(name, "sum", mul(off, off), axes, keepDims), Math.max(0, countOf(x, axes) - correction));
}

const varied = [...axisSamples, [some([5]), null, false, 0] as const];

/** Σ (x - mean)² / (n - correction), with Bessel's correction of 1 unless told. */
export const variance_ = op(
  "var",
  (x: Node, axis?: Axes, keepDims: boolean = false, correction: number = 1) =>
    variance("var", x, axis, keepDims, correction),
  varied,
);
export const std = op(
  "std",
  (x: Node, axis?: Axes, keepDims: boolean = false, correction: number = 1) =>
    unary("sqrt", variance("std", x, axis, keepDims, correction)),
  varied,
);

/** log Σ e^x, by the largest value, so that nothing overflows. */
export const logsumexp = op(
  "logsumexp",
  (input: Node, axis?: Axes, keepDims: boolean = false): Node => {
    const x = float(input);
    const axes = axesOf("logsumexp", axis, x.shape);
    if (axes.some((a) => x.shape[a] === 0)) return log(sum(x, axes, keepDims));
    const shift = finiteMax(x, axes);
    const total = add(log(over("logsumexp", "sum", exp(sub(x, shift)), axes, true)), shift);
    return leftOut(total, x, axes, keepDims);
  },
  [...axisSamples, [given([1000, 1001, -1000])]],
);

// The largest value as a number to subtract: no gradient goes through it, and infinities give 0.
function finiteMax(x: Node, axes: readonly number[]): Node {
  const top = detached(reduce("max", x, axes));
  const infinite = binary(
    "eq",
    unary("abs", top),
    numberLeaf(Number.POSITIVE_INFINITY, top.shape, top.dtype),
  );
  return where(infinite, 0, top);
}

/** (Σ |x|^order)^(1/order), order 2 unless told; order 0 counts. At the zero vector the gradient is 0. */
export const norm = op(
  "norm",
  (input: Node, axis?: Axes, keepDims: boolean = false, order: number = 2): Node => {
    const x = float(input);
    const axes = axesOf("norm", axis, x.shape);
    const size = unary("abs", x);
    if (order === Number.POSITIVE_INFINITY) return over("norm", "max", size, axes, keepDims);
    if (order === Number.NEGATIVE_INFINITY) return over("norm", "min", size, axes, keepDims);
    if (order === 1) return over("norm", "sum", size, axes, keepDims);
    if (order === 0)
      return over("norm", "sum", where(isnan(x), 1, unary("abs", unary("sign", x))), axes, keepDims);
    const total = over("norm", "sum", order === 2 ? mul(x, x) : powers(size, order), axes, keepDims);
    const zero = binary("eq", total, numberLeaf(0, total.shape, total.dtype));
    const positive = where(zero, 1, total);
    const root = order === 2 ? unary("sqrt", positive) : power(positive, 1 / order);
    return where(zero, 0, root);
  },
  [
    ...axisSamples,
    [some([4]), null, false, 1],
    [some([4]), null, false, 3],
    [some([2, 3]), 1, false, 0.5],
    [some([2, 3]), 1, false, -1],
    [some([2, 3]), 0, true, 0],
    [some([2, 3]), 1, false, Number.NEGATIVE_INFINITY],
  ],
);

// At 0 the slope of a power may be infinite; a length has none there.
function powers(size: Node, order: number): Node {
  const zero = binary("eq", size, numberLeaf(0, size.shape, size.dtype));
  return where(zero, order < 0 ? Number.POSITIVE_INFINITY : 0, power(where(zero, 1, size), order));
}

const power = (x: Node, exponent: number): Node => binary("pow", x, numberLeaf(exponent, x.shape, x.dtype));

function soft(name: string, input: Node, axis: number, finish: (shifted: Node, total: Node) => Node): Node {
  const x = float(input);
  const axes = [axisOf(name, axis, x.shape)];
  if (sizeOf(x.shape) === 0) return x;
  const shifted = sub(x, detached(reduce("max", x, axes)));
  return finish(shifted, reduce("sum", exp(shifted), axes));
}

/** e^x / Σ e^x along an axis. */
export const softmax = op(
  "softmax",
  (x: Node, axis: number) =>
    soft("softmax", x, axis, (shifted, total) => mul(exp(shifted), unary("reciprocal", total))),
  [
    [some([2, 3]), 1],
    [some([2, 3]), 0],
    [given([1000, 999, -1000]), 0],
  ],
);
/** x - log Σ e^x along an axis. */
export const logSoftmax = op(
  "logSoftmax",
  (x: Node, axis: number) => soft("logSoftmax", x, axis, (shifted, total) => sub(shifted, log(total))),
  [
    [some([2, 3]), -1],
    [given([1000, 999, -1000]), 0],
  ],
);
