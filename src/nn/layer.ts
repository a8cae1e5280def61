// A module with a shape rule: one tensor in, one out. Its `forward` is typed by the rule; `compute` does the work. It
// remembers the last output's shape, so that a summary of a model in use knows all of them.
import { handed, type Tensor, unseen } from "../tensor/index.ts";
import type { Ok, Shape } from "../tensor/shapes/shape.ts";
import { Module } from "./module.ts";
import { isOwn } from "./own.ts";
import type { Apply, Input, Rule } from "./rules/rule.ts";

/**
 * A module that takes one tensor and gives one; `compute` says which, the rule says of which shape.
 * @example
 * class Square extends nn.Layer<nn.SameRule> {
 *   protected compute(x: Tensor) { return x.square(); }
 * }
 * new Square().forward(zeros([2, 3])).shape // [2, 3]
 */
export abstract class Layer<F extends Rule = Rule> extends Module<F> {
  #outputShape: readonly number[] | undefined;

  /**
   * The layer's output for an input.
   * @throws ShapeError when the input does not fit
   * @example
   * new nn.Linear(64, 10).forward(x).shape // [32, 10]
   */
  forward<S extends Shape>(x: Input<F, S>): Tensor<Ok<Apply<F, S>>> {
    const compute = () => this.compute(x as unknown as Tensor);
    const y = isOwn(this) ? handed(unseen(compute)) : compute();
    this.#outputShape = y.shape;
    return y as unknown as Tensor<Ok<Apply<F, S>>>;
  }

  /** The shape of the last output; undefined before the first. */
  get outputShape(): readonly number[] | undefined {
    return this.#outputShape;
  }

  /** What the layer does, without types of shapes. */
  protected abstract compute(x: Tensor): Tensor;
}
