// Random graphs over small whole numbers: every operation is exact in f32, so that any difference is a mistake of the
// schedule or the emitter, never rounding.
import type { Node } from "../../src/graph/node.ts";
import { primitive as p } from "../../src/ops/index.ts";
import type { Case, Leaf } from "./case.ts";
import { generator } from "./case.ts";

const limit = 4000;

/** The graph of a seed. */
export const fuzzCase = (seed: number): Case => ({
  name: `random graph, seed ${seed}`,
  accuracy: "exact",
  build: (leaf) => new Fuzzer(seed, leaf).graph(),
});

class Fuzzer {
  readonly #random: () => number;
  readonly #leaf: Leaf;
  readonly #nodes: Node[] = [];

  constructor(seed: number, leaf: Leaf) {
    this.#random = generator(seed * 7919 + 1);
    this.#leaf = leaf;
  }

  graph(): Node[] {
    const steps = 6 + this.#below(16);
    for (let i = 0; i < 3; i++) this.#nodes.push(this.#newLeaf());
    for (let i = 0; i < steps; i++) {
      const made = this.#step(this.#pick(this.#nodes));
      if (made.shape.reduce((a, b) => a * b, 1) <= limit) this.#nodes.push(made);
    }
    const roots = this.#nodes.slice(-2);
    roots.push(this.#pick(this.#nodes));
    return roots.filter((node) => node.storage === undefined);
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }
  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }

  #newLeaf(shape = this.#shape()): Node {
    return this.#leaf(shape, "f32", () => this.#below(7) - 3);
  }
  #shape(): number[] {
    return Array.from({ length: 1 + this.#below(3) }, () => this.#pick([1, 2, 3, 4, 5, 6, 8, 12]));
  }

  /** Keeps numbers small, so that products and sums stay exact. */
  #small(x: Node): Node {
    const bound = (value: number) => p.constant(value, x.shape, "f32");
    return p.binary("min", p.binary("max", x, bound(-4)), bound(4));
  }

  #step(x: Node): Node {
    return this.#pick(this.#steps)(x);
  }

  readonly #steps: ((x: Node) => Node)[] = [
    (x) => p.unary(this.#pick(["neg", "abs", "sign", "floor"] as const), x),
    (x) => this.#small(p.binary(this.#pick(["add", "sub", "mul"] as const), x, this.#like(x))),
    (x) => p.binary(this.#pick(["max", "min"] as const), x, this.#like(x)),
    (x) => p.where(p.binary(this.#pick(["lt", "eq", "le"] as const), x, this.#like(x)), x, this.#like(x)),
    (x) => p.cast(p.binary("and", p.cast(x, "i32"), p.constant(3, x.shape, "i32")), "f32"),
    (x) => p.permute(x, this.#shuffled(x.shape.length)),
    (x) => this.#reshape(x),
    (x) => this.#reshape(x),
    (x) => this.#slice(x),
    (x) =>
      p.pad(
        x,
        x.shape.map(() => this.#below(3)),
        x.shape.map(() => this.#below(2)),
      ),
    (x) => p.expand(p.reshape(x, [...x.shape, 1]), [...x.shape, 1 + this.#below(4)]),
    (x) => this.#reduce(x),
    (x) => this.#reduce(x),
    (x) => this.#window(x),
    (x) => p.scan(this.#pick(["cummax", "cummin"] as const), x),
    (x) => this.#small(p.scan("cumsum", this.#small(x))),
    (x) => p.gather(x, -1, p.sort(x, this.#random() < 0.5)),
    (x) => this.#gather(x),
    (x) => this.#matmul(x),
    (x) => this.#scatter(x),
  ];

  /** Another operand of the shape: a node that has it, a broadcast, or a new leaf. */
  #like(x: Node): Node {
    const fitting = this.#nodes.filter(
      (node) =>
        node.shape.length === x.shape.length &&
        node.shape.every((size, i) => size === 1 || size === x.shape[i]),
    );
    if (fitting.length > 0 && this.#random() < 0.7) return p.expand(this.#pick(fitting), x.shape);
    if (this.#random() < 0.3) return p.cast(p.iota(x.shape, this.#below(x.shape.length)), "f32");
    return this.#newLeaf([...x.shape]);
  }

  #shuffled(n: number): number[] {
    const axes = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      [axes[i], axes[j]] = [axes[j]!, axes[i]!];
    }
    return axes;
  }

  #reshape(x: Node): Node {
    let rest = x.shape.reduce((a, b) => a * b, 1);
    const shape: number[] = [];
    while (rest > 1 && shape.length < 3) {
      const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((d) => rest % d === 0);
      const size = this.#pick(divisors);
      shape.push(size);
      rest /= size;
    }
    return p.reshape(x, [...shape, rest]);
  }

  #slice(x: Node): Node {
    const steps = x.shape.map(() => this.#pick([1, 1, 2, -1, -2]));
    const starts = x.shape.map((size, i) =>
      steps[i]! > 0 ? this.#below(size) : size - 1 - this.#below(size),
    );
    const counts = x.shape.map((size, i) => {
      const room = steps[i]! > 0 ? size - starts[i]! : starts[i]! + 1;
      return 1 + this.#below(Math.ceil(room / Math.abs(steps[i]!)));
    });
    return p.slice(x, starts, steps, counts);
  }

  #reduce(x: Node): Node {
    const axes = x.shape.map((_, i) => i).filter(() => this.#random() < 0.5);
    const kind = this.#pick(["sum", "sum", "max", "min", "argmax"] as const);
    if (kind === "argmax")
      return this.#small(p.cast(p.reduce(kind, x, [this.#below(x.shape.length)]), "f32"));
    return this.#small(p.reduce(kind, x, axes));
  }

  #window(x: Node): Node {
    const last = x.shape.at(-1)!;
    const size = 1 + this.#below(Math.min(3, last));
    return p.window(x, { size: [size], stride: [1 + this.#below(2)], dilation: [1] });
  }

  #gather(x: Node): Node {
    const axis = this.#below(x.shape.length);
    const size = x.shape[axis]!;
    const shape = x.shape.with(axis, 1 + this.#below(6));
    return p.gather(
      x,
      axis,
      this.#leaf(shape, "i32", () => this.#below(size)),
    );
  }

  #matmul(x: Node): Node {
    const a = x.shape.length === 1 ? p.reshape(x, [1, x.shape[0]!]) : x;
    const b = this.#newLeaf([...a.shape.slice(0, -2), a.shape.at(-1)!, this.#pick([1, 3, 5, 13])]);
    return this.#small(p.matmul(a, b));
  }

  #scatter(x: Node): Node {
    const axis = this.#below(x.shape.length);
    const size = 1 + this.#below(5);
    const index = this.#leaf(x.shape, "i32", () => this.#below(size + 1));
    return this.#small(p.scatterAdd(x.shape.with(axis, size), axis, index, x));
  }
}
