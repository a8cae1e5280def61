// From one node that gets memory to its kernel: everything inlined becomes an expression over the kernel's loop. Views are
// pushed down to the leaves as affine functions. When a reshape needs it, the loop is made finer and the kernel built
// again; when no loop would do, the node in the way becomes a buffer.

import { DeviceError } from "../../errors.ts";
import {
  address,
  alwaysInside,
  axisAffine,
  constantAffine,
  divide,
  matchAxes,
  type Refinement,
  scaled,
  sum,
} from "../affine.ts";
import { constantExpr, slotsOf } from "../expr.ts";
import type { Affine, Expr, Kernel, Operand } from "../kernel.ts";
import type { Node } from "../node.ts";
import { sizeOf, stridesOf } from "../shape.ts";
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

class Refine {
  readonly how: Refinement;
  constructor(how: Refinement) {
    this.how = how;
  }
}

class Cut {
  readonly node: Node;
  constructor(node: Node) {
    this.node = node;
  }
}

const maxGuardDepth = 3;

/** The kernel that computes `node`; slots are node numbers. Nodes that had to become buffers are added to the context. */
export function buildKernel(node: Node, context: Context): Kernel {
  let loop = loopOf(node);
  for (;;) {
    try {
      const kernel = new Builder(node, context, loop.sizes, loop.outer).kernel();
      limitBuffers(kernel, node, context);
      return kernel;
    } catch (reason) {
      if (reason instanceof Cut && !context.buffers.has(reason.node)) context.buffers.add(reason.node);
      else if (reason instanceof Refine) loop = refine(loop, reason.how);
      else throw reason;
    }
  }
}

interface Loop {
  sizes: readonly number[];
  /** How many of them are the output's; the rest are reduced. */
  outer: number;
}

function loopOf(node: Node): Loop {
  if (node.op !== "reduce") return { sizes: node.shape, outer: node.shape.length };
  const { axes } = node.attributes;
  const shape = node.inputs[0]!.shape;
  const outer = shape.filter((_, axis) => !axes.includes(axis));
  return { sizes: [...outer, ...axes.map((axis) => shape[axis]!)], outer: outer.length };
}

function refine(loop: Loop, { axis, inner }: Refinement): Loop {
  return {
    sizes: loop.sizes.toSpliced(axis, 1, loop.sizes[axis]! / inner, inner),
    outer: axis < loop.outer ? loop.outer + 1 : loop.outer,
  };
}

/** A kernel that reads too many buffers is cut at the inlined node that reads the most. */
function limitBuffers(kernel: Kernel, node: Node, { buffers, maxBuffers }: Context): void {
  if (kernel.kind !== "map" && kernel.kind !== "reduce") return;
  const value = kernel.kind === "reduce" ? kernel.x : kernel.outputs[0]!.value;
  const limit = maxBuffers - 1;
  if (slotsOf([value]).size <= limit) return;
  const known = new Map<Node, Set<Node>>();
  const readsOf = (at: Node): Set<Node> => {
    let reads = known.get(at);
    if (!reads) {
      const memory = at !== node && (at.storage !== undefined || buffers.has(at));
      reads = memory ? new Set([at]) : new Set(at.inputs.flatMap((input) => [...readsOf(input)]));
      known.set(at, reads);
    }
    return reads;
  };
  readsOf(node);
  let best: Node | undefined;
  for (const [at, { size }] of known) {
    if (at === node || isMovement(at) || size < 2 || size > limit) continue;
    if (!best || size > known.get(best)!.size) best = at;
  }
  if (best) throw new Cut(best);
}

class Builder {
  readonly #node: Node;
  readonly #context: Context;
  readonly #sizes: readonly number[];
  readonly #rank: number;
  readonly #outer: number;
  /** Values by node and index: one table outside of guards, one more inside of each. */
  readonly #memos: Map<Node, { at: readonly Affine[]; value: Expr }[]>[] = [new Map()];

  constructor(node: Node, context: Context, sizes: readonly number[], outer: number) {
    this.#node = node;
    this.#context = context;
    this.#sizes = sizes;
    this.#rank = sizes.length;
    this.#outer = outer;
  }

  kernel(): Kernel {
    const node = this.#node;
    const slot = this.#context.numbers.get(node)!;
    const result = [{ slot, value: { op: "result", dtype: node.dtype } as const }];
    const [first, second] = node.inputs;
    switch (node.op) {
      case "reduce":
        return this.#reduce(node.attributes.kind, node.attributes.axes, first!, result);
      case "matmul": {
        const rank = node.shape.length;
        const [m, n] = node.shape.slice(-2) as [number, number];
        const k = first!.shape[rank - 1]!;
        if (k === 0) break;
        const batch = node.shape.slice(0, -2);
        return {
          kind: "matmul",
          batch,
          m,
          n,
          k,
          a: this.#operand(first!),
          b: this.#operand(second!),
          outputs: result,
        };
      }
      case "conv":
      case "convInput":
      case "convWeight": {
        if (sizeOf(first!.shape) * sizeOf(second!.shape) === 0) break;
        const { stride, padding, dilation, groups } = node.attributes;
        return {
          kind: node.op,
          geometry: { stride, padding, dilation, groups },
          aShape: first!.shape,
          bShape: second!.shape,
          shape: node.shape,
          a: this.#operand(first!),
          b: this.#operand(second!),
          outputs: result,
        };
      }
      case "fold": {
        const { size, stride, dilation } = node.attributes;
        if (sizeOf(first!.shape) === 0) break;
        const x = this.#operand(first!);
        return {
          kind: "fold",
          size,
          stride,
          dilation,
          windowShape: first!.shape,
          shape: node.shape,
          x,
          outputs: result,
        };
      }
      case "scatterAdd": {
        if (sizeOf(first!.shape) === 0) break;
        return {
          kind: "scatterAdd",
          axis: node.attributes.axis,
          sourceShape: first!.shape,
          shape: node.shape,
          index: this.#operand(first!),
          source: this.#operand(second!),
          outputs: result,
        };
      }
      default: {
        const at = this.#dense(node.shape, 0, this.#rank);
        return { kind: "map", shape: this.#sizes, outputs: [{ slot, value: this.#compute(node, at) }] };
      }
    }
    return { kind: "map", shape: this.#sizes, outputs: [{ slot, value: constantExpr(0, node.dtype) }] };
  }

  #reduce(
    reduce: (Kernel & { kind: "reduce" })["reduce"],
    axes: readonly number[],
    x: Node,
    outputs: (Kernel & { kind: "reduce" })["outputs"],
  ): Kernel {
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const outer = this.#sizes.slice(0, this.#outer);
    const inner = this.#sizes.slice(this.#outer);
    if (sizeOf(this.#sizes) === 0) {
      return { kind: "reduce", reduce, outer, inner, x: constantExpr(0, x.dtype), outputs };
    }
    const at = new Array<Affine>(x.shape.length);
    const outerAt = this.#dense(
      kept.map((axis) => x.shape[axis]!),
      0,
      this.#outer,
    );
    const innerAt = this.#dense(
      axes.map((axis) => x.shape[axis]!),
      this.#outer,
      this.#rank,
    );
    kept.forEach((axis, i) => {
      at[axis] = outerAt[i]!;
    });
    axes.forEach((axis, i) => {
      at[axis] = innerAt[i]!;
    });
    return { kind: "reduce", reduce, outer, inner, x: this.#value(x, at), outputs };
  }

  /** The index into `shape` at each point of loop axes [first, end), which are the shape's axes, perhaps split. */
  #dense(shape: readonly number[], first: number, end: number): Affine[] {
    const at: Affine[] = [];
    let axis = first;
    for (const size of shape) {
      let covered = 1;
      const own: number[] = [];
      while (covered < size || (size === 1 && own.length === 0)) {
        if (axis === end) break;
        own.push(axis);
        covered *= this.#sizes[axis++]!;
      }
      let affine = constantAffine(0, this.#rank);
      let stride = 1;
      for (let i = own.length - 1; i >= 0; i--) {
        affine = sum(affine, scaled(axisAffine(own[i]!, this.#rank), stride));
        stride *= this.#sizes[own[i]!]!;
      }
      at.push(affine);
    }
    return at;
  }

  #isBuffer = (node: Node): boolean =>
    node !== this.#node && (node.storage !== undefined || this.#context.buffers.has(node));

  #operand(node: Node): Operand {
    const view = viewOf(node, this.#isBuffer);
    if ("fails" in view) throw new Cut(view.fails);
    if (!this.#isBuffer(view.base)) throw new Cut(view.base);
    return {
      slot: this.#context.numbers.get(view.base)!,
      at: { offset: view.offset, strides: view.strides },
      dtype: node.dtype,
    };
  }

  /** `node` at index `at`: a load when it is in memory, else its expression. */
  #value(node: Node, at: readonly Affine[]): Expr {
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
        return { op: "unary", kind: node.attributes.kind, x: this.#value(x!, at), dtype };
      case "binary":
        return {
          op: "binary",
          kind: node.attributes.kind,
          a: this.#value(x!, at),
          b: this.#value(y!, at),
          dtype,
        };
      case "where":
        return {
          op: "where",
          condition: this.#value(x!, at),
          a: this.#value(y!, at),
          b: this.#value(z!, at),
          dtype,
        };
      case "cast":
        return x!.dtype === dtype ? this.#value(x!, at) : { op: "cast", x: this.#value(x!, at), dtype };
      case "gather":
        return this.#gather(node, at);
      case "pad":
        return this.#pad(node, at);
      case "reshape":
        return this.#value(x!, this.#unshape(x!, node.shape, at));
      case "permute": {
        const from = new Array<Affine>(at.length);
        node.attributes.axes.forEach((axis, i) => {
          from[axis] = at[i]!;
        });
        return this.#value(x!, from);
      }
      case "expand": {
        const zero = constantAffine(0, this.#rank);
        return this.#value(
          x!,
          at.map((a, axis) => (x!.shape[axis] === 1 ? zero : a)),
        );
      }
      case "slice": {
        const { starts, steps } = node.attributes;
        return this.#value(
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
        return this.#value(x!, [...at.slice(0, first), ...spatial]);
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
      index: this.#value(index!, at),
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
    if (bounds.length === 0) return this.#value(x, inside);
    if (this.#memos.length > maxGuardDepth) throw new Cut(node);
    this.#memos.push(new Map());
    const value = this.#value(x, inside);
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
