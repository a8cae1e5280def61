// What is gone through in order along the last axis: rows of `length` values, one after the other.
import { type DType, dtypes } from "../../graph/dtype.ts";
import type { ScanKind } from "../../graph/node.ts";
import { stored } from "./scalars.ts";

const combined: { readonly [K in ScanKind]: (a: number, b: number) => number } = {
  cumsum: (a, b) => a + b,
  cumprod: (a, b) => a * b,
  cummax: Math.max,
  cummin: Math.min,
};

/** What each row's values up to each place reduce to. Integers wrap around at each step. */
export function scan(kind: ScanKind, x: Float64Array, length: number, dtype: DType): Float64Array {
  const { float } = dtypes[dtype];
  const combine = kind === "cumprod" && !float ? Math.imul : combined[kind];
  const keep = float ? (value: number) => value : stored(dtype, true);
  const out = Float64Array.from(x);
  for (let i = 0; i < out.length; i++) if (i % length > 0) out[i] = keep(combine(out[i - 1]!, out[i]!));
  return out;
}

/** Where in its row each value of the sorted row stands. The host's own sort is stable. */
export function sort(x: Float64Array, length: number, descending: boolean): Float64Array {
  const out = new Float64Array(x.length);
  const rank = (value: number) => (Number.isNaN(value) ? 1 : 0);
  for (let start = 0; start < x.length; start += length) {
    const row = x.subarray(start, start + length);
    const compare = (a: number, b: number) => rank(row[a]!) - rank(row[b]!) || row[a]! - row[b]! || 0;
    const order = Array.from(row, (_, i) => i).sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
    out.set(order, start);
  }
  return out;
}
