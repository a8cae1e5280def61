// The arithmetic that update rules are written in: nodes of one shape and dtype. What changes from step to step is a run-time
// value of the plan, so that it stays the same; what stays is part of it.

import { hostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../graph/shape.ts";
import { primitive as p } from "../ops/index.ts";

/** A number that may differ at the next step, everywhere in a tensor of x's shape. */
export const changing = (value: number, x: Node): Node => p.scalar(value, x.shape, x.dtype);
/** A number that stays. */
export const fixed = (value: number, x: Node): Node => p.constant(value, x.shape, x.dtype);

export const add = (a: Node, b: Node): Node => p.binary("add", a, b);
export const sub = (a: Node, b: Node): Node => p.binary("sub", a, b);
export const mul = (a: Node, b: Node): Node => p.binary("mul", a, b);
export const div = (a: Node, b: Node): Node => p.binary("div", a, b);
export const sqrt = (a: Node): Node => p.unary("sqrt", a);

/** factor · x */
export const scaledBy = (factor: number, x: Node): Node => mul(x, fixed(factor, x));
/** a + factor · b */
export const plusScaled = (a: Node, factor: number, b: Node): Node =>
  factor === 0 ? a : add(a, scaledBy(factor, b));

/** A state before the first step: zeros in memory, so that the first step has the plan of the others. */
export const zeros = (x: Node): Node => p.data(hostArray(x.dtype, sizeOf(x.shape)), x.shape, x.dtype);

/** keep · before + (1 - keep) · now; before the first step it was 0. */
export const mean = (before: Node | undefined, keep: number, now: Node): Node =>
  add(scaledBy(keep, before ?? zeros(now)), scaledBy(1 - keep, now));
