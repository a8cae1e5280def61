// What an op is: a function from nodes to a node (or several by name), built of primitives and other ops, that knows its name and how to call it
// for a test. Its gradient follows from the primitives it is made of. Rows import no table; the table (index.ts) imports rows.
import { type DType, dtypes, type HostArray, hostArray } from "../graph/dtype.ts";
import type { Node, Shape } from "../graph/node.ts";
import { sizeOf } from "../graph/shape.ts";
import { cast } from "./elementwise.ts";

/** An operand of a sample call: given values, or values spread evenly over a range, no two alike. */
export class Sample {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly #values: readonly number[] | undefined;
  readonly #range: readonly [number, number];
  constructor(shape: Shape, dtype: DType, range: readonly [number, number], values?: readonly number[]) {
    this.shape = shape;
    this.dtype = dtype;
    this.#range = range;
    this.#values = values;
  }
  /** The same values of another dtype. */
  as(dtype: DType): Sample {
    return new Sample(this.shape, dtype, this.#range, this.#values);
  }
  /** The stored elements; `turn` tells operands of one call apart. */
  host(turn: number): HostArray {
    const host = hostArray(this.dtype, sizeOf(this.shape));
    const [from, to] = this.#range;
    const spread = (i: number) => from + (to - from) * (((i + 1) * 0.6180339887498949 + turn * 0.271) % 1);
    for (let i = 0; i < host.length; i++) host[i] = this.#values?.[i] ?? spread(i);
    return host;
  }
}

/** A sample operand of `shape`, f32 in [from, to). */
export const some = (shape: Shape, from = -2, to = 2): Sample => new Sample(shape, "f32", [from, to]);
/** A sample operand of i32 in [from, to), or bool where `to` is left out. */
export const whole = (shape: Shape, from: number, to: number): Sample => new Sample(shape, "i32", [from, to]);
export const truths = (shape: Shape): Sample =>
  new Sample(
    shape,
    "bool",
    [0, 1],
    Array.from({ length: sizeOf(shape) }, (_, i) => (i % 3 === 0 ? 1 : 0)),
  );
/** A sample operand of these values. */
export const given = (
  values: readonly number[],
  shape: Shape = [values.length],
  dtype: DType = "f32",
): Sample => new Sample(shape, dtype, [0, 0], values);

// Arguments as a sample gives them: operands are described, everything else is as in a call.
type Sampled<T> = T extends Node
  ? Sample
  : T extends readonly (infer E)[]
    ? readonly Sampled<E>[]
    : T extends object
      ? { [K in keyof T]: Sampled<T[K]> }
      : T;
type SampledAll<A extends readonly unknown[]> = { readonly [I in keyof A]: Sampled<A[I]> };

/** What an op gives: a node, or several by name. */
export type Results = Readonly<Record<string, Node>>;
export type Build<R extends Node | Results = Node> = (...args: never[]) => R;

/** The nodes of what an op gives. */
export const nodesOf = (made: Node | Results): readonly Node[] =>
  "op" in made ? [made as Node] : Object.values(made);

export interface Described {
  readonly opName: string;
  /** Calls that every backend and the gradient check try. */
  readonly samples: readonly (readonly unknown[])[];
  /** Why differences say nothing about the gradient, where that is so. */
  readonly gradientUnchecked?: string;
}

export type Op<F extends Build<Node | Results> = Build> = F & Described;

/** Makes an op of `build`. */
export function op<F extends Build<Node | Results>>(
  opName: string,
  build: F,
  samples: readonly SampledAll<Parameters<F>>[],
  gradientUnchecked?: string,
): Op<F> {
  // A function's own `name` is the variable's; an op is called what users call it.
  return Object.assign(build, { opName, samples, ...(gradientUnchecked ? { gradientUnchecked } : {}) });
}

/** A sample call's arguments with every operand made by `make`, which is told how many came before. */
export function sampleArguments(
  sample: readonly unknown[],
  make: (operand: Sample, turn: number) => Node,
): unknown[] {
  let turn = 0;
  const made = (value: unknown): unknown => {
    if (value instanceof Sample) return make(value, turn++);
    if (Array.isArray(value)) return value.map(made);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, made(entry)]));
  };
  return sample.map(made);
}

/**
 * The rows with f16 operands taken as f32 and the results rounded back: for ops of several steps, whose sums and differences
 * need more than a half can hold. Beside a wider float the result is that.
 */
export function inSingle<T extends { readonly [name: string]: Op }>(rows: T): T {
  const entries = Object.entries(rows).map(([name, row]) => {
    const build = row as unknown as (...args: unknown[]) => Node;
    const wide = (...args: unknown[]): Node => {
      if (!args.some(isHalf)) return build(...args);
      const result = build(...args.map(single));
      const wider = args.some((x) => isNode(x) && !isHalf(x) && dtypes[x.dtype].float);
      return result.dtype === "f32" && !wider ? cast(result, "f16") : result;
    };
    return [name, Object.assign(wide, row)];
  });
  return Object.fromEntries(entries);
}

const isNode = (x: unknown): x is Node => typeof x === "object" && x !== null && "op" in x;
const isHalf = (x: unknown): boolean => isNode(x) && x.dtype === "f16";
const single = (x: unknown): unknown => (isHalf(x) ? cast(x as Node, "f32") : x);
