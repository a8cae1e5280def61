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
