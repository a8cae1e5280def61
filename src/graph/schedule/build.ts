// From one node that gets memory to its kernel. When a reshape needs it, the loop is made finer and the kernel built again;
// when no loop would do, the node in the way becomes a buffer.
import { constantExpr } from "../expr.ts";
import { type Affine, hasPrologue, type Kernel } from "../kernel.ts";
import type { Node, NodeFor } from "../node.ts";
import { sizeOf } from "../shape.ts";
import { type Context, Expressions } from "./expression.ts";
import { Cut, denseIndex, isRowwise, type Loop, loopOf, Refine, refined } from "./loop.ts";
import { templateKernel } from "./template.ts";
import { readsOf } from "./traffic.ts";
import { isMovement } from "./view.ts";

/** A kernel and the slots that it reads. */
export interface Built {
  readonly kernel: Kernel;
  readonly reads: ReadonlySet<number>;
}

/** The kernel that computes `node`; slots are node numbers. Nodes that had to become buffers are added to the context. */
export function buildKernel(node: Node, context: Context): Built {
  let loop = loopOf(node);
  for (;;) {
    try {
      const kernel = kernelOver(loop, node, context);
      const reads = readsOf(kernel);
      if (kernel.kind === "map" || hasPrologue(kernel)) limitBuffers(reads, node, context);
      return { kernel, reads };
    } catch (reason) {
      if (reason instanceof Cut && !context.buffers.has(reason.node)) context.buffers.add(reason.node);
      else if (reason instanceof Refine) loop = refined(loop, reason.how);
      else throw reason;
    }
  }
}

function kernelOver(loop: Loop, node: Node, context: Context): Kernel {
  const expressions = new Expressions(node, context, loop.sizes);
  const slot = context.numbers.get(node)!;
  if (node.op === "reduce") return reduceKernel(loop, node, slot, expressions);
  if (isRowwise(node)) return rowwiseKernel(loop, node, slot, expressions);
  const template = templateKernel(node, slot, (operand) => expressions.operand(operand));
  if (template === "zero") {
    return { kind: "map", shape: loop.sizes, outputs: [{ slot, value: constantExpr(0, node.dtype) }] };
  }
  if (template) return template;
  const value = expressions.root(denseIndex(loop.sizes, node.shape, 0, loop.sizes.length));
  return { kind: "map", shape: loop.sizes, outputs: [{ slot, value }] };
}

function reduceKernel(loop: Loop, node: NodeFor<"reduce">, slot: number, expressions: Expressions): Kernel {
  const x = node.inputs[0]!;
  const { kind: reduce, axes } = node.attributes;
  const outer = loop.sizes.slice(0, loop.outer);
  const inner = loop.sizes.slice(loop.outer);
  const outputs = [{ slot, value: { op: "result", dtype: node.dtype } as const }];
  if (sizeOf(loop.sizes) === 0) {
    return { kind: "reduce", reduce, outer, inner, x: constantExpr(0, x.dtype), outputs };
  }
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const at = new Array<Affine>(x.shape.length);
  const place = (own: readonly number[], first: number, end: number) => {
    const shape = own.map((axis) => x.shape[axis]!);
    denseIndex(loop.sizes, shape, first, end).forEach((affine, i) => {
      at[own[i]!] = affine;
    });
  };
  place(kept, 0, loop.outer);
  place(axes, loop.outer, loop.sizes.length);
  return { kind: "reduce", reduce, outer, inner, x: expressions.value(x, at), outputs };
}

function rowwiseKernel(
  loop: Loop,
  node: NodeFor<"scan"> | NodeFor<"sort">,
  slot: number,
  expressions: Expressions,
): Kernel {
  const outer = loop.sizes.slice(0, loop.outer);
  const inner = loop.sizes.slice(loop.outer);
  const at = [
    ...denseIndex(loop.sizes, node.shape.slice(0, -1), 0, loop.outer),
    ...denseIndex(loop.sizes, node.shape.slice(-1), loop.outer, loop.sizes.length),
  ];
  const x = expressions.value(node.inputs[0]!, at);
  const outputs = [{ slot, value: { op: "result", dtype: node.dtype } as const }];
  return node.op === "scan"
    ? { kind: "scan", scan: node.attributes.kind, outer, inner, x, outputs }
    : { kind: "sort", descending: node.attributes.descending, outer, inner, x, outputs };
}

/** A kernel that reads too many buffers is cut at the inlined node that reads the most. */
function limitBuffers(
  { size: count }: ReadonlySet<number>,
  node: Node,
  { buffers, maxBuffers }: Context,
): void {
  const limit = maxBuffers - 1;
  if (count <= limit) return;
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
