// Functions over a whole batch at once, and matrices of derivatives by way of them.
import { batched } from "../autograd/batch.ts";
import { ShapeError } from "../errors.ts";
import { type Node, node } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { primitive as p } from "../ops/index.ts";
import { eye, zeros } from "./create.ts";
import { grad, vjp } from "./gradient.ts";
import { wrap } from "./handle.ts";
import type { Tensor } from "./tensor.ts";

/**
 * `f`, which is written for one example, over all examples along the first axis of each argument, as one computation.
 * `f` is called once; inside, only tensors are composed, and random numbers are the same for every example. Gradients go
 * through it, and through it go gradients: `vmap(grad(loss))` gives one gradient an example.
 * @returns a function whose arguments and results have one more axis, the first
 * @throws ShapeError when arguments differ in their first size or have none; GradientError when `f` looks at numbers
 * @example
 * const dot = (a: Tensor, b: Tensor) => a.mul(b).sum();
 * await vmap(dot)(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [2, 2]])).toArray() // [3, 14]
 */
export function vmap<A extends readonly Tensor[], R extends Tensor | readonly Tensor[]>(
  f: (...args: A) => R,
): (...args: A) => R {
  return (...args) => {
    const size = commonSize(args);
    const examples = new Map<Node, Node>();
    const first = args.map(({ node: x }) => {
      const example = exampleOf(x);
      examples.set(example, x);
      return wrap(example);
    });
    const result = f(...(first as unknown as A)) as Tensor | readonly Tensor[];
    const results = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    const made = batched(
      results.map((one) => one.node),
      examples,
      size,
    ).map(wrap);
    return (Array.isArray(result) ? made : made[0]) as R;
  };
}

function commonSize(args: readonly Tensor[]): number {
  const size = args[0]?.shape[0];
  const odd = args.find(({ shape }) => shape[0] !== size || shape.length === 0);
  if (size !== undefined && size > 0 && !odd) return size;
  const shapes = args.map(({ shape }) => showShape(shape)).join(" and ");
  const message =
    odd && size !== undefined ? "first sizes differ" : "needs a first axis of at least one example";
  throw new ShapeError({ op: "vmap", message: `${message}: got ${shapes || "no tensors"}` });
}

function exampleOf(x: Node): Node {
  const [, ...rest] = x.shape;
  const zero = x.shape.map(() => 0);
  const one = x.shape.map(() => 1);
  return node("reshape", [p.slice(x, zero, one, [1, ...rest])], rest, x.dtype, {});
}

/**
 * All derivatives of `f` at `x`: the gradient of every element of `f(x)`, taken together.
 * @returns shape [...f(x).shape, ...x.shape]
 * @throws GradientError when `f` looks at numbers
 * @example
 * await jacobian((x) => x.square(), tensor([1, 2])).toArray() // [[2, 0], [0, 4]]
 */
export function jacobian(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const [{ shape }, pullback] = vjp(f, x);
  const count = sizeOf(shape);
  const whole = [...shape, ...x.shape];
  if (count === 0) return zeros(whole);
  const rows = eye(count).reshape([count, ...shape]) as Tensor;
  return vmap((row: Tensor) => pullback(row)[0])(rows).reshape(whole) as Tensor;
}

/**
 * All second derivatives of `f` at `x`.
 * @param f gives a tensor of a single value
 * @returns shape [...x.shape, ...x.shape]
 * @throws GradientError when `f` gives more than a single value, or looks at numbers
 * @example
 * await hessian((x) => x.pow(3).sum(), tensor([1, 2])).toArray() // [[6, 0], [0, 12]]
 */
export function hessian(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  return jacobian(grad(f), x);
}
