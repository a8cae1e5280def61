// Reductions: over one axis, several, or (null, or left out) all; reduced axes are left out unless `keepDims`.
import type { Axes } from "../../ops/index.ts";
import type { Tensor } from "../tensor.ts";

export interface ReductionMethods {
  /**
   * The sum over an axis, several, or all. bool counts.
   * @throws ShapeError when an axis is out of range.
   * @example x.sum(0)
   */
  sum(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The mean over an axis, several, or all.
   * @throws ShapeError when an axis is out of range.
   * @example x.mean([0, 1])
   */
  mean(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The product over an axis, several, or all.
   * @throws ShapeError when an axis is out of range.
   * @example x.prod()
   */
  prod(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The largest value over an axis, several, or all; NaN if there is one. Equals share the gradient.
   * @throws ShapeError when an axis is out of range.
   * @example x.max(1, true)
   */
  max(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The smallest value over an axis, several, or all; NaN if there is one. Equals share the gradient.
   * @throws ShapeError when an axis is out of range.
   * @example x.min()
   */
  min(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The index (i32) of the first largest value along an axis, or of the flattened tensor.
   * @throws ShapeError when an axis is out of range.
   * @example logits.argmax(-1)
   */
  argmax(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The index (i32) of the first smallest value along an axis, or of the flattened tensor.
   * @throws ShapeError when an axis is out of range.
   * @example x.argmin(0)
   */
  argmin(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * True where any is (anything but 0 is true).
   * @throws ShapeError when an axis is out of range.
   * @example x.isnan().any()
   */
  any(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * True where all are (anything but 0 is true).
   * @throws ShapeError when an axis is out of range.
   * @example x.gt(0).all()
   */
  all(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * The variance, Σ (x - mean)² / (n - correction); correction 1 unless told.
   * @throws ShapeError when an axis is out of range.
   * @example x.var(0)
   */
  var(axis?: Axes, keepDims?: boolean, correction?: number): Tensor;
  /**
   * The standard deviation, the root of `var`.
   * @throws ShapeError when an axis is out of range.
   * @example x.std(0)
   */
  std(axis?: Axes, keepDims?: boolean, correction?: number): Tensor;
  /**
   * log Σ e^x, without overflow.
   * @throws ShapeError when an axis is out of range.
   * @example x.logsumexp(-1)
   */
  logsumexp(axis?: Axes, keepDims?: boolean): Tensor;
  /**
   * (Σ |x|^order)^(1/order); order 2 unless told, Infinity for the largest |x|.
   * @throws ShapeError when an axis is out of range.
   * @example x.norm()
   */
  norm(axis?: Axes, keepDims?: boolean, order?: number): Tensor;
}
