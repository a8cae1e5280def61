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
  const done = new Map<Expr, Expr>();
  const visit = (e: Expr): Expr => {
    let result = done.get(e);
    if (!result) done.set(e, (result = leaf?.(e) ?? change(e)));
    return result;
  };
  const change = (e: Expr): Expr => {
    switch (e.op) {
      case "load":
        return { ...e, slot: slot(e.slot), at: affine(e.at) };
      case "index":
      case "random":
        return { ...e, at: affine(e.at) };
      case "gather":
        return { ...e, slot: slot(e.slot), at: affine(e.at), index: visit(e.index) };
      case "guard":
        return { ...e, bounds: e.bounds.map((b) => ({ ...b, at: affine(b.at) })), x: visit(e.x) };
      case "unary":
      case "cast":
        return { ...e, x: visit(e.x) };
      case "binary":
        return { ...e, a: visit(e.a), b: visit(e.b) };
      case "where":
        return { ...e, condition: visit(e.condition), a: visit(e.a), b: visit(e.b) };
      default:
        return e;
    }
  };
  return visit;
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
export function* affinesOf(roots: Iterable<Expr>): Generator<Affine> {
  for (const e of distinct(roots)) {
    if ("at" in e) yield e.at;
    if (e.op === "guard") for (const bound of e.bounds) yield bound.at;
  }
}

/** The slots that the expressions read. */
export function slotsOf(roots: Iterable<Expr>): Set<number> {
  const slots = new Set<number>();
  for (const e of distinct(roots)) if (e.op === "load" || e.op === "gather") slots.add(e.slot);
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
        entry = { e: this.#rebuild(e), number: this.#known.size };
        this.#known.set(key, entry);
        this.#numbers.set(entry.e, entry.number);
        this.#entries.push(entry.e);
      }
      this.#numbers.set(e, entry.number);
    }
    return this.#entries[this.#numbers.get(root)!]!;
  }

  readonly #entries: Expr[] = [];

  #of(e: Expr): number {
    return this.#numbers.get(e)!;
  }

  #rebuild(e: Expr): Expr {
    const same = (child: Expr) => this.#entries[this.#of(child)]!;
    switch (e.op) {
      case "unary":
      case "cast":
      case "guard":
        return { ...e, x: same(e.x) };
      case "binary":
        return { ...e, a: same(e.a), b: same(e.b) };
      case "where":
        return { ...e, condition: same(e.condition), a: same(e.a), b: same(e.b) };
      case "gather":
        return { ...e, index: same(e.index) };
      default:
        return e;
    }
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
