// Arithmetic, comparisons and logic: element by element, with broadcasting and promotion as in PyTorch.
import type { Tensor } from "../tensor.ts";

export interface ArithmeticMethods {
  /**
   * Each value plus the other's, with broadcasting.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.add(1)
   */
  add(other: Tensor | number): Tensor;
  /**
   * Each value minus the other's, with broadcasting.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.sub(x.mean())
   */
  sub(other: Tensor | number): Tensor;
  /**
   * Each value times the other's, with broadcasting. For the product of matrices see `matmul`.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.mul(2)
   */
  mul(other: Tensor | number): Tensor;
  /**
   * Each value divided by the other's, with broadcasting. Integers become f32.
   * @throws ShapeError when the shapes do not broadcast.
   * @example pixels.div(255)
   */
  div(other: Tensor | number): Tensor;
  /**
   * The remainder, with the other's sign (as Python's %).
   * @throws ShapeError when the shapes do not broadcast.
   * @example i.mod(2)
   */
  mod(other: Tensor | number): Tensor;
  /**
   * Each value to the other's power. Integers become f32, except for whole powers 1 to 4.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.pow(2)
   */
  pow(other: Tensor | number): Tensor;
  /**
   * The larger of each pair; NaN where either is NaN.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.maximum(0)
   */
  maximum(other: Tensor | number): Tensor;
  /**
   * The smaller of each pair; NaN where either is NaN.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.minimum(1)
   */
  minimum(other: Tensor | number): Tensor;
  /**
   * The angle of the point (other, this), in (-π, π].
   * @throws ShapeError when the shapes do not broadcast.
   * @example y.atan2(x)
   */
  atan2(other: Tensor | number): Tensor;
  /**
   * Each value with the other sign.
   * @example x.neg()
   */
  neg(): Tensor;
  /**
   * Each value without its sign. The gradient at 0 is 0.
   * @example x.abs()
   */
  abs(): Tensor;
  /**
   * -1, 0 or 1; 0 for NaN.
   * @example x.sign()
   */
  sign(): Tensor;
  /**
   * True where equal; NaN equals nothing. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.eq(0)
   */
  eq(other: Tensor | number): Tensor;
  /**
   * True where not equal. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.ne(0)
   */
  ne(other: Tensor | number): Tensor;
  /**
   * True where less than. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.lt(0)
   */
  lt(other: Tensor | number): Tensor;
  /**
   * True where less than or equal. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.le(0)
   */
  le(other: Tensor | number): Tensor;
  /**
   * True where greater than. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.gt(0)
   */
  gt(other: Tensor | number): Tensor;
  /**
   * True where greater than or equal. Gives bool.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.ge(0)
   */
  ge(other: Tensor | number): Tensor;
  /**
   * True where both are; anything but 0 is true.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.gt(0).logicalAnd(x.lt(1))
   */
  logicalAnd(other: Tensor | number): Tensor;
  /**
   * True where one is; anything but 0 is true.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.gt(0).logicalOr(x.lt(1))
   */
  logicalOr(other: Tensor | number): Tensor;
  /**
   * True where exactly one is; anything but 0 is true.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.gt(0).logicalXor(x.lt(1))
   */
  logicalXor(other: Tensor | number): Tensor;
  /**
   * True where 0 or false.
   * @example x.logicalNot()
   */
  logicalNot(): Tensor;
  /**
   * True where not a number.
   * @example x.isnan()
   */
  isnan(): Tensor;
  /**
   * True where infinite.
   * @example x.isinf()
   */
  isinf(): Tensor;
  /**
   * True where neither infinite nor NaN.
   * @example x.isfinite()
   */
  isfinite(): Tensor;
  /**
   * Each value within [min, max]; either end may be left out. NaN stays NaN; at an end the gradient is 1.
   * @throws ShapeError when the shapes do not broadcast.
   * @example x.clamp(0, 1)
   */
  clamp(min?: Tensor | number | null, max?: Tensor | number | null): Tensor;
}
