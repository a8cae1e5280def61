// The typed signatures of mathematical functions of one tensor; what they compute is in ops/math.ts.
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Functions of each value. Integers become f32. */
export interface MathMethods<S extends Shape> {
  /**
   * e to the power of each value.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1]).exp().toArray() // [1, 2.7182817]
   */
  exp(): Tensor<S>;

  /**
   * 2 to the power of each value.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 3]).exp2().toArray() // [1, 8]
   */
  exp2(): Tensor<S>;

  /**
   * e^x - 1, exact near 0.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1e-6]).expm1().toArray() // [0, 1.0000005e-6]
   */
  expm1(): Tensor<S>;

  /**
   * The natural logarithm; -∞ at 0, NaN below.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1, Math.E]).log().toArray() // [0, 1]
   */
  log(): Tensor<S>;

  /**
   * log(1 + x), exact near 0.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1]).log1p().toArray() // [0, 0.6931472]
   */
  log1p(): Tensor<S>;

  /**
   * The logarithm to base 2.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([8]).log2().toArray() // [3]
   */
  log2(): Tensor<S>;

  /**
   * The logarithm to base 10.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1000]).log10().toArray() // [3]
   */
  log10(): Tensor<S>;

  /**
   * The square root; NaN below 0.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([4, 9]).sqrt().toArray() // [2, 3]
   */
  sqrt(): Tensor<S>;

  /**
   * 1 / √x.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([4]).rsqrt().toArray() // [0.5]
   */
  rsqrt(): Tensor<S>;

  /**
   * x · x.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as i32.
   * @example
   * await tensor([-3]).square().toArray() // [9]
   */
  square(): Tensor<S>;

  /**
   * 1 / x.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([4]).reciprocal().toArray() // [0.25]
   */
  reciprocal(): Tensor<S>;

  /**
   * The sine of an angle in radians.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, Math.PI / 2]).sin().toArray() // [0, 1]
   */
  sin(): Tensor<S>;

  /**
   * The cosine of an angle in radians.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, Math.PI]).cos().toArray() // [1, -1]
   */
  cos(): Tensor<S>;

  /**
   * The tangent of an angle in radians.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, Math.PI / 4]).tan().toArray() // [0, 1]
   */
  tan(): Tensor<S>;

  /**
   * The angle in [-π/2, π/2] whose sine this is; NaN outside [-1, 1].
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1]).asin().toArray() // [1.5707964]
   */
  asin(): Tensor<S>;

  /**
   * The angle in [0, π] whose cosine this is; NaN outside [-1, 1].
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1]).acos().toArray() // [0]
   */
  acos(): Tensor<S>;

  /**
   * The angle in (-π/2, π/2) whose tangent this is.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1]).atan().toArray() // [0.7853982]
   */
  atan(): Tensor<S>;

  /**
   * The hyperbolic sine.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1]).sinh().toArray() // [0, 1.1752012]
   */
  sinh(): Tensor<S>;

  /**
   * The hyperbolic cosine.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1]).cosh().toArray() // [1, 1.5430806]
   */
  cosh(): Tensor<S>;

  /**
   * The hyperbolic tangent, in [-1, 1].
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1, 100]).tanh().toArray() // [0, 0.7615942, 1]
   */
  tanh(): Tensor<S>;

  /**
   * The error function 2/√π ∫₀ˣ e^(-t²) dt, in [-1, 1].
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1, 10]).erf().toArray() // [0, 0.8427008, 1]
   */
  erf(): Tensor<S>;

  /**
   * The next whole number below.
   * Shapes: any, kept. Dtypes: any, kept.
   * @example
   * await tensor([1.5, -1.5]).floor().toArray() // [1, -2]
   */
  floor(): Tensor<S>;

  /**
   * The next whole number above.
   * Shapes: any, kept. Dtypes: any, kept.
   * @example
   * await tensor([1.5, -1.5]).ceil().toArray() // [2, -1]
   */
  ceil(): Tensor<S>;

  /**
   * The nearest whole number; halves go to the even one, as in PyTorch.
   * Shapes: any, kept. Dtypes: any, kept.
   * @example
   * await tensor([0.5, 1.5, 2.5]).round().toArray() // [0, 2, 2]
   */
  round(): Tensor<S>;

  /**
   * The whole part.
   * Shapes: any, kept. Dtypes: any, kept.
   * @example
   * await tensor([1.5, -1.5]).trunc().toArray() // [1, -1]
   */
  trunc(): Tensor<S>;
}
