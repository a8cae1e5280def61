// The loop of a kernel, and the two ways a build asks to be done again: with a finer loop, or with one more buffer.
import type { Refinement } from "../affine.ts";
import type { Affine } from "../kernel.ts";
import type { Node, NodeFor } from "../node.ts";

/** Thrown: the loop must be made finer. */
export class Refine {
  readonly how: Refinement;
  constructor(how: Refinement) {
    this.how = how;
  }
}

/** Thrown: this node must get memory. */
export class Cut {
  readonly node: Node;
  constructor(node: Node) {
    this.node = node;
  }
}

export interface Loop {
  readonly sizes: readonly number[];
  /** How many of them are kept apart; the rest are reduced, or gone through in order. */
  readonly outer: number;
}

/** Nodes that need the last axis whole. */
export const isRowwise = (node: Node): node is NodeFor<"scan"> | NodeFor<"sort"> =>
  node.op === "scan" || node.op === "sort";

/** The node's axes; a reduction's kept ones before its reduced ones. */
export function loopOf(node: Node): Loop {
  if (isRowwise(node)) return { sizes: node.shape, outer: node.shape.length - 1 };
  if (node.op !== "reduce") return { sizes: node.shape, outer: node.shape.length };
  const { axes } = node.attributes;
  const shape = node.inputs[0]!.shape;
  const outer = shape.filter((_, axis) => !axes.includes(axis));
  return { sizes: [...outer, ...axes.map((axis) => shape[axis]!)], outer: outer.length };
}

export function refined(loop: Loop, { axis, inner }: Refinement): Loop {
  return {
    sizes: loop.sizes.toSpliced(axis, 1, loop.sizes[axis]! / inner, inner),
    outer: axis < loop.outer ? loop.outer + 1 : loop.outer,
  };
}

/** The index into `shape` at each point of loop axes [first, end), which are the shape's axes, perhaps split. */
export function denseIndex(
  sizes: readonly number[],
  shape: readonly number[],
  first: number,
  end: number,
): Affine[] {
  const at: Affine[] = [];
  let axis = first;
  for (const size of shape) {
    const from = axis;
    for (let covered = 1; axis < end && (covered < size || axis === from); ) covered *= sizes[axis++]!;
    const strides = new Array<number>(sizes.length).fill(0);
    let stride = 1;
    for (let own = axis - 1; own >= from; own--) {
      strides[own] = stride;
      stride *= sizes[own]!;
    }
    at.push({ offset: 0, strides });
  }
  return at;
}
