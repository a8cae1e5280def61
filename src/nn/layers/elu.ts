// The exponential linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x above 0, alpha · (e^x - 1) below.
 * @example
 * await new nn.ELU().forward(tensor([2, -1])).toArray() // [2, -0.6321206]
 */
export class ELU extends Layer<SameRule> {
  /** How far below 0 it goes. */
  readonly alpha: number;

  /** @param alpha 1 unless told */
  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  protected override compute(x: Tensor): Tensor {
    return x.elu(this.alpha);
  }

  override describe(): string {
    return `ELU(${this.alpha})`;
  }
}
