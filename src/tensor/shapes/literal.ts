// The shape of nested number literals: `[[1, 2], [3, 4]]` is [2, 2]; ragged rows are a sentence.
import type { Shape } from "./shape.ts";

/** The typed arrays that hold numbers. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;
/** Numbers as a user writes them: one, nested rows of one length, or a typed array. */
export type Nested = number | boolean | ArrayLike<unknown>;
/** Nothing here distributes: the length of a union of rows is the union of their lengths, so 1000 rows cost as one. */
export type ShapeOf<T> = 0 extends 1 & T
  ? number[]
  : [T] extends [number | boolean]
    ? []
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
      : [T] extends [NumberArray]
        ? [number]
        : readonly unknown[] extends T
          ? number[]
          : "values must be numbers, in rows of one length";
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;
