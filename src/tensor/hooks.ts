// Gradient hooks: functions of the user that see a node's gradient when it is complete, and may change it.
import { GradientError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "./tensor.ts";

/** Puts a hook at a node; `wrap` makes handles. */
export function addHook(
  node: Node,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
  hook: (gradient: Tensor) => Tensor | undefined | void,
  wrap: (node: Node) => Tensor,
): { remove(): void } {
  if (!node.requiresGrad) {
    throw new GradientError({
      op: "registerHook",
      message: "this tensor requires no gradient, so the hook would never be called",
      help: "mark it with { requiresGrad: true } first",
    });
  }
  const call = (g: Node): Node => {
    const changed = hook(wrap(g))?.node;
    if (changed && !sameShape(changed.shape, g.shape)) {
      const shapes = `${showShape(changed.shape)} and ${showShape(g.shape)}`;
      throw new ShapeError({
        op: "registerHook",
        message: `the hook's result and the gradient differ in shape: ${shapes}`,
      });
    }
    return changed ?? g;
  };
  node.special ??= {};
  node.special.hooks ??= [];
  const { hooks } = node.special;
  hooks.push(call);
  return {
    remove() {
      const at = hooks.indexOf(call);
      if (at >= 0) hooks.splice(at, 1);
    },
  };
}
