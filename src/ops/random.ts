// Random numbers from random bits: lazy like everything, the same on every device for the same key.
import { ArgumentError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { add, lt, mul, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { op, some } from "./define.ts";
import { binary, cast, unary } from "./elementwise.ts";
import { constant, random } from "./leaf.ts";

/** The two words that all randomness of one call follows from. */
export type Key = readonly [number, number];

/** f32 in [0, 1), of 24 random bits. */
export function uniform(shape: Shape, key: Key, stream = 0): Node {
  const bits = binary("shr", random(shape, key, stream), constant(8, shape, "u32"));
  return mul(cast(bits, "f32"), constant(2 ** -24, shape, "f32"));
}

/** f32 of mean 0 and variance 1 (Box and Muller, 1958). */
export function normal(shape: Shape, key: Key): Node {
  const radius = unary("sqrt", mul(unary("log", add(mul(uniform(shape, key, 0), -1), 1)), -2));
  return mul(radius, unary("cos", mul(uniform(shape, key, 1), constant(2 * Math.PI, shape, "f32"))));
}

/** i32 in [lo, hi). Refuses an empty range. */
export function integers(lo: number, hi: number, shape: Shape, key: Key): Node {
  if (!Number.isInteger(lo) || !Number.isInteger(hi) || hi <= lo) {
    throw new ArgumentError({ op: "randint", message: `range is empty: from ${lo} to ${hi}` });
  }
  const within = binary("mod", random(shape, key, 0), constant(hi - lo, shape, "u32"));
  return add(cast(within, "i32"), lo);
}

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
