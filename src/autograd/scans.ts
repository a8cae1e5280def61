// The gradients of running reductions along the last axis.
import type { Node, ScanKind } from "../graph/node.ts";
import { ops, primitive as p } from "../ops/index.ts";

const { div, eq, flip, logicalAnd, mul, where } = ops;

type Rule = (x: Node, y: Node, g: Node) => Node;

/** The sum of g from each place on. */
const toTheEnd = (g: Node): Node => flip(p.scan("cumsum", flip(g, -1)), -1);

/**
 * dy_j / dx_i is y_j / x_i, where x_i is not 0. The first zero has the products that would be there if it were a 1, further
 * ones nothing.
 */
const product: Rule = (x, y, g) => {
  const isZero = eq(x, 0);
  const zeros = p.scan("cumsum", p.cast(isZero, "i32"));
  const first = logicalAnd(isZero, eq(zeros, 1));
  const withOne = p.scan("cumprod", where(first, 1, x));
  const before = div(toTheEnd(mul(g, y)), where(isZero, 1, x));
  return where(isZero, where(first, toTheEnd(mul(g, withOne)), 0), before);
};

/** To the last of those that are the extreme so far, as in PyTorch. */
const extreme =
  (place: (x: Node, axis: number) => Node): Rule =>
  (x, _, g) =>
    p.scatterAdd(x.shape, -1, place(x, -1), g);

export const scanRules: { readonly [K in ScanKind]: Rule } = {
  cumsum: (_, __, g) => toTheEnd(g),
  cumprod: product,
  cummax: extreme(ops.argcummax),
  cummin: extreme(ops.argcummin),
};
