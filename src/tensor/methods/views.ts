// The typed signatures of views: the same values in another shape, copied only when they must be. See ops/views.ts.
import type { Fits } from "../shapes/arguments.ts";
import type {
  Expand,
  Flatten,
  Permute,
  Reshape,
  Slice,
  Squeeze,
  Transpose,
  Unsqueeze,
} from "../shapes/movement.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Other shapes and orders of the same values. */
export interface ViewMethods<S extends Shape> {
  /**
   * The same values in row-major order, in other sizes; one size may be -1 and is worked out.
   * Shapes: [2, 3].reshape([3, -1]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the number of values differs
   * @example
   * tensor([1, 2, 3, 4]).reshape([2, -1]).shape // [2, 2]
   */
  reshape<const T extends readonly number[]>(
    shape: Fits<"reshape", Reshape<S, T>, T>,
  ): Tensor<Ok<Reshape<S, T>>>;

  /**
   * Axes `start` (0 unless told) to `end` (the last unless told) as one.
   * Shapes: [2, 3, 4].flatten(1) gives [2, 12]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * zeros([2, 3, 4]).flatten(1).shape // [2, 12]
   */
  flatten<A extends number = 0>(start?: Fits<"flatten", Flatten<S, A>, A>): Tensor<Ok<Flatten<S, A>>>;
  flatten(start: number, end: number): Tensor;

  /**
   * The axes in another order: axis i of the result is axis `axes[i]`.
   * Shapes: [2, 3, 4].permute([2, 0, -2]) gives [4, 2, 3]. Dtypes: any, kept.
   * @throws ShapeError when `axes` does not name each axis once
   * @example
   * zeros([2, 3, 4]).permute([2, 0, 1]).shape // [4, 2, 3]
   */
  permute<const A extends readonly number[]>(
    axes: Fits<"permute", Permute<S, A>, A>,
  ): Tensor<Ok<Permute<S, A>>>;

  /**
   * Two axes exchanged.
   * Shapes: [2, 3, 4].transpose(0, -1) gives [4, 3, 2]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * zeros([2, 3, 4]).transpose(0, -1).shape // [4, 3, 2]
   */
  transpose<A extends number, B extends number>(
    a: Fits<"transpose", Transpose<S, A, 0>, A>,
    b: Fits<"transpose", Transpose<S, 0, B>, B>,
  ): Tensor<Ok<Transpose<S, A, B>>>;

  /**
   * A matrix's transpose; vectors and numbers are themselves.
   * Shapes: [2, 3].t() gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when there are more than two axes
   * @example
   * tensor([[1, 2]]).t().shape // [2, 1]
   */
  t(): Tensor<S extends [infer A extends number, infer B extends number] ? [B, A] : S>;

  /**
   * Without axes of size 1: all of them, or the one named (any other stays).
   * Shapes: [1, 2, 1].squeeze() gives [2]. Dtypes: any, kept.
   * @throws ShapeError when the axis is out of range
   * @example
   * zeros([2, 1, 3]).squeeze().shape // [2, 3]
   */
  squeeze<A extends number | null = null>(
    axis?: Fits<"squeeze", Squeeze<S, A>, A>,
  ): Tensor<Ok<Squeeze<S, A>>>;

  /**
   * With a new axis of size 1 at `axis`.
   * Shapes: [2, 3].unsqueeze(1) gives [2, 1, 3]. Dtypes: any, kept.
   * @throws ShapeError when the axis is out of range
   * @example
   * zeros([2, 3]).unsqueeze(0).shape // [1, 2, 3]
   */
  unsqueeze<A extends number>(axis: Fits<"unsqueeze", Unsqueeze<S, A>, A>): Tensor<Ok<Unsqueeze<S, A>>>;

  /**
   * Sizes of 1 repeated, and new axes in front; -1 keeps a size. Copies nothing.
   * Shapes: [3, 1].expand([2, 3, 4]) gives [2, 3, 4]. Dtypes: any, kept.
   * @throws ShapeError when a size that is not 1 would change
   * @example
   * await tensor([1, 2]).expand([2, 2]).toArray() // [[1, 2], [1, 2]]
   */
  expand<const T extends readonly number[]>(shape: T): Tensor<Expand<T>>;

  /**
   * Elements `start` to `end` (left out) along an axis, every `step`th. Negative places count from the end; places
   * beyond are moved to the end; a negative step goes backwards.
   * Shapes: [5, 2].slice(1, 4) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([1, 2, 3, 4]).slice(1, 3).toArray() // [2, 3]
   */
  slice<A extends number, E extends number | null = null, X extends number = 0>(
    start: A,
    end?: E,
    axis?: Fits<"slice", Slice<S, A, E, X>, X>,
  ): Tensor<Ok<Slice<S, A, E, X>>>;
  slice(start: number | null, end: number | null | undefined, axis: number, step: number): Tensor;

  /**
   * The order along axes (all unless told) turned around.
   * Shapes: any, kept. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 2, 3]).flip().toArray() // [3, 2, 1]
   */
  flip(axis?: number | readonly number[] | null): Tensor<S>;

  /**
   * Values around: one [before, after], or one number for both, for each of the last axes.
   * Shapes: [2, 3].pad([[1, 2]]) gives [2, 6]. Dtypes: any, kept.
   * @param around a value, 0 unless told; or "reflect" (mirrored without the edge), "replicate" (the edge again),
   *   "circular" (from the other end)
   * @throws ShapeError when there are more entries than axes, ArgumentError when an axis is too short to be mirrored
   * @example
   * await tensor([1, 2]).pad([[1, 2]]).toArray() // [0, 1, 2, 0, 0]
   * await tensor([1, 2, 3]).pad([2], "reflect").toArray() // [3, 2, 1, 2, 3, 2, 1]
   */
  pad(
    padding: readonly (number | readonly [number, number])[],
    around?: number | "reflect" | "replicate" | "circular",
  ): Tensor;
}
