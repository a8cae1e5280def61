// The typed signatures of tables, classes and masks; what they compute is in ops/select.ts.
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Rows of tables, classes, masks, triangles. */
export interface SelectionMethods<S extends Shape> {
  /**
   * Rows of this table: an index of any shape gives [...index, features].
   * Shapes: [4, 3].embedding([2, 2]) gives [2, 2, 3]. Dtypes: any, kept.
   * @throws DTypeError when the index is bool
   * @example
   * await tensor([[1, 2], [3, 4]]).embedding(tensor([1, 1], { dtype: "i32" })).toArray() // [[3, 4], [3, 4]]
   */
  embedding<B extends Shape>(
    index: Tensor<B>,
  ): Tensor<S extends [number, ...infer R] ? [...B, ...R] : number[]>;

  /**
   * 1 at each class number and 0 elsewhere, along a new last axis of `classes`.
   * Shapes: [3].oneHot(3) gives [3, 3]. Dtypes: u32, i32, f16, f32, f64 (the result is f32).
   * @throws DTypeError when the numbers are bool
   * @example
   * await tensor([0, 2], { dtype: "i32" }).oneHot(3).toArray() // [[1, 0, 0], [0, 0, 1]]
   */
  oneHot<N extends number>(classes: N): Tensor<[...S, N]>;

  /**
   * `value` where the mask is true, else this tensor's value.
   * Shapes: [2, 3].maskedFill([3], -1) gives [2, 3]. Dtypes: floats, kept; integers kept; bool as i32.
   * @throws ShapeError when the mask does not broadcast
   * @example
   * await tensor([1, 2]).maskedFill(tensor([true, false]), 0).toArray() // [0, 2]
   */
  maskedFill(mask: Tensor, value: Tensor | number): Tensor<S>;

  /**
   * The lower triangle of the last two axes, zeros above the diagonal (moved up by `diagonal`).
   * Shapes: [3, 3].tril() gives [3, 3]. Dtypes: any, kept.
   * @example
   * await tensor([[1, 2], [3, 4]]).tril().toArray() // [[1, 0], [3, 4]]
   */
  tril(diagonal?: number): Tensor<S>;

  /**
   * The upper triangle of the last two axes, zeros below the diagonal (moved up by `diagonal`).
   * Shapes: [3, 4].triu(1) gives [3, 4]. Dtypes: any, kept.
   * @example
   * await tensor([[1, 2], [3, 4]]).triu().toArray() // [[1, 2], [0, 4]]
   */
  triu(diagonal?: number): Tensor<S>;
}
