// Gradients of functions, of any order, and the switch that turns recording off.
import { gradientsFor } from "../autograd/backward.ts";
import { GradientError } from "../errors.ts";
import { isRecording, type Node, node, setRecording } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { detached, primitive as p, withoutRecording } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Runs `f` without recording for gradients: quicker, and nothing is kept for a backward pass. `f` may be asynchronous.
 * @returns what `f` gives
 * @example
 * noGrad(() => model.forward(x)).requiresGrad // false
 */
export function noGrad<T>(f: () => T): T {
  const before = setRecording(false);
  let result: T;
  try {
    result = f();
  } catch (error) {
    setRecording(before);
    throw error;
  }
  if (!isPromise(result)) {
    setRecording(before);
    return result;
  }
  return result.finally(() => setRecording(before)) as T;
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

type Tensors = readonly Tensor[];

/**
 * The function that gives the value of `f` and its gradients for each of its tensors.
 * @param f gives a tensor of a single value
 * @throws GradientError when it gives more
 * @example
 * const [value, [slope]] = valueAndGrad((w) => w.square().sum())(tensor([1, 2]));
 * await value.item() // 5
 * await slope.toArray() // [2, 4]
 */
export function valueAndGrad<A extends Tensors>(
  f: (...args: A) => Tensor,
): (...args: A) => [Tensor, { [I in keyof A]: Tensor }] {
  return (...args) => {
    const outer = setRecording(true);
    try {
      const inputs = args.map(({ node: x }) => alias(x));
      const output = f(...(inputs.map(wrap) as unknown as A)).node;
      if (sizeOf(output.shape) !== 1) {
        throw new GradientError({
          op: "grad",
          message: `the function gives more than a single value: shape ${showShape(output.shape)}`,
          help: "reduce it first: .mean() or .sum()",
        });
      }
      const seed = p.constant(1, output.shape, "f32");
      const walk = () => gradientsFor(output, seed, new Set(inputs));
      // Nothing outside wants to see through these gradients, unless something other than our own inputs was recorded.
      const seen = outer && dependsOnMore(output, inputs, args);
      const gradients = seen ? walk() : withoutRecording(walk);
      const results = inputs.map((x) => wrap(gradients.get(x) ?? p.constant(0, x.shape, "f32")));
      return [wrap(seen ? output : detached(output)), results as { [I in keyof A]: Tensor }];
    } finally {
      setRecording(outer);
    }
  };
}

/**
 * The function that gives the gradient of `f`. It can be taken again, for higher orders: `grad(grad(f))`.
 * @param f gives a tensor of a single value
 * @throws GradientError when it gives more
 * @example
 * await grad((x) => x.pow(3).sum())(tensor([1, 2])).toArray() // [3, 12]
 */
export function grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  const both = valueAndGrad(f);
  return (x) => both(x)[1][0];
}

// The same value under a name of its own, so that only its use inside the function counts.
function alias(x: Node): Node {
  const made = node("reshape", [x], x.shape, x.dtype, {});
  made.requiresGrad = true;
  return made;
}

function dependsOnMore(output: Node, inputs: readonly Node[], args: Tensors): boolean {
  if (args.some((x) => x.node.requiresGrad)) return true;
  const own = new Set(inputs);
  const seen = new Set<Node>();
  const stack = [output];
  for (let x = stack.pop(); x; x = stack.pop()) {
    if (seen.has(x) || own.has(x) || !x.requiresGrad) continue;
    seen.add(x);
    if (x.gradientLeaf || !x.inputs.some((input) => input.requiresGrad)) return true;
    stack.push(...x.inputs);
  }
  return false;
}

/**
 * True while operations are recorded for gradients: everywhere but inside `noGrad`.
 * @example
 * noGrad(() => isGradEnabled()) // false
 */
export const isGradEnabled = isRecording;
