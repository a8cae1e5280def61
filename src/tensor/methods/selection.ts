// The typed signatures of tables, classes and masks; what they compute is in ops/select.ts.
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Rows of tables, classes, masks, triangles. */
export interface SelectionMethods<S extends Shape> {
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
