// The shape of nested number literals: `[[1, 2], [3, 4]]` is [2, 2]; ragged rows are a sentence.
import type { Shape } from "./shape.ts";

export type Nested = number | boolean | readonly unknown[] | Float32Array | Int32Array | Uint8Array;
/** Nothing here distributes: the length of a union of rows is the union of their lengths, so 1000 rows cost as one. */
export type ShapeOf<T> = 0 extends 1 & T
  ? number[]
  : [T] extends [number | boolean]
    ? []
    : [T] extends [Float32Array | Int32Array | Uint8Array]
      ? [number]
      : [T] extends [readonly unknown[]]
        ? IsUnion<T["length"]> extends true
          ? "rows have different lengths"
          : [T] extends [readonly []]
            ? [0]
            : ShapeOf<T[number]> extends infer R
              ? R extends Shape
                ? [T["length"], ...R]
                : R
              : never
        : unknown extends T
          ? number[]
          : "values must be numbers, in rows of one length";
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;
