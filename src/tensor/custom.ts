// Functions whose gradient is not the one of what they are made of: given by the user, or found by computing again.
import { gradientsFor, sourcesOf } from "../autograd/backward.ts";
import { GradientError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import { isRecording, type Node, node } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import { detached, withoutRecording } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import { realize } from "./realize.ts";
import { savedFor } from "./saved.ts";
import type { Tensor } from "./tensor.ts";

/** What a gradient written by hand may use. */
export interface GradientContext<A extends readonly Tensor[]> {
  /** The function's arguments. */
  inputs: A;
  /** What the function gave. */
  output: Tensor;
}

/**
 * A function with a gradient written by hand.
 * @param forward gives the value; what it is made of is not recorded
 * @param backward gives the gradients of the inputs (shapes of the inputs; null where there is none) from the gradient of
 * the value; it may itself be differentiated
 * @throws GradientError when the gradients do not fit the inputs
 * @example
 * const straightThrough = customGradient((x: Tensor) => x.round(), (gradient) => [gradient]);
 * await grad((x) => straightThrough(x).sum())(tensor([0.4, 1.7])).toArray() // [1, 1]
 */
export function customGradient<A extends readonly Tensor[]>(
  forward: (...inputs: A) => Tensor,
  backward: (gradient: Tensor, context: GradientContext<A>) => readonly (Tensor | null)[],
): (...inputs: A) => Tensor {
  return (...inputs) => {
    const value = withoutRecording(() => forward(...inputs)).node;
    const sources = inputs.map((x) => x.node);
    const made = node("reshape", [detached(value)], value.shape, value.dtype, {});
    if (!isRecording() || !dtypes[value.dtype].float || !sources.some((x) => x.requiresGrad))
      return wrap(made);
    const output = wrap(made);
    made.requiresGrad = true;
    made.special = {
      rule: {
        inputs: sources,
        parts: (g) => checked(backward(wrap(g), { inputs, output }), sources),
      },
    };
    return output;
  };
}

function checked(gradients: readonly (Tensor | null)[], inputs: readonly Node[]): (Node | undefined)[] {
  if (gradients.length !== inputs.length) {
    const message = `needs one gradient for each input: ${gradients.length} and ${inputs.length}`;
    throw new GradientError({ op: "customGradient", message, help: "give null where there is none" });
  }
  return inputs.map((x, i) => {
    const g = gradients[i]?.node;
    if (g && !sameShape(g.shape, x.shape)) {
      const shapes = `${showShape(g.shape)} and ${showShape(x.shape)}`;
      throw new GradientError({
        op: "customGradient",
        message: `gradient ${i} and its input differ in shape: ${shapes}`,
      });
    }
    return g;
  });
}

/**
 * `f(...inputs)`, computed at once and without keeping what lies between: the gradient computes that again. It trades time
 * for memory in deep models. Gradients also reach tensors that `f` uses without being given them, such as a model's
 * parameters; random numbers inside are the same both times.
 * @example
 * checkpoint((x) => model.forward(x), x).square().mean().backward();
 */
export function checkpoint<A extends readonly Tensor[]>(f: (...inputs: A) => Tensor, ...inputs: A): Tensor {
  // Its nodes stay what they are, a recipe: only a copy of the last gets memory.
  const { id } = node("constant", [], [], "f32", { value: 0 });
  const recipe = f(...inputs).node;
  if (!recipe.requiresGrad) return wrap(recipe);
  const value = detached(recipe);
  const before = inputs.map((x) => x.node).filter((x) => x.requiresGrad);
  realize([value, ...before, ...before.flatMap(savedFor)]);
  const outside = outsideOf(recipe, id);
  value.requiresGrad = true;
  value.special = {
    rule: {
      inputs: outside,
      again: true,
      parts: (g) => {
        // What comes after is done before this is computed again, so that both are never in memory together.
        realize([g]);
        const gradients = gradientsFor(recipe, g, new Set(outside));
        return outside.map((x) => gradients.get(x));
      },
    },
  };
  return wrap(value);
}

/** What `recipe` was made of that is older than `id`, as far as gradients go. */
function outsideOf(recipe: Node, id: number): Node[] {
  const seen = new Set<Node>();
  const found: Node[] = [];
  const stack = [recipe];
  for (let x = stack.pop(); x; x = stack.pop()) {
    if (seen.has(x) || !x.requiresGrad) continue;
    seen.add(x);
    if (x.id < id || x.gradientLeaf) found.push(x);
    else stack.push(...sourcesOf(x));
  }
  return found;
}
