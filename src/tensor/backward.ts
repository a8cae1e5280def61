// `loss.backward()`: gradients by the reverse walk, left at the handles that asked for them. Nothing is computed here; the
// optimizer's step realises parameters and loss together.

import { graphIsGone, leafGradients } from "../autograd/backward.ts";
import { GradientError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { ops, primitive as p, withoutRecording } from "../ops/index.ts";
import type { BackwardOptions } from "./methods/handle.ts";
import { consume, isConsumed, realizeLater } from "./realize.ts";
import type { Tensor } from "./tensor.ts";
import { taken } from "./versions.ts";

/** How gradients lie at handles. */
interface Leaves {
  wrap(node: Node): Tensor;
  gradientOf(tensor: Tensor): Node | undefined;
  leaveGradient(tensor: Tensor, gradient: Node): void;
}

/** Takes the gradients of `output` and adds each to the `grad` of its handle. */
function from(output: Node, gradient: Node | undefined, options: BackwardOptions, leaves: Leaves): void {
  check(output, gradient);
  const seed = gradient ? p.cast(gradient, output.dtype) : p.constant(1, output.shape, output.dtype);
  const walk = () => leafGradients(output, seed);
  const gradients = options.createGraph ? walk() : withoutRecording(walk);
  for (const [node, g] of gradients) {
    const keeper = node.keeper as Tensor | undefined;
    if (!keeper || keeper.node !== node) continue;
    const before = leaves.gradientOf(keeper);
    const sum = before ? withoutRecording(() => ops.add(before, g)) : g;
    if (node.gradientLeaf) leaves.leaveGradient(keeper, sum);
    else keeper.grad = leaves.wrap(sum);
  }
  realizeLater(output);
  const kept = options.retainGraph || options.createGraph;
  taken(output, kept === true);
  if (!kept) consume(output);
}

function check(output: Node, gradient: Node | undefined): void {
  if (isConsumed(output)) throw graphIsGone();
  if (!output.requiresGrad) {
    throw new GradientError({
      op: "backward",
      message: "nothing that this was computed from requires a gradient",
      help: "mark parameters with { requiresGrad: true }, and compute outside noGrad",
    });
  }
  if (gradient && !sameShape(gradient.shape, output.shape)) {
    const shapes = `${showShape(gradient.shape)} and ${showShape(output.shape)}`;
    throw new GradientError({ op: "backward", message: `gradient and tensor differ in shape: ${shapes}` });
  }
  if (!gradient && sizeOf(output.shape) !== 1) {
    throw new GradientError({
      op: "backward",
      message: `needs a single value: got shape ${showShape(output.shape)}`,
      help: "reduce it first: loss.mean().backward()",
    });
  }
}

export const backward = {
  from,
  /** Leaves the node's gradient at this handle. */
  keepAt: (node: Node, tensor: Tensor): void => {
    node.keeper = tensor;
  },
};
