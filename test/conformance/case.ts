// One graph of the conformance suite, and the leaves it is made of: the same values for every backend.
import { type DType, dtypes, hostArray } from "../../src/graph/dtype.ts";
import type { Node, Shape } from "../../src/graph/node.ts";

/** How the results may differ from the reference. */
export type Accuracy =
  /** Not at all: integers, comparisons, movements. */
  | "exact"
  /** By the rounding of one or a few operations. */
  | "arithmetic"
  /** By the error of an elementary function. */
  | "elementary"
  /** By the rounding of a long sum, relative to the size of its terms. */
  | "sum";

export interface Case {
  readonly name: string;
  readonly accuracy: Accuracy;
  /** What it is about, where a device may lack it. */
  readonly dtype?: DType;
  /** One of many of its kind: devices that take long to compile may leave it out. */
  readonly more?: boolean;
  /** It computes with matrices, which graphics cards refuse. */
  readonly matrices?: boolean;
  /** The results depend on NaN, infinities or numbers near the ends of f32's range. */
  readonly special?: boolean;
  /** Some results are NaN or infinite, which devices that promise nothing there may miss. */
  readonly ends?: boolean;
  /** For `sum`: the size of what is added up, when it is not about 1. */
  readonly scale?: number;
  build(leaf: Leaf): Node | readonly Node[];
}

/** Makes a realised leaf: by default of pseudo-random values in [-2, 2), or whole numbers in [-9, 9). */
export type Leaf = (shape: Shape, dtype?: DType, value?: (i: number) => number) => Node;

/** A small generator (mulberry32): the same numbers everywhere. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The default values of a leaf. */
export function values(dtype: DType, size: number, random: () => number): (i: number) => number {
  const all = hostArray(dtype, size);
  for (let i = 0; i < size; i++) {
    const r = random();
    if (dtypes[dtype].float) all[i] = 4 * r - 2;
    else if (dtype === "bool") all[i] = r < 0.5 ? 0 : 1;
    else all[i] = dtype === "i32" ? Math.floor(18 * r) - 9 : Math.floor(18 * r);
  }
  return (i) => all[i]!;
}

/** The same cases with operands of another float where they have f32. */
export const inDType = (dtype: DType, cases: readonly Case[]): Case[] =>
  cases.map((test, i) => ({
    ...test,
    more: i % 4 !== 0,
    name: `${test.name}, ${dtype}`,
    dtype,
    build: (leaf) =>
      test.build((shape, own = "f32", value) => leaf(shape, own === "f32" ? dtype : own, value)),
  }));
