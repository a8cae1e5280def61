// Movement: which element stands where. None of these copies.
import type { Shape } from "../../graph/node.ts";
import type { Tensor } from "../tensor.ts";

export interface ViewMethods {
  /**
   * The same elements in another shape; one size may be -1.
   * @throws ShapeError when the sizes differ.
   * @example x.reshape([-1, 784])
   */
  reshape(shape: Shape): Tensor;
  /**
   * The axes in another order: axis i of the result is axis `axes[i]`.
   * @throws ShapeError when `axes` does not name each axis once.
   * @example x.permute([0, 2, 3, 1])
   */
  permute(axes: readonly number[]): Tensor;
  /**
   * Two axes swapped.
   * @throws ShapeError when an axis is out of range.
   * @example x.transpose(0, 1)
   */
  transpose(a: number, b: number): Tensor;
  /**
   * A matrix transposed.
   * @throws ShapeError when there are more than two axes.
   * @example w.t()
   */
  t(): Tensor;
  /**
   * Axes start to end made one; all unless told.
   * @throws ShapeError when an axis is out of range.
   * @example x.flatten(1)
   */
  flatten(start?: number, end?: number): Tensor;
  /**
   * Without axes of size 1: all, or those named.
   * @throws ShapeError when an axis is out of range.
   * @example x.squeeze(0)
   */
  squeeze(axis?: number | readonly number[] | null): Tensor;
  /**
   * With an axis of size 1 put in at `axis`.
   * @throws ShapeError when an axis is out of range.
   * @example x.unsqueeze(0)
   */
  unsqueeze(axis: number): Tensor;
  /**
   * Sizes of 1 repeated to `shape`; -1 keeps a size. Takes no memory.
   * @throws ShapeError when another size differs.
   * @example bias.expand([32, 10])
   */
  expand(shape: Shape): Tensor;
  /**
   * Elements start to end (left out) along an axis (0 unless told), every `step`th. Negative places count from the end; a negative step goes backwards.
   * @throws ShapeError when an axis is out of range.
   * @example x.slice(0, 8)
   */
  slice(start: number | null, end?: number | null, axis?: number, step?: number): Tensor;
  /**
   * The order along axes turned around; along all unless told.
   * @throws ShapeError when an axis is out of range.
   * @example x.flip(-1)
   */
  flip(axis?: number | readonly number[] | null): Tensor;
  /**
   * Values (0 unless told) around it: one [before, after], or one number for both, for each of the last axes.
   * @throws ShapeError when there are more entries than axes.
   * @example x.pad([1, 1])
   */
  pad(padding: readonly (number | readonly [number, number])[], value?: number): Tensor;
}
