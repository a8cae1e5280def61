// Working on expressions: children, rewriting, value numbering. Expressions are shared graphs, not trees: every function
// here visits a shared part once.
import { affineKey } from "./affine.ts";
import type { DType } from "./dtype.ts";
import type { Affine, Expr } from "./kernel.ts";

export function childrenOf(e: Expr): readonly Expr[] {
  switch (e.op) {
    case "unary":
    case "cast":
    case "guard":
      return [e.x];
    case "binary":
      return [e.a, e.b];
    case "where":
      return [e.condition, e.a, e.b];
    case "gather":
      return [e.index];
    default:
      return [];
  }
}

/** How `rewrite` changes what it meets. */
export interface Rewriting {
  /** A new affine function for every address, index and bound. */
  affine?: (a: Affine) => Affine;
  /** A new number for every slot that is read. */
  slot?: (slot: number) => number;
  /** Replaces a leaf; undefined keeps it (then `affine` and `slot` apply). */
  leaf?: (e: Expr) => Expr | undefined;
}

/** A rewriter that keeps sharing, over one or several expressions. */
export function rewriter({ affine = (a) => a, slot = (s) => s, leaf }: Rewriting): (e: Expr) => Expr {
  let done: Map<Expr, Expr> | undefined;
  const visit = (e: Expr): Expr => {
    if (!done) {
      if (e.op === "result" || e.op === "load") return leaf?.(e) ?? change(e);
      done = new Map();
    }
    let result = done.get(e);
    if (!result) done.set(e, (result = leaf?.(e) ?? change(e)));
    return result;
  };
  const change = (e: Expr): Expr => {
    const { op, dtype } = e;
    switch (op) {
      case "load":
        return moved(e, slot(e.slot), affine(e.at));
      case "index":
        return { op, at: affine(e.at), dtype };
      case "random":
        return { op, key: e.key, stream: e.stream, at: affine(e.at), dtype };
      case "gather": {
        const { index, stride, count } = e;
        return { op, slot: slot(e.slot), at: affine(e.at), index: visit(index), stride, count, dtype };
      }
      case "guard":
        return {
          op,
          bounds: e.bounds.map(({ at, lo, hi }) => ({ at: affine(at), lo, hi })),
          x: visit(e.x),
          dtype,
        };
      default:
        return withChildren(e, visit);
    }
  };
  return visit;
}

const moved = (e: Expr & { op: "load" }, slot: number, at: Affine): Expr =>
  slot === e.slot && at === e.at ? e : { op: "load", slot, at, dtype: e.dtype };

/** The expression over other children; itself where they are the same. */
function withChildren(e: Expr, of: (child: Expr) => Expr): Expr {
  const { op, dtype } = e;
  switch (op) {
    case "unary": {
      const x = of(e.x);
      return x === e.x ? e : { op, kind: e.kind, x, dtype };
    }
    case "cast": {
      const x = of(e.x);
      return x === e.x ? e : { op, x, dtype };
    }
    case "guard": {
      const x = of(e.x);
      return x === e.x ? e : { op, bounds: e.bounds, x, dtype };
    }
    case "binary": {
      const [a, b] = [of(e.a), of(e.b)];
      return a === e.a && b === e.b ? e : { op, kind: e.kind, a, b, dtype };
    }
    case "where": {
      const [condition, a, b] = [of(e.condition), of(e.a), of(e.b)];
      return condition === e.condition && a === e.a && b === e.b ? e : { op, condition, a, b, dtype };
    }
    case "gather": {
      const index = of(e.index);
      const { slot, at, stride, count } = e;
      return index === e.index ? e : { op, slot, at, index, stride, count, dtype };
    }
    default:
      return e;
  }
}

/** Every distinct expression under the roots, children first. */
export function distinct(roots: Iterable<Expr>): ReadonlySet<Expr> {
  const seen = new Set<Expr>();
  for (const root of roots) visitChildrenFirst(root, seen);
  return seen;
}

function visitChildrenFirst(e: Expr, seen: Set<Expr>): void {
  if (seen.has(e)) return;
  switch (e.op) {
    case "unary":
    case "cast":
    case "guard":
      visitChildrenFirst(e.x, seen);
      break;
    case "binary":
      visitChildrenFirst(e.a, seen);
      visitChildrenFirst(e.b, seen);
      break;
    case "where":
      visitChildrenFirst(e.condition, seen);
      visitChildrenFirst(e.a, seen);
      visitChildrenFirst(e.b, seen);
      break;
    case "gather":
      visitChildrenFirst(e.index, seen);
      break;
    default:
  }
  seen.add(e);
}

/** Every affine function in the expressions. */
export function affinesOf(roots: Iterable<Expr>): readonly Affine[] {
  const affines: Affine[] = [];
  for (const root of roots) {
    if (root.op === "result") continue;
    for (const e of distinct([root])) {
      if ("at" in e) affines.push(e.at);
      else if (e.op === "guard") for (const bound of e.bounds) affines.push(bound.at);
    }
  }
  return affines;
}

/** The slots that the expressions read. */
export function slotsOf(roots: Iterable<Expr>): Set<number> {
  const slots = new Set<number>();
  let seen: Set<Expr> | undefined;
  const visit = (e: Expr): void => {
    switch (e.op) {
      case "load":
        slots.add(e.slot);
        return;
      case "constant":
      case "parameter":
      case "index":
      case "random":
      case "result":
        return;
      default:
    }
    seen ??= new Set();
    if (seen.has(e)) return;
    seen.add(e);
    if (e.op === "gather") slots.add(e.slot);
    for (const child of childrenOf(e)) visit(child);
  };
  for (const root of roots) visit(root);
  return slots;
}

/** Makes equal expressions the same object (common subexpressions are computed once). */
export class Interner {
  readonly #known = new Map<string, { e: Expr; number: number }>();
  readonly #numbers = new Map<Expr, number>();

  /** The representative of `e`. */
  intern(root: Expr): Expr {
    for (const e of distinct([root])) {
      if (this.#numbers.has(e)) continue;
      const key = this.#key(e);
      let entry = this.#known.get(key);
      if (!entry) {
        entry = { e: withChildren(e, this.#representative), number: this.#known.size };
        this.#known.set(key, entry);
        this.#numbers.set(entry.e, entry.number);
        this.#entries.push(entry.e);
      }
      this.#numbers.set(e, entry.number);
    }
    return this.#entries[this.#numbers.get(root)!]!;
  }

  readonly #entries: Expr[] = [];

  #representative = (child: Expr): Expr => this.#entries[this.#of(child)]!;

  #of(e: Expr): number {
    return this.#numbers.get(e)!;
  }

  #key(e: Expr): string {
    const head = `${e.op} ${e.dtype} `;
    switch (e.op) {
      case "load":
        return `${head}${e.slot} ${affineKey(e.at)}`;
      case "constant":
        return `${head}${Object.is(e.value, -0) ? "-0" : e.value}`;
      case "parameter":
        return `${head}${e.index}`;
      case "index":
        return `${head}${affineKey(e.at)}`;
      case "random":
        return `${head}${e.key} ${e.stream} ${affineKey(e.at)}`;
      case "unary":
        return `${head}${e.kind} ${this.#of(e.x)}`;
      case "binary":
        return `${head}${e.kind} ${this.#of(e.a)} ${this.#of(e.b)}`;
      case "where":
        return `${head}${this.#of(e.condition)} ${this.#of(e.a)} ${this.#of(e.b)}`;
      case "cast":
        return `${head}${this.#of(e.x)}`;
      case "guard":
        return `${head}${e.bounds.map((b) => `${affineKey(b.at)}|${b.lo}|${b.hi}`).join(" ")} ${this.#of(e.x)}`;
      case "gather":
        return `${head}${e.slot} ${affineKey(e.at)} ${this.#of(e.index)} ${e.stride} ${e.count}`;
      case "result":
        return `${head}${e.stage ?? ""}`;
    }
  }
}

export const constantExpr = (value: number, dtype: DType): Expr => ({ op: "constant", value, dtype });
