// How long a kernel takes, roughly: only to tell work that is worth sharing between threads from work that is not.
import { distinct } from "../../../graph/expr.ts";
import type { Expr } from "../../../graph/kernel.ts";
import { hostBinary, hostUnary } from "./host.ts";
import { vectorMath } from "./math.ts";

/** Nanoseconds for `points` points of these values. */
export function workOf(points: number, roots: readonly Expr[]): number {
  let each = 0.1;
  for (const e of distinct(roots)) each += nanoseconds(e);
  return points * each;
}

function nanoseconds(e: Expr): number {
  if (e.op === "gather" || e.op === "guard") return 1;
  if (e.op === "random") return 4;
  if (e.op === "unary") return vectorMath[e.kind] ? 2 : e.kind in hostUnary ? 20 : 0.1;
  if (e.op === "binary") return e.kind in hostBinary ? 20 : 0.1;
  return 0.1;
}
