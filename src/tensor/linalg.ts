// Linear algebra as users call it: `linalg.solve(a, b)`, by the names of torch.linalg. Computed on the processor, in
// double precision inside; on a graphics card each says how to move the matrix. Matrices may come in batches.
import type { Node } from "../graph/node.ts";
import { matrices, matrixGroups, type Results, type TriangularOptions } from "../ops/index.ts";
import { lifted, liftedGroup } from "./install.ts";
import type { Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

export type { TriangularOptions } from "../ops/index.ts";

/** The batch axes of matrices: none where there are but two dimensions. */
type Batch<S extends Shape> = S extends [unknown, unknown] ? [] : number[];
type Transposed<S extends Shape> = S extends [infer M, infer N] ? [N, M] : number[];
type Lifted<R> = { [K in keyof R]: Tensor };

/** A function that gives several nodes by name as one that gives tensors. */
const liftedAll = <R extends Results>(build: (a: Node) => R): ((a: Tensor) => Lifted<R>) =>
  liftedGroup(build) as (a: Tensor) => Lifted<R>;

/**
 * The x with a x = b: b is a vector [n] or columns [*, n, r]; batch axes broadcast.
 * Shapes: linalg.solve([3, 3], [3, 2]) gives [3, 2]. Dtypes: floats, kept; integers and bool refused.
 * @param a square matrices [*, n, n]
 * @throws ShapeError when a is not square or the sizes differ, ArgumentError (when numbers are looked at) for a singular a
 * @example
 * await linalg.solve(tensor([[2, 0], [1, 3]]), tensor([4, 5])).toArray() // [2, 1]
 */
export const solve = lifted(matrices.solve) as <B extends Shape>(a: Tensor, b: Tensor<B>) => Tensor<B>;

/**
 * The x with a x = b for a triangular a, whose other triangle is not looked at.
 * Shapes: linalg.solveTriangular([3, 3], [3, 2]) gives [3, 2].
 * Dtypes: floats, kept; integers and bool refused.
 * @param options `upper`: the upper triangle counts; `unitriangular`: the diagonal counts as ones
 * @throws ShapeError when a is not square or the sizes differ
 * @example
 * await linalg.solveTriangular(tensor([[2, 0], [1, 3]]), tensor([4, 5])).toArray() // [2, 1]
 */
export const solveTriangular = lifted(matrices.solveTriangular) as <B extends Shape>(
  a: Tensor,
  b: Tensor<B>,
  options?: TriangularOptions,
) => Tensor<B>;

/**
 * The inverses of square matrices. To solve equations, `solve` is quicker and more exact.
 * Shapes: linalg.inv([3, 3]) gives [3, 3]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square, ArgumentError (when numbers are looked at) for a singular a
 * @example
 * await linalg.inv(tensor([[2, 0], [0, 4]])).toArray() // [[0.5, 0], [0, 0.25]]
 */
export const inv = lifted(matrices.inv) as <S extends Shape>(a: Tensor<S>) => Tensor<S>;

/**
 * The determinants of square matrices; 0 for singular ones, which have a gradient too.
 * Shapes: linalg.det([3, 3]) gives []. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square
 * @example
 * await linalg.det(tensor([[2, 0], [0, 4]])).item() // 8
 */
export const det = lifted(matrices.det) as <S extends Shape>(a: Tensor<S>) => Tensor<Batch<S>>;

/**
 * The transposed cofactors of square matrices: the determinant times the inverse, where there is one.
 * Shapes: linalg.adjugate([3, 3]) gives [3, 3]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square
 * @example
 * await linalg.adjugate(tensor([[1, 2], [3, 4]])).round().toArray() // [[4, -2], [-3, 1]]
 */
export const adjugate = lifted(matrices.adjugate) as <S extends Shape>(a: Tensor<S>) => Tensor<S>;

/**
 * The sign of the determinants and the logarithm of their absolute value, which does not overflow.
 * @throws ShapeError when a is not square
 * @example
 * const { sign, logabsdet } = linalg.slogdet(tensor([[2, 0], [0, -4]]));
 * await sign.item() // -1
 */
export const slogdet = liftedAll(matrixGroups.slogdet) as <S extends Shape>(
  a: Tensor<S>,
) => { sign: Tensor<Batch<S>>; logabsdet: Tensor<Batch<S>> };

/**
 * The lower triangular l with l lᵀ = a, for symmetric positive-definite a, of which the lower triangle is read. The gradient
 * is the one among symmetric matrices, as PyTorch's.
 * Shapes: linalg.cholesky([3, 3]) gives [3, 3]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square, ArgumentError (when numbers are looked at) when it is not positive-definite
 * @example
 * await linalg.cholesky(tensor([[4, 2], [2, 5]])).toArray() // [[2, 0], [1, 2]]
 */
export const cholesky = lifted(matrices.cholesky) as <S extends Shape>(a: Tensor<S>) => Tensor<S>;

/**
 * q [*, m, k] with orthonormal columns and an upper triangular r [*, k, n] with q r = a; k is the smaller of m and n.
 * Householder's way, so that the diagonal of r may be negative.
 * @throws ShapeError when a has fewer than two dimensions
 * @example
 * const { q, r } = linalg.qr(randn([4, 3]));
 * r.shape // [3, 3]
 */
export const qr = liftedAll(matrixGroups.qr);

/**
 * The eigenvalues [*, n], rising, and the eigenvectors [*, n, n], in columns, of symmetric matrices, of which the lower
 * triangle is read. Vectors of equal eigenvalues are not unique: their gradients are taken for 0 among one another.
 * @throws ShapeError when a is not square, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * const { values, vectors } = linalg.eigh(tensor([[2, 0], [0, 1]]));
 * await values.toArray() // [1, 2]
 */
export const eigh = liftedAll(matrixGroups.eigh) as <S extends Shape>(
  a: Tensor<S>,
) => { values: Tensor; vectors: Tensor<S> };

/**
 * The eigenvalues of symmetric matrices alone, rising.
 * Shapes: linalg.eigvalsh([3, 3]) gives [3]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * await linalg.eigvalsh(tensor([[2, 0], [0, 1]])).toArray() // [1, 2]
 */
export const eigvalsh = lifted(matrices.eigvalsh) as (a: Tensor) => Tensor;

/**
 * The singular value decomposition: u [*, m, k], s [*, k], falling, and vh [*, k, n] with u diag(s) vh = a; k is the smaller
 * of m and n. Vectors of equal singular values are not unique: their gradients are taken for 0 among one another.
 * @throws ShapeError when a has fewer than two dimensions, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * const { u, s, vh } = linalg.svd(tensor([[3, 0], [0, 4]]));
 * await s.toArray() // [4, 3]
 */
export const svd = liftedAll(matrixGroups.svd);

/**
 * The singular values alone, falling.
 * Shapes: linalg.svdvals([3, 2]) gives [2]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a has fewer than two dimensions, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * await linalg.svdvals(tensor([[3, 0], [0, 4]])).toArray() // [4, 3]
 */
export const svdvals = lifted(matrices.svdvals) as (a: Tensor) => Tensor;

/**
 * The x with the smallest |a x - b|², and of several the smallest itself: lines through points. b is a vector [m] or columns.
 * Shapes: linalg.lstsq([4, 2], [4]) gives [2]. Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when the sizes differ
 * @example
 * const a = tensor([[1, 0], [1, 1], [1, 2]]);
 * await linalg.lstsq(a, tensor([1, 3, 5])).round().toArray() // [1, 2]
 */
export const lstsq = lifted(matrices.lstsq) as (a: Tensor, b: Tensor) => Tensor;

/**
 * The generalised inverses (Moore and Penrose) of matrices of any sizes.
 * Shapes: linalg.pinv([3, 2]) gives [2, 3]. Dtypes: floats, kept; integers and bool refused.
 * @param options `rtol`: singular values up to so much of the largest count as 0 (the dtype's rounding times the larger size)
 * @throws ShapeError when a has fewer than two dimensions, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * await linalg.pinv(tensor([[2, 0, 0], [0, 4, 0]])).toArray() // [[0.5, 0], [0, 0.25], [0, 0]]
 */
export const pinv = lifted(matrices.pinv) as <S extends Shape>(
  a: Tensor<S>,
  options?: { rtol?: number },
) => Tensor<Transposed<S>>;

/**
 * The product of n of the matrices; of their inverses for a negative n, the identity for 0.
 * Shapes: linalg.matrixPower([3, 3], 3) gives [3, 3].
 * Dtypes: floats, kept; integers and bool refused.
 * @throws ShapeError when a is not square, ArgumentError when n is no whole number
 * @example
 * await linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).toArray() // [[1, 5], [0, 1]]
 */
export const matrixPower = lifted(matrices.matrixPower) as <S extends Shape>(
  a: Tensor<S>,
  n: number,
) => Tensor<S>;

/**
 * How many singular values are above `rtol` times the largest, as i32.
 * Shapes: linalg.matrixRank([3, 2]) gives []. Dtypes: f16, f32, f64 (the result is i32).
 * @throws ShapeError when a has fewer than two dimensions, ArgumentError (when numbers are looked at) for NaN or infinity
 * @example
 * await linalg.matrixRank(tensor([[1, 2], [2, 4]])).item() // 1
 */
export const matrixRank = lifted(matrices.matrixRank) as <S extends Shape>(
  a: Tensor<S>,
  options?: { rtol?: number },
) => Tensor<Batch<S>>;
