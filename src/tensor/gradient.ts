// Gradients of functions, of any order, and the switch that turns recording off.
import { gradientsFor, sourcesOf } from "../autograd/backward.ts";
import { ArgumentError, GradientError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import { isRecording, type Node, node, setRecording } from "../graph/node.ts";
import { sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { detached, ops, primitive as p, withoutRecording } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Runs `f` without recording for gradients: quicker, and nothing is kept for a backward pass.
 * @returns what `f` gives
 * @throws ArgumentError when `f` is asynchronous: what it does later could not be told from what others do
 * @example
 * noGrad(() => model.forward(x)).requiresGrad // false
 */
export function noGrad<T>(f: () => T): T {
  if (f.constructor.name === "AsyncFunction") throw asynchronous();
  const before = setRecording(false);
  try {
    const result = f();
    if (result instanceof Promise) {
      result.catch(() => {});
      throw asynchronous();
    }
    return result;
  } finally {
    setRecording(before);
  }
}

const asynchronous = (): ArgumentError =>
  new ArgumentError({
    op: "noGrad",
    message: "the function is asynchronous: recording would stay off for everything else meanwhile",
    help: "compute inside and wait outside: await noGrad(() => model.forward(x)).data()",
  });

type Tensors = readonly Tensor[];
/** One tensor for each of `A`. */
type Each<A extends Tensors> = { [I in keyof A]: Tensor };

/** A function's value, as it was made of `inputs`, which stand for its arguments. */
interface Trace {
  readonly inputs: readonly Node[];
  readonly output: Node;
  /** Something outside wants to see through it. */
  readonly seen: boolean;
}

function traced<A extends Tensors>(f: (...args: A) => Tensor, args: A): Trace {
  const outer = setRecording(true);
  try {
    const inputs = args.map(({ node: x }) => alias(x));
    const output = f(...(inputs.map(wrap) as unknown as A)).node;
    return { inputs, output, seen: outer && dependsOnMore(output, inputs, args) };
  } finally {
    setRecording(outer);
  }
}

const valueBehind = ({ output, seen }: Trace): Tensor => wrap(seen ? output : detached(output));

/** The gradients for the inputs, as handles. */
function pulled({ inputs, output }: Trace, seed: Node, record: boolean): Tensor[] {
  const walk = () => gradientsFor(output, seed, new Set(inputs));
  const gradients = record ? recorded(walk) : withoutRecording(walk);
  return inputs.map((x) => wrap(gradients.get(x) ?? zeros(x)));
}

const zeros = (x: Node): Node => p.constant(0, x.shape, x.dtype);

function recorded<T>(f: () => T): T {
  const outer = setRecording(true);
  try {
    return f();
  } finally {
    setRecording(outer);
  }
}

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
    const trace = traced(f, args);
    const { shape, dtype } = trace.output;
    if (sizeOf(shape) !== 1) {
      throw new GradientError({
        op: "grad",
        message: `the function gives more than a single value: shape ${showShape(shape)}`,
        help: "reduce it first: .mean() or .sum()",
      });
    }
    const gradients = pulled(trace, p.constant(1, shape, dtype), trace.seen);
    return [valueBehind(trace), gradients as Each<A>];
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

/**
 * The value of `f` at `inputs`, and the function that takes a gradient of that value (its shape; ones unless told) back to
 * gradients of the inputs: the vector-Jacobian product vᵀJ.
 * @throws ShapeError when the gradient's shape is not the value's
 * @example
 * const [value, pullback] = vjp((w) => w.square(), tensor([1, 2, 3]));
 * await value.toArray() // [1, 4, 9]
 * const [slope] = pullback(tensor([1, 0, 2]));
 * await slope.toArray() // [2, 0, 12]
 */
export function vjp<A extends Tensors>(
  f: (...args: A) => Tensor,
  ...inputs: A
): [Tensor, (gradient?: Tensor) => { [I in keyof A]: Tensor }] {
  const trace = traced(f, inputs);
  const pullback = (gradient?: Tensor) => {
    const seed = gradient?.node ?? p.constant(1, trace.output.shape, trace.output.dtype);
    checkShape("vjp", "gradient and value", seed, trace.output);
    return pulled(trace, seed, isRecording() && (trace.seen || seed.requiresGrad)) as Each<A>;
  };
  return [valueBehind(trace), pullback];
}

/**
 * The value of `f` at `inputs` and its derivative along `tangents`, which have the inputs' shapes: the Jacobian-vector
 * product Jv. It is exact: the pullback is linear, and its own pullback is the product.
 * @throws ShapeError when a tangent's shape is not its input's, ArgumentError when there are more of one than of the other
 * @example
 * const [value, change] = jvp((w) => w.square(), [tensor([1, 2])], [tensor([1, 10])]);
 * await value.toArray() // [1, 4]
 * await change.toArray() // [2, 40]
 */
export function jvp<A extends Tensors>(
  f: (...args: A) => Tensor,
  inputs: readonly [...A],
  tangents: readonly Tensor[],
): [Tensor, Tensor] {
  if (inputs.length !== tangents.length) {
    const message = `needs one tangent for each input: ${inputs.length} and ${tangents.length}`;
    throw new ArgumentError({ op: "jvp", message });
  }
  inputs.forEach((x, i) => {
    checkShape("jvp", "tangent and input", tangents[i]!.node, x.node);
  });
  const trace = traced(f, inputs as unknown as A);
  // The pullback at a gradient that has no value of interest: only that it is linear in it counts.
  const u = node("constant", [], trace.output.shape, trace.output.dtype, { value: 0 });
  u.requiresGrad = true;
  const pullback = recorded(() => gradientsFor(trace.output, u, new Set(trace.inputs)));
  const push = () =>
    trace.inputs.reduce<Node | undefined>((sum, x, i) => {
      const gradient = pullback.get(x);
      const part = gradient && gradientsFor(gradient, tangents[i]!.node, new Set([u])).get(u);
      return sum && part ? ops.add(sum, part) : (sum ?? part);
    }, undefined);
  const wanted = isRecording() && (trace.seen || tangents.some((t) => t.requiresGrad));
  const change = wanted ? recorded(push) : withoutRecording(push);
  return [valueBehind(trace), wrap(change ?? zeros(u))];
}

function checkShape(op: string, what: string, a: Node, b: Node): void {
  if (sameShape(a.shape, b.shape)) return;
  const message = `${what} differ in shape: ${showShape(a.shape)} and ${showShape(b.shape)}`;
  throw new ShapeError({ op, message });
}

// The same value under a name of its own, so that only its use inside the function counts.
function alias(x: Node): Node {
  const made = node("reshape", [x], x.shape, x.dtype, {});
  made.requiresGrad = dtypes[x.dtype].float;
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
    const sources = sourcesOf(x);
    if (x.gradientLeaf || !sources.some((input) => input.requiresGrad)) return true;
    stack.push(...sources);
  }
  return false;
}

/**
 * True while operations are recorded for gradients: everywhere but inside `noGrad`.
 * @example
 * noGrad(() => isGradEnabled()) // false
 */
export const isGradEnabled = isRecording;
