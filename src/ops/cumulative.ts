// Running reductions: what the values up to each place of an axis come to. A tensor's methods follow from these rows
// (tensor/methods/derived.ts), each called with an axis.
import { dtypes } from "../graph/dtype.ts";
import type { Node, ScanKind } from "../graph/node.ts";
import { axisOf, sizeOf } from "../graph/shape.ts";
import { eq, isnan, logicalAnd, logicalOr, where } from "./arithmetic.ts";
import { float } from "./broadcast.ts";
import { given, type Op, op, some, truths, whole } from "./define.ts";
import { cast } from "./elementwise.ts";
import { iota } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { logaddexp } from "./pairs.ts";
import { logsumexp } from "./reduction.ts";
import * as p from "./rows.ts";
import { pad, slice } from "./views.ts";

type Cumulation = (x: Node, axis: number) => Node;

const samples = [
  [some([5], 0.5, 2), 0],
  [some([2, 3, 4], -2, 2), 1],
  [some([35], 0.8, 1.2), -1],
  [whole([4, 3], -4, 5), 0],
  [truths([2, 5]), 1],
  [given([1, Number.NaN, 2, Number.POSITIVE_INFINITY]), 0],
] as const;

/** `f` along the last axis, with `axis` there. */
function atTheEnd(name: string, x: Node, axis: number, f: (turned: Node) => Node): Node {
  const on = axisOf(name, axis, x.shape);
  const last = x.shape.length - 1;
  return swapped(f(swapped(x, on, last)), on, last);
}

const counted = (x: Node): Node => (x.dtype === "bool" ? cast(x, "i32") : x);

const scanned = (x: Node, axis: number, kind: ScanKind): Node =>
  atTheEnd(kind, x, axis, (turned) => p.scan(kind, turned));

/**
 * The sum of all up to each place along an axis; bool counts.
 * Shapes: [5].cumsum(0) gives [5]. Dtypes: floats, kept; integers kept; bool as i32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([1, 2, 3]).cumsum(0).toArray() // [1, 3, 6]
 */
export const cumsum: Op<Cumulation> = op("cumsum", (x, axis) => scanned(counted(x), axis, "cumsum"), samples);

/**
 * The product of all up to each place along an axis; bool counts.
 * Shapes: [5].cumprod(0) gives [5]. Dtypes: floats, kept; integers kept; bool as i32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([1, 2, 3]).cumprod(0).toArray() // [1, 2, 6]
 */
export const cumprod: Op<Cumulation> = op("cumprod", (x, axis) => scanned(counted(x), axis, "cumprod"), [
  ...samples,
  [given([2, 0, 3, 4, 0, 5], [2, 3]), 1],
  [given([2, 0, 3, 0, 5]), 0],
]);

/**
 * The largest value up to each place along an axis; NaN from the first one on. The gradient goes to the last of equals;
 * `argcummax` says which that is.
 * Shapes: [5].cummax(0) gives [5]. Dtypes: any, kept.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([1, 3, 2]).cummax(0).toArray() // [1, 3, 3]
 */
export const cummax: Op<Cumulation> = op(
  "cummax",
  (x, axis) => cast(scanned(counted(x), axis, "cummax"), x.dtype),
  samples,
);

/**
 * The smallest value up to each place along an axis; NaN from the first one on. The gradient goes to the last of equals;
 * `argcummin` says which that is.
 * Shapes: [5].cummin(0) gives [5]. Dtypes: any, kept.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([3, 1, 2]).cummin(0).toArray() // [3, 1, 1]
 */
export const cummin: Op<Cumulation> = op(
  "cummin",
  (x, axis) => cast(scanned(counted(x), axis, "cummin"), x.dtype),
  samples,
);

/** The last place up to each one where the running extreme stands. */
function placeOf(x: Node, axis: number, extreme: Node): Node {
  const same = dtypes[x.dtype].float
    ? logicalOr(eq(x, extreme), logicalAnd(isnan(x), isnan(extreme)))
    : eq(x, extreme);
  const on = axisOf("cummax", axis, x.shape);
  return scanned(where(same, iota(x.shape, on), 0), on, "cummax");
}

/**
 * Where (i32) the largest value up to each place along an axis stands, the last of equals: PyTorch's indices of `cummax`.
 * Shapes: [5].argcummax(0) gives [5]. Dtypes: any; the result is i32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([1, 3, 2, 3]).argcummax(0).toArray() // [0, 1, 1, 3]
 */
export const argcummax: Op<Cumulation> = op(
  "argcummax",
  (x, axis) => placeOf(counted(x), axis, scanned(counted(x), axis, "cummax")),
  [...samples, [given([1, 3, 3, Number.NaN, 4, Number.NaN]), 0]],
);

/**
 * Where (i32) the smallest value up to each place along an axis stands, the last of equals: PyTorch's indices of `cummin`.
 * Shapes: [5].argcummin(0) gives [5]. Dtypes: any; the result is i32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([3, 1, 2, 1]).argcummin(0).toArray() // [0, 1, 1, 3]
 */
export const argcummin: Op<Cumulation> = op(
  "argcummin",
  (x, axis) => placeOf(counted(x), axis, scanned(counted(x), axis, "cummin")),
  [...samples, [given([3, 1, 1, Number.NaN, 0, Number.NaN]), 0]],
);

const block = 32;

// x [rows, n]. Each place of a block takes the window that ends there, by its own largest value, so that nothing overflows
// or vanishes; the blocks' last results, cumulated in turn, are carried into the next ones.
function logAlong(x: Node): Node {
  const [rows, n] = x.shape as readonly [number, number];
  const nothing = Number.NEGATIVE_INFINITY;
  if (n <= block) {
    const padded = pad(x, [[n - 1, 0]], nothing);
    return logsumexp(move.window(padded, { size: [n], stride: [1], dilation: [1] }), 2);
  }
  const blocks = Math.ceil(n / block);
  const whole = move.reshape(pad(x, [[0, blocks * block - n]], nothing), [rows * blocks, block]);
  const inner = logAlong(whole);
  const totals = move.reshape(slice(inner, -1, null, 1), [rows, blocks]);
  const before = pad(slice(logAlong(totals), 0, blocks - 1, 1), [[1, 0]], nothing);
  const carried = move.expand(move.reshape(before, [rows * blocks, 1]), inner.shape);
  return slice(move.reshape(logaddexp(inner, carried), [rows, blocks * block]), 0, n, 1);
}

/**
 * log Σ e^x over all up to each place along an axis, without overflow.
 * Shapes: [5].logcumsumexp(0) gives [5]. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([0, 0, 1000]).logcumsumexp(0).toArray() // [0, 0.6931472, 1000]
 */
export const logcumsumexp: Op<Cumulation> = op(
  "logcumsumexp",
  (x, axis) =>
    atTheEnd("logcumsumexp", float(x), axis, (turned) => {
      if (sizeOf(turned.shape) === 0) return turned;
      return move.reshape(logAlong(move.reshape(turned, [-1, turned.shape.at(-1)!])), turned.shape);
    }),
  [
    [some([5]), 0],
    [some([2, 3, 4]), 1],
    [some([70]), -1],
    [whole([4, 3], -4, 5), 0],
    [given([Number.NEGATIVE_INFINITY, 1, 1000, Number.NaN]), 0],
  ],
);
