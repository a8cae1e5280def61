// Functions of one value. Integers and bool become f32 first.
import type { Tensor } from "../tensor.ts";

export interface MathMethods {
  /**
   * e to the power of each value.
   * @example x.exp()
   */
  exp(): Tensor;
  /**
   * e^x - 1, exact near 0.
   * @example x.expm1()
   */
  expm1(): Tensor;
  /**
   * 2 to the power of each value.
   * @example x.exp2()
   */
  exp2(): Tensor;
  /**
   * The natural logarithm; -Infinity at 0, NaN below.
   * @example x.log()
   */
  log(): Tensor;
  /**
   * log(1 + x), exact near 0.
   * @example x.log1p()
   */
  log1p(): Tensor;
  /**
   * The logarithm to base 2.
   * @example x.log2()
   */
  log2(): Tensor;
  /**
   * The logarithm to base 10.
   * @example x.log10()
   */
  log10(): Tensor;
  /**
   * The square root; NaN below 0.
   * @example x.sqrt()
   */
  sqrt(): Tensor;
  /**
   * 1 / √x
   * @example x.rsqrt()
   */
  rsqrt(): Tensor;
  /**
   * 1 / x
   * @example x.reciprocal()
   */
  reciprocal(): Tensor;
  /**
   * Each value times itself.
   * @example x.square()
   */
  square(): Tensor;
  /**
   * The sine, of radians.
   * @example x.sin()
   */
  sin(): Tensor;
  /**
   * The cosine, of radians.
   * @example x.cos()
   */
  cos(): Tensor;
  /**
   * The tangent, of radians.
   * @example x.tan()
   */
  tan(): Tensor;
  /**
   * The inverse sine, in [-π/2, π/2].
   * @example x.asin()
   */
  asin(): Tensor;
  /**
   * The inverse cosine, in [0, π].
   * @example x.acos()
   */
  acos(): Tensor;
  /**
   * The inverse tangent, in (-π/2, π/2).
   * @example x.atan()
   */
  atan(): Tensor;
  /**
   * The hyperbolic sine.
   * @example x.sinh()
   */
  sinh(): Tensor;
  /**
   * The hyperbolic cosine.
   * @example x.cosh()
   */
  cosh(): Tensor;
  /**
   * The hyperbolic tangent, in (-1, 1).
   * @example x.tanh()
   */
  tanh(): Tensor;
  /**
   * The error function, 2/√π ∫₀ˣ e^-t² dt.
   * @example x.erf()
   */
  erf(): Tensor;
  /**
   * The largest whole number that is not larger.
   * @example x.floor()
   */
  floor(): Tensor;
  /**
   * The smallest whole number that is not smaller.
   * @example x.ceil()
   */
  ceil(): Tensor;
  /**
   * The nearest whole number, halves to the even one.
   * @example x.round()
   */
  round(): Tensor;
  /**
   * The whole part: rounded towards 0.
   * @example x.trunc()
   */
  trunc(): Tensor;
}
