// Softmax as a layer. For training, give the logits to a cross-entropy loss instead: it has its own softmax.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * e^x / Σ e^x along an axis, the last unless told: positive numbers that sum to 1.
 * @throws ShapeError when an input does not have the axis
 * @example new nn.Softmax(1).forward(logits)
 */
export class Softmax extends Layer<SameRule> {
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
