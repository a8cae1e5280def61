// The leaky rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x where positive, else negativeSlope · x; 0.01 unless told.
 * @example new nn.LeakyReLU(0.2).forward(x)
 */
export class LeakyReLU extends Layer<SameRule> {
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  protected override compute(x: Tensor): Tensor {
    return x.leakyRelu(this.negativeSlope);
  }

  override describe(): string {
    return `LeakyReLU(${this.negativeSlope})`;
  }
}
