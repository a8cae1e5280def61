// What PyTorch is asked, as plain data that goes to make.py and comes back in the golden files with the answers: so the files
// say by themselves what was computed, and an op's samples may change without making them stale.
import type { DType } from "../../src/graph/dtype.ts";
import { Sample } from "../../src/ops/index.ts";

/** A number as JSON can say it: NaN, the infinities and -0 are words. */
export type Value = number | "NaN" | "Infinity" | "-Infinity" | "-0";

/** A tensor as data. */
export interface TensorData {
  shape: readonly number[];
  dtype: DType;
  values: readonly Value[];
}

/** An argument: a tensor, or anything else as it stands, lists and options of tensors included. */
export type Argument =
  | { tensor: TensorData }
  | Value
  | boolean
  | string
  | null
  | readonly Argument[]
  | { readonly [name: string]: Argument };

/** A call by its public name; the first argument of a method is the tensor that it is called on. */
export interface CallRequest {
  call: string;
  args: readonly Argument[];
}

/** As JSON says it. */
export function wordOf(x: number): Value {
  if (Object.is(x, -0)) return "-0";
  return Number.isFinite(x) ? x : (String(x) as Value);
}
/** What JSON said. */
export const numberOf = (value: Value): number => Number(value);

// Few digits keep the files small; what is whole, special or told digit by digit stays.
const short = (x: number): number => (Math.abs(x) < 1e4 && Math.abs(x) > 1e-2 ? Number(x.toFixed(3)) : x);

/** A sample's values as data; `turn` tells operands apart. */
export function dataOf(sample: Sample, turn: number): TensorData {
  const values = Array.from(sample.host(turn), (x) => wordOf(short(x)));
  return { shape: sample.shape, dtype: sample.dtype, values };
}

/** A call's arguments with samples made into data; `turn` tells operands apart. */
export function request(call: string, sample: readonly unknown[]): CallRequest {
  let turn = 0;
  const made = (value: unknown): Argument => {
    if (value instanceof Sample) return { tensor: dataOf(value, turn++) };
    if (typeof value === "number") return wordOf(value);
    if (Array.isArray(value)) return value.map(made);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, made(entry)]));
    }
    return (value ?? null) as Argument;
  };
  return { call, args: sample.map(made) };
}
