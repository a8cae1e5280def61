// What each reduction means for the elements at `start + within[j]`.
import type { ReduceKind } from "../../graph/node.ts";

type Reducer = (x: Float64Array, start: number, within: Int32Array) => number;

export const reducers: { readonly [K in ReduceKind]: Reducer } = {
  sum: (x, start, within) => within.reduce((sum, at) => sum + x[start + at]!, 0),
  prod: (x, start, within) => within.reduce((product, at) => product * x[start + at]!, 1),
  max: (x, start, within) => x[start + within[first(x, start, within, (a, b) => a > b)]!]!,
  min: (x, start, within) => x[start + within[first(x, start, within, (a, b) => a < b)]!]!,
  argmax: (x, start, within) => first(x, start, within, (a, b) => a > b),
  argmin: (x, start, within) => first(x, start, within, (a, b) => a < b),
};

/** Where whole numbers differ: they wrap around at 32 bits. */
export const wrapping: { readonly [K in ReduceKind]?: Reducer } = {
  sum: (x, start, within) => within.reduce((sum, at) => (sum + x[start + at]!) | 0, 0),
  prod: (x, start, within) => within.reduce((product, at) => Math.imul(product, x[start + at]!), 1),
};

// The first NaN, else the first value that no other beats.
function first(
  x: Float64Array,
  start: number,
  within: Int32Array,
  beats: (a: number, b: number) => boolean,
): number {
  let best = 0;
  for (let j = 0; j < within.length; j++) {
    const value = x[start + within[j]!]!;
    if (Number.isNaN(value)) return j;
    if (beats(value, x[start + within[best]!]!)) best = j;
  }
  return best;
}
