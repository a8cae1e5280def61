// The typed signatures of choosing values by index or mask; what they compute is in ops/select.ts.
import type { FitsRest } from "../shapes/arguments.ts";
import type { Index } from "../shapes/movement.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** A place, a range [start, end?, step?], null for all, or an i32 tensor of places. */
export type IndexEntry = number | null | readonly (number | null)[] | Tensor;

/** Values by place, by a tensor of places, or by a mask. */
export interface SelectionMethods<S extends Shape> {
  /**
   * The part at a place of each of the first axes; a place leaves its axis out. Ranges, null (all) and tensors of places
   * may stand instead.
   * @throws ShapeError when a place is out of range, or there are more places than axes
   * @example
   * await tensor([[1, 2], [3, 4]]).at(1).toArray() // [3, 4]
   */
  at<const I extends readonly IndexEntry[]>(
    ...index: FitsRest<"at", Index<S, I>, I>
  ): Tensor<Ok<Index<S, I>>>;

  /**
   * The value at `index[p]` along an axis, for every place p of the index, which has this tensor's rank (PyTorch's gather).
   * An index outside gives NaN, or 0 for integers.
   * @example
   * await tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "i32" })).toArray() // [[2], [3]]
   */
  gather<B extends Shape>(axis: number, index: Tensor<B>): Tensor<B>;

  /**
   * This tensor with `source[p]` added at `index[p]` along an axis; indices outside are dropped.
   * @example
   * await zeros([3]).scatterAdd(0, tensor([0, 2, 0], { dtype: "i32" }), tensor([1, 2, 3])).toArray() // [4, 0, 2]
   */
  scatterAdd(axis: number, index: Tensor, source: Tensor): Tensor<S>;

  /**
   * The parts at a list of places along an axis.
   * @example
   * await tensor([10, 20, 30]).indexSelect(0, tensor([2, 0], { dtype: "i32" })).toArray() // [30, 10]
   */
  indexSelect(axis: number, index: Tensor): Tensor;

  /**
   * Rows of this table: an index of any shape gives [...index, features].
   * @example
   * await tensor([[1, 2], [3, 4]]).embedding(tensor([1, 1], { dtype: "i32" })).toArray() // [[3, 4], [3, 4]]
   */
  embedding(index: Tensor): Tensor;

  /**
   * 1 at each class number and 0 elsewhere, along a new last axis of `classes`.
   * @example
   * await tensor([0, 2], { dtype: "i32" }).oneHot(3).toArray() // [[1, 0, 0], [0, 0, 1]]
   */
  oneHot<N extends number>(classes: N): Tensor<[...S, N]>;

  /**
   * `value` where the mask is true, else this tensor's value.
   * @example
   * await tensor([1, 2]).maskedFill(tensor([true, false]), 0).toArray() // [0, 2]
   */
  maskedFill(mask: Tensor, value: Tensor | number): Tensor<S>;

  /**
   * The lower triangle of the last two axes, zeros above the diagonal (moved up by `diagonal`).
   * @example
   * await tensor([[1, 2], [3, 4]]).tril().toArray() // [[1, 0], [3, 4]]
   */
  tril(diagonal?: number): Tensor<S>;

  /**
   * The upper triangle of the last two axes, zeros below the diagonal (moved up by `diagonal`).
   * @example
   * await tensor([[1, 2], [3, 4]]).triu().toArray() // [[1, 2], [0, 4]]
   */
  triu(diagonal?: number): Tensor<S>;
}
