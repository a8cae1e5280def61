// Softmax as a layer. For training, give the logits to a cross-entropy loss instead: it has its own softmax.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * e^x / Σ e^x along an axis, the last unless told: positive numbers that sum to 1. For training, give the logits themselves
 * to `crossEntropy`, which has its own softmax.
 * @throws ShapeError when an input does not have the axis
 * @example
 * await new nn.Softmax().forward(tensor([0, 1, 2])).toArray() // [0.09003057, 0.2447285, 0.6652410]
 */
export class Softmax extends Layer<SameRule> {
  /** The axis along which the numbers sum to 1. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  protected override compute(x: Tensor): Tensor {
    return x.softmax(this.axis);
  }

  override describe(): string {
    return `Softmax(${this.axis})`;
  }
}
