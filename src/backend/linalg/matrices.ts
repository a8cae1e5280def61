// The matrix computations of the processor's backends, each from values to values in double precision. The door to
// `ml-matrix`, which is loaded when the first matrix comes: most notebooks have none.
import { createRequire } from "node:module";
import type { Matrix } from "ml-matrix";
import { ArgumentError } from "../../errors.ts";
import type { LinalgKind, NodeFor, Shape } from "../../graph/node.ts";

type Library = typeof import("ml-matrix");
type Settings = NodeFor<"linalg">["attributes"];
/** One matrix computation: operands and the place for its values, which are 0. */
type Compute = (operands: readonly Matrix[], out: Float64Array, settings: Settings, lib: Library) => void;

let loaded: Library | undefined;
const library = (): Library => (loaded ??= createRequire(import.meta.url)("ml-matrix") as Library);

/** The values of every matrix of a batch, one after the other. `shapes` are the operands'. */
export function matrixValues(
  settings: Settings,
  operands: readonly Float64Array[],
  shapes: readonly Shape[],
  size: number,
): Float64Array {
  const out = new Float64Array(size);
  const lib = library();
  const count = shapes[0]!.slice(0, -2).reduce((product, n) => product * n, 1);
  if (count === 0 || size === 0) return out;
  for (let i = 0; i < count; i++) {
    const matrices = operands.map((values, which) => {
      const [rows, columns] = shapes[which]!.slice(-2) as [number, number];
      return matrixOf(lib, values.subarray(i * rows * columns, (i + 1) * rows * columns), rows, columns);
    });
    if (iterative.has(settings.kind)) requireFinite(settings.kind, matrices[0]!);
    computations[settings.kind](
      matrices,
      out.subarray((i * size) / count, ((i + 1) * size) / count),
      settings,
      lib,
    );
  }
  return out;
}

const computations: { readonly [K in LinalgKind]: Compute } = {
  solve([a, b], out, _, lib) {
    const lu = new lib.LuDecomposition(a!);
    if (isSingular(lu, a!.rows)) throw singular();
    put(out, 0, lu.solve(b!));
  },
  triangular([a, b], out, { upper, unit }) {
    const n = a!.rows;
    const x = b!.clone();
    for (let step = 0; step < n; step++) {
      const i = upper ? n - 1 - step : step;
      const others = upper ? range(i + 1, n) : range(0, i);
      const pivot = unit ? 1 : a!.get(i, i);
      for (let column = 0; column < x.columns; column++) {
        let sum = x.get(i, column);
        for (const j of others) sum -= a!.get(i, j) * x.get(j, column);
        x.set(i, column, sum / pivot);
      }
    }
    put(out, 0, x);
  },
  cholesky([a], out) {
    const n = a!.rows;
    for (let j = 0; j < n; j++) {
      for (let i = j; i < n; i++) {
        let sum = a!.get(i, j);
        for (let k = 0; k < j; k++) sum -= out[i * n + k]! * out[j * n + k]!;
        if (i === j && !(sum > 0)) throw indefinite(j);
        out[i * n + j] = i === j ? Math.sqrt(sum) : sum / out[j * n + j]!;
      }
    }
  },
  det([a], out, _, lib) {
    const { sign, log } = determinant(a!, lib);
    out[0] = sign * Math.exp(log);
  },
  slogdet([a], out, _, lib) {
    const { sign, log } = determinant(a!, lib);
    out.set([sign, log]);
  },
  adjugate([a], out, _, lib) {
    // Of the singular values all but one: no division, so that singular matrices have one too.
    const { u, s, v } = singularValues(a!, lib);
    const sign = determinant(u, lib).sign * determinant(v, lib).sign;
    const scaled = v.clone();
    for (let i = 0; i < s.length; i++) {
      scaled.mulColumn(
        i,
        s.reduce((product, value, j) => (j === i ? product : product * value), sign),
      );
    }
    put(out, 0, scaled.mmul(u.transpose()));
  },
  qr([a], out, _, lib) {
    const { orthogonalMatrix: q, upperTriangularMatrix: r } = new lib.QrDecomposition(a!);
    if (q.rows === q.columns && q.rows > 0) {
      // LAPACK leaves the last row of a square matrix as it is; here it was mirrored.
      q.mulColumn(q.columns - 1, -1);
      r.set(r.rows - 1, r.rows - 1, -r.get(r.rows - 1, r.rows - 1));
    }
    put(out, put(out, 0, q), r);
  },
  eigh([a], out, _, lib) {
    const n = a!.rows;
    const lower = a!.clone();
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) lower.set(i, j, a!.get(j, i));
    const { realEigenvalues, eigenvectorMatrix } = new lib.EigenvalueDecomposition(lower, {
      assumeSymmetric: true,
    });
    const order = range(0, n).sort((i, j) => realEigenvalues[i]! - realEigenvalues[j]!);
    out.set(order.map((i) => realEigenvalues[i]!));
    put(out, n, eigenvectorMatrix.subMatrixColumn(order));
  },
  svd([a], out, _, lib) {
    const { u, s, v } = singularValues(a!, lib);
    const at = put(out, 0, u);
    out.set(s, at);
    put(out, at + s.length, v.transpose());
  },
  pinv([a], out, { tolerance }, lib) {
    const { u, s, v } = singularValues(a!, lib);
    const least = tolerance * Math.max(0, ...s);
    const scaled = v.clone();
    s.forEach((value, i) => {
      scaled.mulColumn(i, value > least ? 1 / value : 0);
    });
    put(out, 0, scaled.mmul(u.transpose()));
  },
};

function matrixOf(lib: Library, values: Float64Array, rows: number, columns: number): Matrix {
  const matrix = new lib.Matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j]!);
  }
  return matrix;
}

/** Writes a matrix row by row; says where it ends. */
function put(out: Float64Array, at: number, matrix: Matrix): number {
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) out[at++] = matrix.get(i, j);
  }
  return at;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

type Lu = InstanceType<Library["LuDecomposition"]>;

function isSingular(lu: Lu, n: number): boolean {
  const { upperTriangularMatrix } = lu;
  return range(0, n).some((i) => !(Math.abs(upperTriangularMatrix.get(i, i)) > 0));
}

function determinant(a: Matrix, lib: Library): { sign: number; log: number } {
  const lu = new lib.LuDecomposition(a);
  const { upperTriangularMatrix, pivotPermutationVector } = lu;
  let sign = isOdd(pivotPermutationVector) ? -1 : 1;
  let log = 0;
  for (let i = 0; i < a.rows; i++) {
    const pivot = upperTriangularMatrix.get(i, i);
    sign *= Math.sign(pivot);
    log += Math.log(Math.abs(pivot));
  }
  return { sign, log };
}

function isOdd(permutation: readonly number[]): boolean {
  const seen = new Set<number>();
  let odd = false;
  for (let start = 0; start < permutation.length; start++) {
    for (let at = permutation[start]!; at !== start && !seen.has(at); at = permutation[at]!) {
      seen.add(at);
      odd = !odd;
    }
    seen.add(start);
  }
  return odd;
}

/** a = u diag(s) vᵀ, the singular values falling; u and v have as many columns as a has rows or columns, the fewer. */
function singularValues(a: Matrix, lib: Library): { u: Matrix; s: number[]; v: Matrix } {
  const svd = new lib.SingularValueDecomposition(a, { autoTranspose: true });
  const count = Math.min(a.rows, a.columns);
  const s = svd.diagonal.slice(0, count);
  const order = range(0, count).sort((i, j) => s[j]! - s[i]!);
  return {
    u: svd.leftSingularVectors.subMatrixColumn(order),
    s: order.map((i) => s[i]!),
    v: svd.rightSingularVectors.subMatrixColumn(order),
  };
}

/** Those that go on until they are exact enough, which a NaN never is. */
const iterative: ReadonlySet<LinalgKind> = new Set(["eigh", "svd", "pinv", "adjugate"]);

function requireFinite(op: LinalgKind, a: Matrix): void {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      const value = a.get(i, j);
      if (Number.isFinite(value)) continue;
      throw new ArgumentError({ op, message: `the matrix is not finite: ${value} at [${i}, ${j}]` });
    }
  }
}

const singular = (): ArgumentError =>
  new ArgumentError({
    op: "solve",
    message: "the matrix is singular: it has no inverse",
    help: "for the solution of least squares call linalg.lstsq(a, b), for a generalised inverse linalg.pinv(a)",
  });
const indefinite = (minor: number): ArgumentError =>
  new ArgumentError({
    op: "cholesky",
    message: `the matrix is not positive-definite: its leading minor of order ${minor + 1} is not positive`,
  });
