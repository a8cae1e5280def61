// Linear algebra by the names of torch.linalg: what gives one tensor are rows, what gives several are plain functions.
// Batches of matrices throughout. Most of it is one computation; the rest is made of products and those.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { LinalgKind, Node } from "../graph/node.ts";
import { broadcastShapes, showShape } from "../graph/shape.ts";
import { eq, gt, mul } from "./arithmetic.ts";
import { broadcastTo, sameFloats } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { cast } from "./elementwise.ts";
import { iota } from "./leaf.ts";
import { matmul, matrixTransposed } from "./linear.ts";
import { type LinalgAttributes, linalg, matrixSizes, squareSize } from "./matrices.ts";
import * as move from "./movement.ts";
import { sum } from "./reduction.ts";
import { concat } from "./select.ts";
import { slice } from "./views.ts";

const settings = (kind: LinalgKind, more: Partial<LinalgAttributes> = {}): LinalgAttributes => ({
  kind,
  upper: false,
  unit: false,
  tolerance: 0,
  ...more,
});
/** The distance from 1 to the next value of x's dtype. */
const rounding = (x: Node): number =>
  x.dtype === "f64" ? 2 ** -52 : x.dtype === "f16" ? 2 ** -10 : 2 ** -23;
const batchOf = (x: Node): readonly number[] => x.shape.slice(0, -2);

/** [*, n, n] of x's dtype: 1 on the diagonal. */
export function identityLike(x: Node): Node {
  const square = x.shape.slice(-2);
  return broadcastTo("eye", cast(eq(iota(square, 0), iota(square, 1)), x.dtype), x.shape);
}

/** a and b with equal batch axes, b as columns. `done` brings the result to what b was. */
function system(name: string, left: Node, right: Node): { a: Node; b: Node; done: (x: Node) => Node } {
  const n = squareSize(name, left);
  const isVector = right.shape.length === 1;
  const columns = isVector ? move.reshape(right, [...right.shape, 1]) : right;
  const [rows] = matrixSizes(name, columns);
  if (rows !== n) {
    const message = `sizes differ: ${showShape(left.shape)} and ${showShape(right.shape)} (${n} vs ${rows})`;
    throw new ShapeError({ op: name, message });
  }
  const [a, b] = sameFloats(left, columns);
  const batch = broadcastShapes(name, batchOf(a), batchOf(b));
  return {
    a: broadcastTo(name, a, [...batch, n, n]),
    b: broadcastTo(name, b, [...batch, n, b.shape.at(-1)!]),
    done: (x) => (isVector ? move.reshape(x, x.shape.slice(0, -1)) : x),
  };
}

const wellPosed = given([4, 1, 0.5, -1, 3, 0.25, 0.5, 1, 2], [3, 3]);
const positive = given([4, 1, 0.5, 1, 3, 0.25, 0.5, 0.25, 2], [3, 3]);
const batched = given([3, 1, -1, 2, 2, 0.5, 1, -2], [2, 2, 2]);

/** x with a x = b; b is a vector [n] or columns [*, n, r]. */
export const solve = op(
  "solve",
  (a: Node, b: Node): Node => {
    const fit = system("solve", a, b);
    return fit.done(linalg(settings("solve"), [fit.a, fit.b], fit.b.shape));
  },
  [
    [wellPosed, some([3, 2])],
    [wellPosed, some([3])],
    [batched, some([2, 1])],
  ],
);

/** Settings of `solveTriangular`. */
export interface TriangularOptions {
  /** Whether the upper triangle counts, not the lower. */
  upper?: boolean;
  /** Whether the diagonal counts as ones. */
  unitriangular?: boolean;
}

/** x with a x = b for a triangular a: the other triangle is not looked at. */
export const solveTriangular = op(
  "solveTriangular",
  (a: Node, b: Node, { upper = false, unitriangular: unit = false }: TriangularOptions = {}): Node => {
    const fit = system("solveTriangular", a, b);
    return fit.done(linalg(settings("triangular", { upper, unit }), [fit.a, fit.b], fit.b.shape));
  },
  [
    [wellPosed, some([3, 2])],
    [wellPosed, some([3]), { upper: true }],
    [batched, some([2, 2]), { unitriangular: true }],
  ],
);

/** The inverses. */
export const inv = op(
  "inv",
  (a: Node): Node => {
    squareSize("inv", a);
    return solve(a, identityLike(a));
  },
  [[wellPosed], [batched]],
);

/** The determinants. */
export const det = op(
  "det",
  (a: Node): Node => {
    squareSize("det", a);
    return linalg(settings("det"), [a], batchOf(a));
  },
  [[wellPosed], [batched], [given([1, 2, 2, 4], [2, 2])]],
);

/** The transposed cofactors: the determinant times the inverse, where there is one. */
export const adjugate = op(
  "adjugate",
  (a: Node): Node => {
    squareSize("adjugate", a);
    return linalg(settings("adjugate"), [a], a.shape);
  },
  [[wellPosed], [batched]],
);

const symmetric = "it is the gradient among symmetric matrices";

/** The lower triangular l with l lᵀ = a, for symmetric positive-definite a. */
export const cholesky = op(
  "cholesky",
  (a: Node): Node => {
    squareSize("cholesky", a);
    return linalg(settings("cholesky"), [a], a.shape);
  },
  [[positive], [given([2, 0.5, 0.5, 1, 3, 1, 1, 3], [2, 2, 2])]],
  symmetric,
);

/** The generalised inverses (Moore and Penrose); singular values up to `rtol` times the largest count as 0. */
export const pinv = op(
  "pinv",
  (a: Node, { rtol }: { rtol?: number } = {}): Node => {
    const [m, n] = matrixSizes("pinv", a);
    const tolerance = rtol ?? Math.max(m, n) * rounding(a);
    return linalg(settings("pinv", { tolerance }), [a], [...batchOf(a), n, m]);
  },
  [[some([3, 2])], [some([2, 4])], [wellPosed]],
);

/** The x with the smallest |a x - b|², and of several the smallest itself. */
export const lstsq = op(
  "lstsq",
  (a: Node, b: Node): Node => {
    const [m] = matrixSizes("lstsq", a);
    const rows = b.shape.length === 1 ? b.shape[0] : b.shape.at(-2);
    if (rows !== m) {
      const message = `sizes differ: ${showShape(a.shape)} and ${showShape(b.shape)} (${m} vs ${rows})`;
      throw new ShapeError({ op: "lstsq", message });
    }
    return matmul(pinv(a), b);
  },
  [
    [some([4, 2]), some([4])],
    [some([4, 2]), some([4, 3])],
    [some([2, 3]), some([2, 1])],
  ],
);

/** The product of n of them; the inverses' for a negative n. */
export const matrixPower = op(
  "matrixPower",
  (a: Node, n: number): Node => {
    squareSize("matrixPower", a);
    if (!Number.isInteger(n)) {
      throw new ArgumentError({ op: "matrixPower", message: `the power is a whole number: got ${n}` });
    }
    if (n === 0) return identityLike(a);
    let square = n < 0 ? inv(a) : a;
    let result: Node | undefined;
    for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result = result ? matmul(result, square) : square;
      if (left > 1) square = matmul(square, square);
    }
    return result!;
  },
  [
    [wellPosed, 3],
    [batched, -2],
    [wellPosed, 0],
    [wellPosed, 1],
  ],
);

const eigenparts = (name: string, a: Node): { values: Node; vectors: Node } => {
  const n = squareSize(name, a);
  const packed = linalg(settings("eigh"), [a], [...batchOf(a), n + n * n]);
  return { values: slice(packed, 0, n, -1), vectors: move.reshape(slice(packed, n, n + n * n, -1), a.shape) };
};

/** The eigenvalues of symmetric matrices, rising; the lower triangle counts. */
export const eigvalsh = op(
  "eigvalsh",
  (a: Node): Node => eigenparts("eigvalsh", a).values,
  [[positive], [given([2, 0.5, 0.5, 1, 3, 1, 1, 3], [2, 2, 2])]],
  symmetric,
);

/** The sign of the determinants, and the logarithm of their absolute value: no overflow for large matrices. */
export const slogdet = op(
  "slogdet",
  (a: Node): { sign: Node; logabsdet: Node } => {
    squareSize("slogdet", a);
    const both = linalg(settings("slogdet"), [a], [...batchOf(a), 2]);
    const part = (i: number) => move.reshape(slice(both, i, i + 1, -1), batchOf(a));
    return { sign: part(0), logabsdet: part(1) };
  },
  [[wellPosed], [batched]],
);

/** q [*, m, k] with orthonormal columns and an upper triangular r [*, k, n] with q r = a; k is the smaller of m and n. */
export const qr = op("qr", (a: Node): { q: Node; r: Node } => orthogonalized(a), [
  [some([4, 2])],
  [some([2, 3])],
  [batched],
]);

function orthogonalized(a: Node): { q: Node; r: Node } {
  const [m, n] = matrixSizes("qr", a);
  if (m < n) {
    const left = orthogonalized(slice(a, 0, m, -1));
    const rest = matmul(matrixTransposed(left.q), slice(a, m, n, -1));
    return { q: left.q, r: concat([left.r, rest], -1) };
  }
  const packed = linalg(settings("qr"), [a], [...batchOf(a), m * n + n * n]);
  return {
    q: move.reshape(slice(packed, 0, m * n, -1), a.shape),
    r: move.reshape(slice(packed, m * n, m * n + n * n, -1), [...batchOf(a), n, n]),
  };
}

/** Eigenvalues [*, n], rising, and eigenvectors [*, n, n], in columns, of symmetric matrices; the lower triangle counts. */
export const eigh = op(
  "eigh",
  (a: Node): { values: Node; vectors: Node } => eigenparts("eigh", a),
  [[positive]],
  symmetric,
);

/** u [*, m, k], s [*, k], falling, vh [*, k, n] with u diag(s) vh = a; k is the smaller of m and n. */
export const svd = op(
  "svd",
  (a: Node): { u: Node; s: Node; vh: Node } => {
    const [m, n] = matrixSizes("svd", a);
    const k = Math.min(m, n);
    const batch = batchOf(a);
    const packed = linalg(settings("svd"), [a], [...batch, m * k + k + k * n]);
    return {
      u: move.reshape(slice(packed, 0, m * k, -1), [...batch, m, k]),
      s: slice(packed, m * k, m * k + k, -1),
      vh: move.reshape(slice(packed, m * k + k, m * k + k + k * n, -1), [...batch, k, n]),
    };
  },
  [[some([3, 2])], [some([2, 4])], [batched]],
);

/** The singular values, falling. */
export const svdvals = op("svdvals", (a: Node): Node => svd(a).s, [
  [some([3, 2])],
  [some([2, 4])],
  [batched],
]);

/** How many singular values are above `rtol` times the largest, as i32. */
export const matrixRank = op(
  "matrixRank",
  (a: Node, { rtol }: { rtol?: number } = {}): Node => {
    const [m, n] = matrixSizes("matrixRank", a);
    const { s } = svd(a);
    const least = rtol ?? Math.max(m, n) * rounding(a);
    return sum(gt(s, mul(slice(s, 0, 1, -1), least)), -1);
  },
  [[some([3, 2])], [given([1, 2, 2, 4], [2, 2])]],
);
