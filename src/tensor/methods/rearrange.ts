// The typed signatures of rolling, repeating, diagonals and cutting into pieces. See ops/rearrange.ts and ops/several.ts.
import type { AxisArg } from "../shapes/arguments.ts";
import type { Put } from "../shapes/axes.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

type Diag<S extends Shape> = S extends [infer N extends number]
  ? [N, N]
  : S extends [infer N extends number, infer M extends number]
    ? N extends M
      ? [N]
      : [number]
    : number[];

/** Values in other places. */
export interface RearrangeMethods<S extends Shape> {
  /**
   * Values moved on along axes; those pushed out come in at the other end. Without axes, of the flattened tensor.
   * Shapes: [5].roll(2) gives [5]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 2, 3]).roll(1).toArray() // [3, 1, 2]
   */
  roll(shifts: number | readonly number[], axes?: number | readonly number[] | null): Tensor<S>;

  /**
   * The whole repeated along each axis (PyTorch's repeat); more counts than axes make new axes in front.
   * Shapes: [2, 3].repeat([2, 1]) gives [4, 3]. Dtypes: any, kept.
   * @throws ShapeError when there are fewer counts than axes
   * @example
   * await tensor([1, 2]).repeat([2]).toArray() // [1, 2, 1, 2]
   */
  repeat(counts: readonly number[]): Tensor;

  /**
   * As `repeat`; fewer counts than axes are those of the last ones.
   * Shapes: [2, 2].tile([2]) gives [2, 4]. Dtypes: any, kept.
   * @example
   * await tensor([[1], [2]]).tile([2]).toArray() // [[1, 1], [2, 2]]
   */
  tile(counts: readonly number[]): Tensor;

  /**
   * Each element `count` times in a row along an axis; without one, of the flattened tensor.
   * Shapes: [2, 2].repeatInterleave(2) gives [8]. Dtypes: any, kept.
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([1, 2]).repeatInterleave(2).toArray() // [1, 1, 2, 2]
   */
  repeatInterleave(count: number, axis?: number | null): Tensor;

  /**
   * One axis as several; one size may be -1 and is worked out.
   * Shapes: [2, 6].unflatten(1, [2, -1]) gives [2, 2, 3]. Dtypes: any, kept.
   * @throws ShapeError when the sizes do not give the axis
   * @example
   * zeros([2, 6]).unflatten(1, [3, -1]).shape // [2, 3, 2]
   */
  unflatten(axis: number, sizes: readonly number[]): Tensor;

  /**
   * Axes moved to other places, the others in their order.
   * Shapes: [2, 3, 4].movedim(0, -1) gives [3, 4, 2]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * zeros([2, 3, 4]).movedim(0, -1).shape // [3, 4, 2]
   */
  movedim(from: number | readonly number[], to: number | readonly number[]): Tensor;

  /**
   * Quarter turns (one unless told) from the first of two axes towards the second.
   * Shapes: [2, 3].rot90() gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).rot90().toArray() // [[2, 4], [1, 3]]
   */
  rot90(turns?: number, axes?: readonly [number, number]): Tensor;

  /**
   * The diagonal of two axes (the first two unless told) as the last axis, `offset` above the main one.
   * Shapes: [3, 3].diagonal() gives [3]. Dtypes: any, kept.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).diagonal().toArray() // [1, 4]
   */
  diagonal(offset?: number, first?: number, second?: number): Tensor;

  /**
   * Of a vector, the matrix with it on its diagonal; of a matrix, its diagonal.
   * Shapes: [3].diag() gives [3, 3]. Dtypes: any, kept.
   * @throws ShapeError when there are more axes
   * @example
   * await tensor([1, 2]).diag().toArray() // [[1, 0], [0, 2]]
   */
  diag(): Tensor<Diag<S>>;
  diag(offset: number): Tensor;

  /**
   * The sum of a matrix's diagonal.
   * Shapes: [3, 3].trace() gives []. Dtypes: floats, kept; integers kept; bool as i32.
   * @example
   * await tensor([[1, 2], [3, 4]]).trace().item() // 5
   */
  trace(): Tensor<[]>;

  /**
   * The values at places of the flattened tensor, in the index's shape. A place outside gives NaN, or 0 for integers.
   * Shapes: [2, 3].take([2, 2]) gives [2, 2]. Dtypes: any, kept.
   * @example
   * await tensor([[1, 2], [3, 4]]).take(tensor([3, 0], { dtype: "i32" })).toArray() // [4, 1]
   */
  take<B extends Shape>(index: Tensor<B>): Tensor<B>;

  /**
   * As `gather`, with the other axes of index and tensor broadcast (PyTorch's take_along_dim).
   * Shapes: [2, 3].takeAlongDim([1, 2], 1) gives [2, 2]. Dtypes: any, kept.
   * @throws ShapeError when the ranks differ
   * @example
   * await tensor([[1, 2], [3, 4]]).takeAlongDim(tensor([[1]], { dtype: "i32" }), 1).toArray() // [[2], [4]]
   */
  takeAlongDim(index: Tensor, axis: number): Tensor;
}

/** Methods that give several tensors. */
export interface SeveralMethods<S extends Shape> {
  /**
   * Views of one size along an axis (0 unless told; the last may be smaller), or of the sizes given.
   * @throws ShapeError when the sizes do not add up
   * @example
   * arange(5).split(2).map((piece) => piece.shape) // [[2], [2], [1]]
   */
  split(sizes: number | readonly number[], axis?: number): Tensor[];

  /**
   * At most `count` views of one size along an axis (0 unless told), the last perhaps smaller.
   * @throws ArgumentError when `count` is no whole number from 1
   * @example
   * arange(5).chunk(2).map((piece) => piece.shape) // [[3], [2]]
   */
  chunk(count: number, axis?: number): Tensor[];

  /**
   * The parts at each place of an axis (0 unless told), without it.
   * @throws ShapeError when the axis is out of range
   * @example
   * zeros([2, 3]).unbind().map((row) => row.shape) // [[3], [3]]
   */
  unbind<A extends number = 0>(
    axis?: AxisArg<"unbind", S, A>,
  ): Tensor<A extends 0 ? Ok<Put<S, 0, []>> : number[]>[];
}
