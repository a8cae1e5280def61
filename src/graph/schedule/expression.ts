// The value of a node at each point of a kernel's loop: everything inlined becomes one expression, and views are pushed down
// to the leaves as affine functions of the loop's index.
import { DeviceError } from "../../errors.ts";
import { address, alwaysInside, constantAffine, divide, matchAxes, scaled, sum } from "../affine.ts";
import { constantExpr } from "../expr.ts";
import type { Affine, Expr, Operand } from "../kernel.ts";
import type { Node } from "../node.ts";
import { sizeOf, stridesOf } from "../shape.ts";
import { Cut, Refine } from "./loop.ts";
import { isMovement, viewOf } from "./view.ts";

/** What a build needs to know about the graph. */
export interface Context {
  /** The number of a node: its virtual slot. */
  readonly numbers: ReadonlyMap<Node, number>;
  /** Grows while kernels are built. */
  readonly buffers: Set<Node>;
  /** The first parameter word of a scalar or random node. */
  readonly parameterOf: ReadonlyMap<Node, number>;
  readonly maxBuffers: number;
}

/** Guards within guards, at most: emitters write such a body more than once. */
const maxGuardDepth = 3;

/** Throws Refine or Cut when the loop, or the choice of buffers, must change first. */
export class Expressions {
  readonly #node: Node;
  readonly #context: Context;
  readonly #sizes: readonly number[];
  readonly #rank: number;
  /** Values by node and index: one table outside of guards, one more inside of each. */
  readonly #memos: Map<Node, { at: readonly Affine[]; value: Expr }[]>[] = [new Map()];

  /** For the kernel of `node`, over a loop of these sizes. */
  constructor(node: Node, context: Context, sizes: readonly number[]) {
    this.#node = node;
    this.#context = context;
    this.#sizes = sizes;
    this.#rank = sizes.length;
  }

  #isBuffer = (node: Node): boolean =>
    node !== this.#node && (node.storage !== undefined || this.#context.buffers.has(node));

  /** `node` as an operand that is read by address. */
  operand(node: Node): Operand {
    const view = viewOf(node, this.#isBuffer);
    if ("fails" in view) throw new Cut(view.fails);
    if (!this.#isBuffer(view.base)) throw new Cut(view.base);
    return {
      slot: this.#context.numbers.get(view.base)!,
      at: { offset: view.offset, strides: view.strides },
      dtype: node.dtype,
    };
  }

  /** The kernel's own node at index `at`. */
  root(at: readonly Affine[]): Expr {
    return this.#load(this.#node, at) ?? this.#compute(this.#node, at);
  }

  /** `node` at index `at`: a load when it is in memory, else its expression. */
  value(node: Node, at: readonly Affine[]): Expr {
    for (const memo of this.#memos) {
      const known = memo.get(node)?.find((entry) => sameIndex(entry.at, at));
      if (known) return known.value;
    }
    const value = this.#load(node, at) ?? this.#compute(node, at);
    const memo = this.#memos.at(-1)!;
    const entries = memo.get(node);
    if (entries) entries.push({ at, value });
    else memo.set(node, [{ at, value }]);
    return value;
  }

  #load(node: Node, at: readonly Affine[]): Expr | undefined {
    if (!this.#isBuffer(node) && !isMovement(node)) return undefined;
    const view = viewOf(node, this.#isBuffer);
    if ("fails" in view) return undefined;
    const { base } = view;
    const element = () => address(view.offset, view.strides, at, this.#rank);
    if (this.#isBuffer(base)) {
      return { op: "load", slot: this.#context.numbers.get(base)!, at: element(), dtype: node.dtype };
    }
    if (base.op === "constant" || base.op === "scalar") return this.#compute(base, []);
    return base.op === "random" ? this.#random(base, element()) : undefined;
  }

  #random(node: Node & { op: "random" }, at: Affine): Expr {
    const key = this.#context.parameterOf.get(node)!;
    return { op: "random", key, stream: node.attributes.stream, at, dtype: node.dtype };
  }

  #compute(node: Node, at: readonly Affine[]): Expr {
    const { dtype } = node;
    const [x, y, z] = node.inputs;
    if (sizeOf(node.shape) === 0) return constantExpr(0, dtype);
    switch (node.op) {
      case "constant":
        return constantExpr(node.attributes.value, dtype);
      case "scalar":
        return { op: "parameter", index: this.#context.parameterOf.get(node)!, dtype };
      case "iota":
        return { op: "index", at: at[node.attributes.axis]!, dtype };
      case "random":
        return this.#random(node, address(0, stridesOf(node.shape), at, this.#rank));
      case "unary":
        return { op: "unary", kind: node.attributes.kind, x: this.value(x!, at), dtype };
      case "binary":
        return {
          op: "binary",
          kind: node.attributes.kind,
          a: this.value(x!, at),
          b: this.value(y!, at),
          dtype,
        };
      case "where":
        return {
          op: "where",
          condition: this.value(x!, at),
          a: this.value(y!, at),
          b: this.value(z!, at),
          dtype,
        };
      case "cast":
        return x!.dtype === dtype ? this.value(x!, at) : { op: "cast", x: this.value(x!, at), dtype };
      case "gather":
        return this.#gather(node, at);
      case "pad":
        return this.#pad(node, at);
      case "reshape":
        return this.value(x!, this.#unshape(x!, node.shape, at));
      case "permute": {
        const from = new Array<Affine>(at.length);
        node.attributes.axes.forEach((axis, i) => {
          from[axis] = at[i]!;
        });
        return this.value(x!, from);
      }
      case "expand": {
        const zero = constantAffine(0, this.#rank);
        return this.value(
          x!,
          at.map((a, axis) => (x!.shape[axis] === 1 ? zero : a)),
        );
      }
      case "slice": {
        const { starts, steps } = node.attributes;
        return this.value(
          x!,
          at.map((a, axis) => scaled(a, steps[axis]!, starts[axis]!)),
        );
      }
      case "window": {
        const { size, stride, dilation } = node.attributes;
        const first = x!.shape.length - size.length;
        const spatial = size.map((_, k) =>
          sum(scaled(at[first + k]!, stride[k]!), scaled(at[first + size.length + k]!, dilation[k]!)),
        );
        return this.value(x!, [...at.slice(0, first), ...spatial]);
      }
      case "data":
        throw new DeviceError({
          op: "realize",
          message: "a tensor's data is gone: it was freed or never uploaded",
        });
      default:
        throw new Cut(node);
    }
  }

  #gather(node: Node & { op: "gather" }, at: readonly Affine[]): Expr {
    const [x, index] = node.inputs;
    const { axis } = node.attributes;
    const view = viewOf(x!, this.#isBuffer);
    if ("fails" in view) throw new Cut(view.fails);
    if (!this.#isBuffer(view.base)) throw new Cut(view.base);
    const others = at.with(axis, constantAffine(0, this.#rank));
    return {
      op: "gather",
      slot: this.#context.numbers.get(view.base)!,
      at: address(view.offset, view.strides, others, this.#rank),
      index: this.value(index!, at),
      stride: view.strides[axis]!,
      count: x!.shape[axis]!,
      dtype: node.dtype,
    };
  }

  #pad(node: Node & { op: "pad" }, at: readonly Affine[]): Expr {
    const x = node.inputs[0]!;
    if (sizeOf(x.shape) === 0) return constantExpr(0, node.dtype);
    const inside = at.map((a, axis) => scaled(a, 1, -node.attributes.before[axis]!));
    const bounds = inside
      .map((a, axis) => ({ at: a, lo: 0, hi: x.shape[axis]! }))
      .filter((bound) => !alwaysInside(bound, this.#sizes));
    if (bounds.length === 0) return this.value(x, inside);
    if (this.#memos.length > maxGuardDepth) throw new Cut(node);
    this.#memos.push(new Map());
    const value = this.value(x, inside);
    this.#memos.pop();
    return { op: "guard", bounds, x: value, dtype: node.dtype };
  }

  /** The index into `x` from the index into its reshape. */
  #unshape(x: Node, shape: readonly number[], at: readonly Affine[]): Affine[] {
    const result: Affine[] = [];
    for (const { left, right } of matchAxes(shape, x.shape)) {
      const sizes = x.shape.slice(right[0], right[1]);
      let rest = address(0, stridesOf(shape.slice(left[0], left[1])), at.slice(left[0], left[1]), this.#rank);
      const digits: Affine[] = [];
      const wide = sizes.filter((size) => size > 1).length;
      let split = 0;
      for (let i = sizes.length - 1; i >= 0; i--) {
        if (sizes[i] === 1) {
          digits.unshift(constantAffine(0, this.#rank));
        } else if (++split === wide) {
          digits.unshift(rest);
        } else {
          const parts = divide(rest, sizes[i]!, this.#sizes);
          if (!parts) throw new Cut(x);
          if ("inner" in parts) throw new Refine(parts);
          digits.unshift(parts.remainder);
          rest = parts.quotient;
        }
      }
      result.push(...digits);
    }
    return result;
  }
}

const sameIndex = (a: readonly Affine[], b: readonly Affine[]): boolean =>
  a.every((left, i) => {
    const right = b[i]!;
    return (
      left === right || (left.offset === right.offset && left.strides.every((s, k) => s === right.strides[k]))
    );
  });
