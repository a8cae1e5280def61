// Bottom-up views: a chain of movements over one node, read as an address into that node's row-major elements.
import { reshapeStrides } from "../affine.ts";
import type { Node } from "../node.ts";
import { stridesOf } from "../shape.ts";

/** The element at index `i` is element `offset + Σ strides[axis] * i[axis]` of `base`. */
export interface View {
  readonly base: Node;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Movements are views when this holds; `pad` never is. */
export const isMovement = (node: Node): boolean =>
  !node.storage &&
  (node.op === "reshape" ||
    node.op === "permute" ||
    node.op === "expand" ||
    node.op === "slice" ||
    node.op === "window");

/**
 * `node` as a view of the nearest node that `stops` (a buffer), or of the first that is no movement.
 * Fails at the reshape that has no such view: that one must be materialised.
 */
export function viewOf(node: Node, stops: (node: Node) => boolean): View | { readonly fails: Node } {
  if (!isMovement(node) || stops(node)) return { base: node, offset: 0, strides: stridesOf(node.shape) };
  const chain: Node[] = [];
  let base = node;
  while (isMovement(base) && !stops(base)) {
    chain.push(base);
    base = base.inputs[0]!;
  }
  let offset = 0;
  let strides: readonly number[] = stridesOf(base.shape);
  for (let i = chain.length - 1; i >= 0; i--) {
    const step = chain[i]!;
    const from = step.inputs[0]!.shape;
    switch (step.op) {
      case "permute":
        strides = step.attributes.axes.map((axis) => strides[axis]!);
        break;
      case "expand":
        strides = strides.map((stride, axis) => (from[axis] === step.shape[axis] ? stride : 0));
        break;
      case "slice": {
        const { starts, steps } = step.attributes;
        for (let axis = 0; axis < starts.length; axis++) offset += starts[axis]! * strides[axis]!;
        strides = strides.map((stride, axis) => stride * steps[axis]!);
        break;
      }
      case "window": {
        const { size, stride, dilation } = step.attributes;
        const first = from.length - size.length;
        const spatial = strides.slice(first);
        strides = [
          ...strides.slice(0, first),
          ...spatial.map((s, k) => s * stride[k]!),
          ...spatial.map((s, k) => s * dilation[k]!),
        ];
        break;
      }
      default: {
        const reshaped = reshapeStrides(from, strides, step.shape);
        if (!reshaped) return { fails: step };
        strides = reshaped;
      }
    }
  }
  return { base, offset, strides };
}
