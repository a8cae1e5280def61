// A tensor that a module learns. It is a tensor like any other; the mark is how modules find it and tell it from the rest.
// The handle stays the same for life: each training step gives it new values.
import { type Node, node } from "../graph/node.ts";
import { withoutRecording } from "../ops/index.ts";
import { isTensor, type Tensor, wrap } from "../tensor/index.ts";
import type { Shape } from "../tensor/shapes/shape.ts";

const mark: unique symbol = Symbol.for("cellgrad.parameter");

/** A tensor that a module learns: gradients are recorded for it, and optimizers change it. */
export interface Parameter<S extends Shape = number[]> extends Tensor<S> {
  readonly [mark]: true;
}

interface ParameterConstructor {
  /**
   * Makes a parameter that starts with a tensor's values.
   * @param requiresGrad false freezes it
   * @throws DTypeError when the values are no floats
   * @example
   * class Scale extends nn.Module {
   *   factor = new nn.Parameter(ones([1]));
   *   forward(x: Tensor) { return x.mul(this.factor); }
   * }
   */
  new <S extends Shape>(values: Tensor<S>, requiresGrad?: boolean): Parameter<S>;
}

/** A parameter that starts as `made`, a node that nobody else has. */
export function parameterOf<S extends Shape = number[]>(made: Node, requiresGrad = true): Parameter<S> {
  const parameter = wrap(made);
  parameter.requiresGrad = requiresGrad;
  Object.defineProperty(parameter, mark, { value: true });
  return parameter as unknown as Parameter<S>;
}

/** The same values in a node of its own, without their past: being a parameter is a property of nodes. */
export const ownNode = (from: Node): Node =>
  withoutRecording(() => node("reshape", [from], from.shape, from.dtype, {}));

// A constructor that returns an object gives that object: `new Parameter(t)` is a handle of the one tensor class.
/**
 * Makes a parameter that starts with a tensor's values.
 * @example
 * const scale = new nn.Parameter(ones([1]));
 * scale.requiresGrad // true
 */
export const Parameter = function Parameter(values: Tensor, requiresGrad?: boolean) {
  return parameterOf(ownNode(values.node), requiresGrad);
} as unknown as ParameterConstructor;

/** True for parameters, and for other tensors that gradients are kept for. */
export const isParameter = (value: unknown): value is Tensor =>
  isTensor(value) && (mark in value || value.node.gradientLeaf);
