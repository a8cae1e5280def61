// The gradients of matrix computations, made of products and of the same computations, so that they have gradients too.
// G is the gradient of the result, A the matrix; formulas: Giles, "Collected matrix derivative results" (2008); for the
// factorizations Seeger et al., "Auto-differentiating linear algebra" (2017); for pinv Golub and Pereyra (1973).
import type { LinalgKind, Node, NodeFor } from "../graph/node.ts";
import { identityLike, ops, primitive as p } from "../ops/index.ts";

const { add, adjugate, det, div, eq, inv, matmul, mul, neg } = ops;
const { solve, solveTriangular, sub, sum, tril, triu, where } = ops;

type Parts = readonly (() => Node)[];
type Rule = (node: NodeFor<"linalg">, y: Node, g: Node) => Parts;

const transposed = (x: Node): Node => ops.transpose(x, -2, -1);
const product = (...factors: readonly Node[]): Node => factors.reduce((a, b) => matmul(a, b));
/** [*] → [*, 1, 1] */
const asMatrix = (x: Node): Node => p.reshape(x, [...x.shape, 1, 1]);
/** [*, k] → [*, 1, k]: scales columns. */
const asRow = (x: Node): Node => p.reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);
const batchOf = (x: Node): readonly number[] => x.shape.slice(0, -2);
const symmetrized = (x: Node): Node => mul(add(x, transposed(x)), 0.5);

/** The pieces of a packed axis, each with its own shape behind the batch axes. */
function unpacked(x: Node, batch: readonly number[], ...shapes: readonly (readonly number[])[]): Node[] {
  let at = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    at += size;
    return p.reshape(ops.slice(x, at - size, at, -1), [...batch, ...shape]);
  });
}

/** 1 / (values of the column - values of the row); 0 where they are equal, as for equal vectors that no loss tells apart. */
function reciprocalGaps(values: Node): Node {
  const gaps = sub(asRow(values), transposed(asRow(values)));
  const same = eq(gaps, 0);
  return where(same, 0, p.unary("reciprocal", where(same, 1, gaps)));
}

/** ½ (the lower triangle and its mirror image), the diagonal once. */
const mirrored = (x: Node): Node => add(tril(x), transposed(tril(x, -1)));

export const linalgRules: { readonly [K in LinalgKind]: Rule } = {
  solve({ inputs: [a] }, x, g) {
    const forB = solve(transposed(a!), g);
    return [() => neg(product(forB, transposed(x))), () => forB];
  },
  triangular({ inputs: [a], attributes: { upper, unit } }, x, g) {
    const forB = solveTriangular(transposed(a!), g, { upper: !upper, unitriangular: unit });
    const off = Number(unit);
    const forA = () => neg(product(forB, transposed(x)));
    return [() => (upper ? triu(forA(), off) : tril(forA(), -off)), () => forB];
  },
  cholesky(_, l, g) {
    const inner = tril(product(transposed(l), g));
    const half = sub(inner, mul(mul(inner, identityLike(inner)), 0.5));
    const left = solveTriangular(transposed(l), half, { upper: true });
    const both = solveTriangular(transposed(l), transposed(left), { upper: true });
    return [() => symmetrized(both)];
  },
  det: ({ inputs: [a] }, _, g) => [() => mul(asMatrix(g), transposed(adjugate(a!)))],
  slogdet({ inputs: [a] }, _, g) {
    const forLog = p.reshape(ops.slice(g, 1, 2, -1), batchOf(a!));
    return [() => mul(asMatrix(forLog), transposed(inv(a!)))];
  },
  adjugate({ inputs: [a] }, _, g) {
    const inverse = inv(a!);
    const back = transposed(inverse);
    const inner = asMatrix(sum(mul(g, inverse), [-2, -1]));
    const difference = sub(mul(inner, back), product(back, g, back));
    return [() => mul(asMatrix(det(a!)), difference)];
  },
  qr({ inputs: [a] }, y, g) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const [q, r] = unpacked(y, batchOf(a!), [m, n], [n, n]) as [Node, Node];
    const [forQ, forR] = unpacked(g, batchOf(a!), [m, n], [n, n]) as [Node, Node];
    const inner = sub(product(r, transposed(forR)), product(transposed(forQ), q));
    const right = add(forQ, product(q, mirrored(inner)));
    return [() => transposed(solveTriangular(r, transposed(right), { upper: true }))];
  },
  eigh({ inputs: [a] }, y, g) {
    const n = a!.shape.at(-1)!;
    const [values, vectors] = unpacked(y, batchOf(a!), [n], [n, n]) as [Node, Node];
    const [forValues, forVectors] = unpacked(g, batchOf(a!), [n], [n, n]) as [Node, Node];
    const turned = mul(product(transposed(vectors), forVectors), reciprocalGaps(values));
    const inner = add(turned, mul(identityLike(turned), asRow(forValues)));
    return [() => symmetrized(product(vectors, inner, transposed(vectors)))];
  },
  svd({ inputs: [a] }, y, g) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    const shapes = [[m, k], [k], [k, n]];
    const [u, s, vh] = unpacked(y, batchOf(a!), ...shapes) as [Node, Node, Node];
    const [forU, forS, forVh] = unpacked(g, batchOf(a!), ...shapes) as [Node, Node, Node];
    const v = transposed(vh);
    const forV = transposed(forVh);
    const gaps = reciprocalGaps(mul(s, s));
    const skew = (x: Node, gx: Node): Node => {
      const inner = product(transposed(x), gx);
      return mul(sub(inner, transposed(inner)), gaps);
    };
    // Outside of the spaces that the vectors span.
    const outside = (x: Node, gx: Node): Node => div(sub(gx, product(x, transposed(x), gx)), asRow(s));
    const middle = add(
      add(mul(skew(u, forU), asRow(s)), mul(transposed(asRow(s)), skew(v, forV))),
      mul(identityLike(product(vh, v)), asRow(forS)),
    );
    return [
      () => {
        let sum = product(u, middle, vh);
        if (m > k) sum = add(sum, product(outside(u, forU), vh));
        if (n > k) sum = add(sum, product(u, transposed(outside(v, forV))));
        return sum;
      },
    ];
  },
  pinv({ inputs: [a] }, y, g) {
    const [yt, gt] = [transposed(y), transposed(g)];
    const first = neg(product(yt, g, yt));
    const left = product(sub(gt, product(a!, y, gt)), y, yt);
    const right = product(yt, y, sub(gt, product(gt, y, a!)));
    return [() => add(first, add(left, right))];
  },
};
