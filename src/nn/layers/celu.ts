// The continuously differentiable exponential linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x above 0, alpha · (e^(x / alpha) - 1) below.
 * @example
 * await new nn.CELU(2).forward(tensor([-1, 1])).toArray() // [-0.7869387, 1]
 */
export class CELU extends Layer<SameRule> {
  /** How far below 0 it goes. */
  readonly alpha: number;

  /** @param alpha 1 unless told */
  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  protected override compute(x: Tensor): Tensor {
    return x.celu(this.alpha);
  }

  override describe(): string {
    return `CELU(${this.alpha})`;
  }
}
