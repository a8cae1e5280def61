// Reading and writing at chosen places.
import type { Tensor } from "../tensor.ts";

/** A place, a range [start, end?, step?], null for all, or a tensor of places. */
export type TensorIndex = number | null | readonly (number | null)[] | Tensor;

export interface SelectMethods {
  /**
   * The part at an index along each axis in turn: a place (its axis is left out; negative from the end), a range [start, end?, step?], null for all, or a tensor of places.
   * @throws ShapeError when there are more indices than axes, or a place is out of range.
   * @example x.at(0, null, [1, 3])
   */
  at(...indices: TensorIndex[]): Tensor;
  /**
   * The value at index[p] along an axis, for every place p of the index, which has this tensor's rank. An index outside gives NaN.
   * @throws ShapeError when the index reaches beyond other axes.
   * @example logp.gather(1, targets.unsqueeze(1))
   */
  gather(axis: number, index: Tensor): Tensor;
  /**
   * This tensor with source[p] added at index[p] along an axis. Indices outside are left out; places named twice get both.
   * @throws ShapeError when index and source differ in shape.
   * @example zeros([10]).scatterAdd(0, classes, counts)
   */
  scatterAdd(axis: number, index: Tensor, source: Tensor): Tensor;
  /**
   * The parts at a list of places along an axis.
   * @throws ShapeError when the index is no list.
   * @example x.indexSelect(0, order)
   */
  indexSelect(axis: number, index: Tensor): Tensor;
  /**
   * This table's rows at an index of any shape: [...index, features].
   * @example table.embedding(tokens)
   */
  embedding(index: Tensor): Tensor;
  /**
   * 1 at each value, else 0, along a new last axis of size `classes`; f32.
   * @example labels.oneHot(10)
   */
  oneHot(classes: number): Tensor;
  /**
   * `value` where the mask is true, else this.
   * @throws ShapeError when the shapes do not broadcast.
   * @example scores.maskedFill(mask, -Infinity)
   */
  maskedFill(mask: Tensor, value: Tensor | number): Tensor;
  /**
   * The lower triangle of the last two axes, zeros elsewhere; `diagonal` moves its edge up.
   * @example x.tril()
   */
  tril(diagonal?: number): Tensor;
  /**
   * The upper triangle of the last two axes, zeros elsewhere; `diagonal` moves its edge up.
   * @example x.triu(1)
   */
  triu(diagonal?: number): Tensor;
}
