// Random numbers from random bits: lazy like everything, the same on every device for the same key.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { add, clamp, lt, minimum, mul, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { cumsum } from "./cumulative.ts";
import { given, op, some } from "./define.ts";
import { binary, cast, unary } from "./elementwise.ts";
import { constant, random } from "./leaf.ts";
import { log, log1p } from "./math.ts";
import { argmax } from "./reduction.ts";
import { searchsorted, topK } from "./sorting.ts";
import { erfinv } from "./special.ts";
import { slice } from "./views.ts";

/** The two words that all randomness of one call follows from. */
export type Key = readonly [number, number];

/** The dtypes that numbers are drawn in. */
export type Drawn = "f32" | "f64";

/** In [0, 1), of as many random bits as the dtype holds: 24, or 53 of which the first are those of f32. */
export function uniform(shape: Shape, key: Key, stream = 0, dtype: Drawn = "f32"): Node {
  const bits = (from: number, count: number) =>
    cast(binary("shr", random(shape, key, from), constant(32 - count, shape, "u32")), dtype);
  if (dtype === "f32") return mul(bits(stream, 24), constant(2 ** -24, shape, dtype));
  const high = mul(bits(stream, 27), constant(2 ** -27, shape, dtype));
  return add(high, mul(bits(stream + streams, 26), constant(2 ** -53, shape, dtype)));
}
/** Streams whose first words are in use; those behind them have the second. */
const streams = 2;

/** Of mean 0 and variance 1 (Box and Muller, 1958). */
export function normal(shape: Shape, key: Key, dtype: Drawn = "f32"): Node {
  const radius = unary("sqrt", mul(unary("log", add(mul(uniform(shape, key, 0, dtype), -1), 1)), -2));
  return mul(radius, unary("cos", mul(uniform(shape, key, 1, dtype), constant(2 * Math.PI, shape, dtype))));
}

/** i32 in [lo, hi). Refuses an empty range. */
export function integers(lo: number, hi: number, shape: Shape, key: Key): Node {
  if (!Number.isInteger(lo) || !Number.isInteger(hi) || hi <= lo) {
    throw new ArgumentError({ op: "randint", message: `range is empty: from ${lo} to ${hi}` });
  }
  const most = 2 ** 31;
  if (lo < -most || hi > most || hi - lo >= 2 * most) {
    const message = `range is too wide: from ${lo} to ${hi}, within ${-most} to ${most} and less than ${2 * most} numbers`;
    throw new ArgumentError({ op: "randint", message });
  }
  const within = binary("mod", random(shape, key, 0), constant(hi - lo, shape, "u32"));
  return add(cast(within, "i32"), lo);
}

/** Of mean 1, from 0 up: how long one waits for what happens once in a unit of time. */
export const waiting = (shape: Shape, key: Key, dtype: Drawn = "f32"): Node =>
  mul(log1p(mul(uniform(shape, key, 0, dtype), -1)), -1);

/** f32: the largest of many exponential numbers, moved to 0 (Gumbel). Adding it to log weights makes the largest a fair draw. */
export function gumbel(shape: Shape, key: Key): Node {
  // The smallest step of uniform numbers, so that no draw is infinite.
  const least = constant(2 ** -25, shape, "f32");
  return mul(log(binary("max", waiting(shape, key), least)), -1);
}

/** Normal but for values outside of [lo, hi], by the inverse of its distribution. */
export function truncatedNormal(
  shape: Shape,
  mean: number,
  std: number,
  lo: number,
  hi: number,
  key: Key,
  dtype: Drawn = "f32",
): Node {
  if (!(std > 0) || !(lo < hi)) {
    const message = std > 0 ? `range is empty: from ${lo} to ${hi}` : `std is a number above 0: got ${std}`;
    throw new ArgumentError({ op: "truncatedNormal", message });
  }
  const below = (bound: number) =>
    unary("erf", numberLeaf((bound - mean) / (std * Math.SQRT2), shape, dtype));
  const [from, to] = [below(lo), below(hi)];
  const part = mul(uniform(shape, key, 0, dtype), sub(to, from));
  const drawn = add(mul(erfinv(add(from, part)), std * Math.SQRT2), mean);
  return clamp(drawn, lo, hi);
}

const isFlat = (name: string, x: Node): void => {
  if (x.shape.length > 0 && x.shape.at(-1)! > 0) return;
  const message = `needs classes along the last axis: got ${showShape(x.shape)}`;
  throw new ShapeError({ op: name, message });
};

/** i32: a class for each row of logits (the last axis), drawn with their softmax. */
export const categorical = op(
  "categorical",
  (logits: Node, key: Key): Node => {
    isFlat("categorical", logits);
    return argmax(add(float(logits), gumbel(logits.shape, key)), -1);
  },
  [
    [some([3, 4]), [5, 6]],
    [some([4]), [7, 8]],
  ],
);

/** i32 [..., count]: classes for each row of weights (the last axis), drawn with their parts of the sum. */
export const multinomial = op(
  "multinomial",
  (weights: Node, count: number, replacement: boolean, key: Key): Node => {
    isFlat("multinomial", weights);
    const classes = weights.shape.at(-1)!;
    if (!Number.isInteger(count) || count < 1 || (!replacement && count > classes)) {
      const message = replacement
        ? `count is a whole number from 1: got ${count}`
        : `cannot draw ${count} of ${classes} without putting back`;
      const help = replacement ? undefined : "write { replacement: true }";
      throw new ArgumentError({ op: "multinomial", message, help });
    }
    const w = float(weights);
    if (!replacement) return topK(add(log(w), gumbel(w.shape, key)), count).indices;
    const sums = cumsum(w, -1);
    const total = slice(sums, -1, null, -1);
    const drawn = mul(uniform([...w.shape.slice(0, -1), count], key), total);
    // Where rounding led to the very end, the last class that has a weight.
    return minimum(searchsorted(sums, drawn, true), searchsorted(sums, total));
  },
  [
    [some([3, 4], 0.1, 1), 5, true, [1, 9]],
    [some([2, 6], 0.1, 1), 3, false, [2, 9]],
    [given([0, 1, 0]), 4, true, [3, 9]],
  ],
);

/** 1 with probability p, element by element. */
export const bernoulli = op(
  "bernoulli",
  (p: Node, key: Key): Node => cast(lt(uniform(p.shape, key), p), float(p).dtype),
  [[some([6], 0, 1), [1, 2]]],
);

/** Each value left out (0) with probability p, the others divided by 1 - p. */
export const dropout = op(
  "dropout",
  (x: Node, p: number, key: Key): Node => {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError({ op: "dropout", message: `p is out of range: got ${p}, from 0 to 1` });
    }
    if (p === 0) return x;
    const left = binary("lt", uniform(x.shape, key), numberLeaf(p, x.shape, "f32"));
    return where(left, 0, mul(float(x), p === 1 ? 0 : 1 / (1 - p)));
  },
  [[some([8]), 0.5, [3, 4]]],
);
