// The typed signatures of reading and writing at places; what they compute is in ops/at.ts and ops/places.ts.
import type { AxisArg, FitsRest } from "../shapes/arguments.ts";
import type { Index, Resize } from "../shapes/movement.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** A place, a range [start, end?, step?], null for all, or an i32 tensor of places. */
export type IndexEntry = number | null | readonly (number | null)[] | Tensor;

/** How many places a list of them has. */
type CountOf<B extends Shape> = B extends [infer N extends number] ? N : number;

/**
 * Values at places. A place outside reads NaN (0 for integers) and writes nothing; where the places were given as numbers it
 * is refused.
 */
export interface PlaceMethods<S extends Shape> {
  /**
   * The part at a place of each of the first axes; a place leaves its axis out. Ranges [start, end?, step?], null (all) and
   * tensors of places may stand instead. Tensors of places are read together, as in PyTorch: they broadcast, and the result
   * has their axes where the first of them stood (in front where others lie between). Negative places count from the end.
   * To read by a mask, write `await x.atMask(mask)`.
   * Shapes: [3, 4].at(1) gives [4]. Dtypes: any, kept.
   * @throws ShapeError when a place is out of range, or there are more places than axes
   * @example
   * await tensor([[1, 2], [3, 4]]).at(1).toArray() // [3, 4]
   * await tensor([[1, 2], [3, 4]]).at(tensor([0, 1]), tensor([1, 0])).toArray() // [2, 3]
   */
  at<const I extends readonly IndexEntry[]>(
    ...index: FitsRest<"at", Index<S, I>, I>
  ): Tensor<Ok<Index<S, I>>>;

  /**
   * This tensor with `values` (a number, or a tensor that broadcasts) where the entries lead; they are those of `at`, or a
   * mask over the first axes. Of several values for one place the last one stays; with `accumulate` all are added to what is
   * there. Nothing is changed in place.
   * Shapes: [3, 4].indexPut([1], [4]) gives [3, 4]. Dtypes: any, kept.
   * @throws ShapeError when a place is out of range, or the values do not fit; DTypeError when they are of a wider dtype
   * @example
   * await zeros([2, 2]).indexPut([1], tensor([5, 6])).toArray() // [[0, 0], [5, 6]]
   * await zeros([3]).indexPut([tensor([0, 0, 2])], 1, true).toArray() // [2, 0, 1]
   * await tensor([1, -2]).indexPut([tensor([false, true])], 0).toArray() // [1, 0]
   */
  indexPut(indices: readonly IndexEntry[], values: Tensor | number, accumulate?: boolean): Tensor<S>;

  /**
   * The value at `index[p]` along an axis, for every place p of the index, which has this tensor's rank (PyTorch's gather).
   * Shapes: [3, 2].gather(0, [2, 2]) gives [2, 2]. Dtypes: any, kept.
   * @throws ShapeError when the index reaches beyond this tensor on other axes, or is seen to be out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "i32" })).toArray() // [[2], [3]]
   */
  gather<B extends Shape>(axis: number, index: Tensor<B>): Tensor<B>;

  /**
   * The value at `index[p]` along an axis, the other axes broadcast; of the flattened tensor without an axis.
   * Shapes: [3, 2].takeAlongAxis([1, 2], 0) gives [1, 2]. Dtypes: any, kept.
   * @throws ShapeError when ranks differ, or other axes do not broadcast
   * @example
   * const scores = tensor([[1, 9], [8, 2]]);
   * await scores.takeAlongAxis(scores.argsort(1), 1).toArray() // [[1, 9], [2, 8]]
   */
  takeAlongAxis(index: Tensor, axis?: number | null): Tensor;

  /**
   * The elements of the flattened tensor at places, negative ones from the end; the result has the index's shape.
   * @throws ShapeError when a place is seen to be out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).take(tensor([3, 0])).toArray() // [4, 1]
   */
  take<B extends Shape>(index: Tensor<B>): Tensor<B>;

  /**
   * The parts at a list of places along an axis.
   * Shapes: [3, 2].indexSelect(0, [3]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the axis, or a place that is seen, is out of range
   * @example
   * await tensor([10, 20, 30]).indexSelect(0, tensor([2, 0], { dtype: "i32" })).toArray() // [30, 10]
   */
  indexSelect<A extends number, B extends Shape>(
    axis: A,
    index: Tensor<B>,
  ): Tensor<Ok<Resize<S, A, CountOf<B>>>>;

  /**
   * This tensor with the parts of `source` added at a list of places along an axis.
   * Shapes: [3, 2].indexAdd(0, [3], [3, 2]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the source does not fit, DTypeError when it is of a wider dtype
   * @example
   * await zeros([3]).indexAdd(0, tensor([0, 2, 0]), tensor([1, 2, 3])).toArray() // [4, 0, 2]
   */
  indexAdd<A extends number>(axis: AxisArg<"indexAdd", S, A>, index: Tensor, source: Tensor): Tensor<S>;

  /**
   * This tensor with the parts of `source` in place of those at a list of places along an axis.
   * Shapes: [3, 2].indexCopy(0, [2], [2, 2]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the source does not fit, DTypeError when it is of a wider dtype
   * @example
   * await zeros([3]).indexCopy(0, tensor([2, 0]), tensor([5, 6])).toArray() // [6, 0, 5]
   */
  indexCopy<A extends number>(axis: AxisArg<"indexCopy", S, A>, index: Tensor, source: Tensor): Tensor<S>;

  /**
   * This tensor with a value in all parts at a list of places along an axis.
   * Shapes: [3, 2].indexFill(1, [1], -1) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the axis, or a place that is seen, is out of range
   * @example
   * await zeros([3]).indexFill(0, tensor([2, 0]), 7).toArray() // [7, 0, 7]
   */
  indexFill<A extends number>(axis: AxisArg<"indexFill", S, A>, index: Tensor, value: number): Tensor<S>;

  /**
   * This tensor with `source[p]` (or a number) in place of what stands at `index[p]` along an axis; of several for one place
   * the last stays.
   * Shapes: [3, 2].scatter(0, [2, 2], [2, 2]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the index or the source does not fit, DTypeError when the source is of a wider dtype
   * @example
   * await zeros([3]).scatter(0, tensor([2, 0]), tensor([5, 6])).toArray() // [6, 0, 5]
   */
  scatter<A extends number>(
    axis: AxisArg<"scatter", S, A>,
    index: Tensor,
    source: Tensor | number,
  ): Tensor<S>;

  /**
   * This tensor with `source[p]` added at `index[p]` along an axis.
   * Shapes: [3, 2].scatterAdd(0, [2, 2], [2, 2]) gives [3, 2]. Dtypes: any, kept.
   * @throws ShapeError when the index or the source does not fit
   * @example
   * await zeros([3]).scatterAdd(0, tensor([0, 2, 0], { dtype: "i32" }), tensor([1, 2, 3])).toArray() // [4, 0, 2]
   */
  scatterAdd(axis: number, index: Tensor, source: Tensor): Tensor<S>;

  /**
   * This tensor with the values of `source`, in their order, in place of those where the mask is true.
   * Shapes: [2, 3].maskedScatter([2, 3], [4]) gives [2, 3]. Dtypes: any, kept.
   * @throws ShapeError when the mask does not broadcast
   * @example
   * await zeros([3]).maskedScatter(tensor([true, false, true]), tensor([5, 6])).toArray() // [5, 0, 6]
   */
  maskedScatter(mask: Tensor, source: Tensor): Tensor<S>;
}
