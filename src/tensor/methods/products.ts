// The typed signatures of products by name. See ops/products.ts.
import type { Fits } from "../shapes/arguments.ts";
import type { Matmul } from "../shapes/matmul.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

type Outer<A extends Shape, B extends Shape> = A extends [infer N extends number]
  ? B extends [infer M extends number]
    ? [N, M]
    : [N, number]
  : [number, number];

/** Products of vectors, matrices and tensors; see also `matmul` and `einsum`. */
export interface ProductMethods<S extends Shape> {
  /**
   * Every product of a value of this vector and one of the other: [n], [m] → [n, m].
   * Shapes: [2].outer([3]) gives [2, 3]. Dtypes: any, kept.
   * @throws ShapeError when one of them is no vector
   * @example
   * await tensor([1, 2]).outer(tensor([3, 4])).toArray() // [[3, 4], [6, 8]]
   */
  outer<B extends Shape>(other: Tensor<B>): Tensor<Outer<S, B>>;

  /**
   * The sum of the products of two vectors.
   * Shapes: [3].dot([3]) gives []. Dtypes: floats, kept; integers kept; bool as i32.
   * @throws ShapeError when one of them is no vector, or their sizes differ
   * @example
   * await tensor([1, 2]).dot(tensor([3, 4])).item() // 11
   */
  dot(other: Tensor): Tensor<[]>;

  /**
   * The matrix products of a batch: [b, n, k] × [b, k, m] → [b, n, m]; nothing broadcasts.
   * Shapes: [2, 2, 3].bmm([2, 3, 2]) gives [2, 2, 2]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when sizes differ
   * @example
   * ones([2, 3, 4]).bmm(ones([2, 4, 5])).shape // [2, 3, 5]
   */
  bmm<B extends Shape>(other: Fits<"bmm", Matmul<S, B>, Tensor<B>>): Tensor<Ok<Matmul<S, B>>>;

  /**
   * Sums of products over axes: so many of this tensor's last with the other's first (2 unless told), or the named ones
   * of each, pair by pair.
   * Shapes: [2, 3, 4].tensordot([3, 4, 2]) gives [2, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the sizes of the summed axes differ
   * @example
   * ones([2, 3, 4]).tensordot(ones([4, 3, 5]), [[1, 2], [1, 0]]).shape // [2, 5]
   */
  tensordot(other: Tensor, axes?: number | readonly [readonly number[], readonly number[]]): Tensor;

  /**
   * Every value of this times all of the other, side by side (Kronecker's product).
   * Shapes: [2, 2].kron([2, 3]) gives [4, 6]. Dtypes: any, kept.
   * @example
   * await tensor([1, 2]).kron(tensor([1, 10])).toArray() // [1, 10, 2, 20]
   */
  kron(other: Tensor): Tensor;

  /**
   * The cross product of vectors of three along an axis, the last unless told.
   * Shapes: [3].cross([3]) gives [3]. Dtypes: floats, kept; integers kept; bool as i32.
   * @throws ShapeError when that axis has another size
   * @example
   * await tensor([1, 0, 0]).cross(tensor([0, 1, 0])).toArray() // [0, 0, 1]
   */
  cross(other: Tensor, axis?: number): Tensor<S>;
}
