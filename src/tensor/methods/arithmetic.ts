// The typed signatures of arithmetic, comparisons and logic; what they compute is in ops/arithmetic.ts.
import type { BroadcastOk } from "../shapes/broadcast.ts";
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Elementwise } from "./operands.ts";

/** Elementwise operations of one tensor, or of two with broadcasting. */
export interface ArithmeticMethods<S extends Shape> {
  /**
   * The sum of each pair of values; of truths, or.
   * Shapes: broadcast. Dtypes: any, kept.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).add(tensor([10, 20])).toArray() // [11, 22]
   */
  add<B extends Shape = S>(other: Elementwise<"add", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The difference of each pair of values.
   * Shapes: broadcast. Dtypes: floats, kept; integers kept; bool as i32.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).sub(1).toArray() // [0, 1]
   */
  sub<B extends Shape = S>(other: Elementwise<"sub", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The product of each pair of values; of truths, and. For the product of matrices see `matmul`.
   * Shapes: broadcast. Dtypes: any, kept.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).mul(3).toArray() // [3, 6]
   */
  mul<B extends Shape = S>(other: Elementwise<"mul", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The true quotient of each pair of values; integers become f32.
   * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).div(2).toArray() // [0.5, 1]
   */
  div<B extends Shape = S>(other: Elementwise<"div", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The remainder of each pair of values, with the sign of the divisor (as Python's %).
   * Shapes: broadcast. Dtypes: floats, kept; integers kept; bool as i32.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([5, -5]).mod(3).toArray() // [2, 1]
   */
  mod<B extends Shape = S>(other: Elementwise<"mod", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * Each value to the power of the other; NaN for a negative base and a broken exponent. Whole numbers stay whole where the
   * exponent is a plain whole number from 0.
   * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2, 3]).pow(2).toArray() // [1, 4, 9]
   */
  pow<B extends Shape = S>(other: Elementwise<"pow", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The larger of each pair of values; NaN where either is NaN.
   * Shapes: broadcast. Dtypes: any, kept.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 5]).maximum(3).toArray() // [3, 5]
   */
  maximum<B extends Shape = S>(other: Elementwise<"maximum", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The smaller of each pair of values; NaN where either is NaN.
   * Shapes: broadcast. Dtypes: any, kept.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 5]).minimum(3).toArray() // [1, 3]
   */
  minimum<B extends Shape = S>(other: Elementwise<"minimum", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * The angle of the point (other, this), in radians from -π to π.
   * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, -1]).atan2(0).toArray() // [1.5707964, -1.5707964]
   */
  atan2<B extends Shape = S>(other: Elementwise<"atan2", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * Each value with the other sign.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as i32.
   * @example
   * await tensor([1, -2]).neg().toArray() // [-1, 2]
   */
  neg(): Tensor<S>;

  /**
   * Each value without its sign.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as i32.
   * @example
   * await tensor([1, -2]).abs().toArray() // [1, 2]
   */
  abs(): Tensor<S>;

  /**
   * -1, 0 or 1 for each value; 0 for NaN, as in PyTorch.
   * Shapes: any, kept. Dtypes: any, kept.
   * @example
   * await tensor([-3, 0, 5]).sign().toArray() // [-1, 0, 1]
   */
  sign(): Tensor<S>;

  /**
   * true where the values are equal; NaN equals nothing.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).eq(2).toArray() // [false, true]
   */
  eq<B extends Shape = S>(other: Elementwise<"eq", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where the values differ.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).ne(2).toArray() // [true, false]
   */
  ne<B extends Shape = S>(other: Elementwise<"ne", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where this value is less.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).lt(2).toArray() // [true, false]
   */
  lt<B extends Shape = S>(other: Elementwise<"lt", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where this value is less or equal.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).le(2).toArray() // [true, true]
   */
  le<B extends Shape = S>(other: Elementwise<"le", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where this value is greater.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).gt(1).toArray() // [false, true]
   */
  gt<B extends Shape = S>(other: Elementwise<"gt", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where this value is greater or equal.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 2]).ge(2).toArray() // [false, true]
   */
  ge<B extends Shape = S>(other: Elementwise<"ge", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where both values are not 0.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([0, 1]).logicalAnd(1).toArray() // [false, true]
   */
  logicalAnd<B extends Shape = S>(other: Elementwise<"logicalAnd", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where either value is not 0.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([0, 1]).logicalOr(0).toArray() // [false, true]
   */
  logicalOr<B extends Shape = S>(other: Elementwise<"logicalOr", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where exactly one value is not 0.
   * Shapes: broadcast. Dtypes: any; the result is bool.
   * @param other a number, or a tensor whose shape broadcasts with this one's
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([0, 1]).logicalXor(1).toArray() // [true, false]
   */
  logicalXor<B extends Shape = S>(other: Elementwise<"logicalXor", S, B>): Tensor<BroadcastOk<S, B>>;

  /**
   * true where the value is 0.
   * Shapes: any, kept. Dtypes: any; the result is bool.
   * @example
   * await tensor([0, 1]).logicalNot().toArray() // [true, false]
   */
  logicalNot(): Tensor<S>;

  /**
   * true where the value is NaN.
   * Shapes: any, kept. Dtypes: any; the result is bool.
   * @example
   * await tensor([1, Number.NaN]).isnan().toArray() // [false, true]
   */
  isnan(): Tensor<S>;

  /**
   * true where the value is ∞ or -∞.
   * Shapes: any, kept. Dtypes: any; the result is bool.
   * @example
   * await tensor([1, -Infinity]).isinf().toArray() // [false, true]
   */
  isinf(): Tensor<S>;

  /**
   * true where the value is neither NaN nor infinite.
   * Shapes: any, kept. Dtypes: any; the result is bool.
   * @example
   * await tensor([1, Infinity]).isfinite().toArray() // [true, false]
   */
  isfinite(): Tensor<S>;

  /**
   * Each value within [lo, hi]; either end may be left out (null). NaN stays NaN. At an end
   * that is a number the gradient is 0, at one of a tensor both take half.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as i32.
   * @example
   * await tensor([-2, 0, 2]).clamp(-1, 1).toArray() // [-1, 0, 1]
   */
  clamp(lo?: Tensor | number | null, hi?: Tensor | number | null): Tensor<S>;
}
