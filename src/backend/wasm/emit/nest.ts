// The loop nest of one kernel: which axis is where, which one runs several lanes at a time, and what can be computed outside
// of inner loops. Loop counters count bytes (index × 4), so that an address is a base plus a counter.

import type { DType } from "../../../graph/dtype.ts";
import { childrenOf, distinct } from "../../../graph/expr.ts";
import type { Affine, Expr } from "../../../graph/kernel.ts";
import type { FunctionBuilder } from "../assembler/function.ts";

/** Four, or two where a kernel meets f64; values of 32 bits then lie in the lower half of their vectors. */
export type Lanes = 4 | 2;

/** The lanes of a kernel with these expressions. */
export function lanesFor(roots: readonly Expr[]): Lanes {
  for (const e of distinct(roots)) if (e.dtype === "f64") return 2;
  return 4;
}

/** Short bodies are written several times in a turn of their loop: turning it takes as long as they do. */
export function unitsFor(roots: readonly Expr[]): number {
  const count = [...distinct(roots)].length;
  return count <= 8 ? 4 : count <= 16 ? 2 : 1;
}

/** Where the outermost loop may be cut: at whole vectors when they lie along it. */
export const granuleOf = (vectorAxis: number): number => (vectorAxis === 0 ? 4 : 1);

export class Nest {
  readonly sizes: readonly number[];
  /** Axes from the outermost loop to the innermost. */
  readonly order: readonly number[];
  /** The axis along which the lanes lie. */
  readonly vectorAxis: number;
  /** Elements that a vector holds. */
  readonly lanes: Lanes;
  /** The counter of each axis: a local, index × 4. */
  readonly counters: readonly number[];

  constructor(
    f: FunctionBuilder,
    sizes: readonly number[],
    order: readonly number[],
    vectorAxis: number,
    lanes: Lanes = 4,
  ) {
    this.lanes = lanes;
    this.sizes = sizes;
    this.order = order;
    this.vectorAxis = vectorAxis;
    this.counters = sizes.map(() => f.local("i32"));
  }

  get depth(): number {
    return this.order.length;
  }

  /** The position in `order` of the innermost loop that `a` depends on; -1 for none. */
  levelOf(a: Affine): number {
    for (let level = this.order.length - 1; level >= 0; level--) {
      if (a.strides[this.order[level]!] !== 0) return level;
    }
    return -1;
  }

  laneStride(a: Affine): number {
    return a.strides[this.vectorAxis] ?? 0;
  }
}

/** What is known of every distinct expression of a kernel body. */
export interface Analysis {
  /** The innermost loop that the value depends on. */
  readonly level: ReadonlyMap<Expr, number>;
  /** Values to compute once at the start of a loop's body, by its level (-1 first: outside of all loops). */
  readonly hoisted: ReadonlyMap<number, readonly Expr[]>;
  /** How many expressions use it. */
  readonly uses: ReadonlyMap<Expr, number>;
  /** What differs from lane to lane. */
  readonly varying: ReadonlySet<Expr>;
}

export function analyse(nest: Nest, roots: readonly Expr[]): Analysis {
  const all = [...distinct(roots)];
  const level = new Map<Expr, number>();
  const uses = new Map<Expr, number>();
  const reads = new Set<Expr>();
  const varying = new Set<Expr>();
  const usedAt = new Map<Expr, number>();
  const use = (e: Expr, at: number) => {
    uses.set(e, (uses.get(e) ?? 0) + 1);
    usedAt.set(e, Math.max(usedAt.get(e) ?? -1, at));
  };
  for (const e of all) {
    let own = -1;
    const affines = e.op === "guard" ? e.bounds.map((bound) => bound.at) : "at" in e ? [e.at] : [];
    for (const at of affines) own = Math.max(own, nest.levelOf(at));
    if (affines.some((at) => nest.laneStride(at) !== 0)) varying.add(e);
    if (e.op === "load" || e.op === "gather") reads.add(e);
    for (const child of childrenOf(e)) {
      own = Math.max(own, level.get(child)!);
      if (reads.has(child)) reads.add(e);
      if (varying.has(child)) varying.add(e);
    }
    level.set(e, own);
    for (const child of childrenOf(e)) use(child, own);
  }
  for (const root of roots) use(root, nest.depth - 1);
  const free = unguarded(roots);
  const hoisted = new Map<number, Expr[]>();
  for (const e of all) {
    const own = level.get(e)!;
    if (own >= usedAt.get(e)! || (e.op === "constant" && isFree(e.value, e.dtype))) continue;
    if (reads.has(e) && !free.has(e)) continue;
    const list = hoisted.get(own);
    if (list) list.push(e);
    else hoisted.set(own, [e]);
  }
  return { level, hoisted, uses, varying };
}

/** Constants that the processor makes out of nothing: all bits alike. */
const isFree = (value: number, dtype: DType): boolean => Object.is(value, 0) || dtype === "bool";

/** What is computed whatever the guards say. */
function unguarded(roots: readonly Expr[]): Set<Expr> {
  const free = new Set<Expr>();
  const stack = [...roots];
  for (let e = stack.pop(); e; e = stack.pop()) {
    if (free.has(e)) continue;
    free.add(e);
    if (e.op !== "guard") stack.push(...childrenOf(e));
  }
  return free;
}
