// The leaky rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x where positive, else slope · x; slope 0.01 unless told.
 * @example new nn.LeakyReLU(0.2).forward(x)
 */
export class LeakyReLU extends Layer<SameRule> {
  readonly slope: number;

  constructor(slope = 0.01) {
    super();
    this.slope = slope;
  }

  protected override compute(x: Tensor): Tensor {
    return x.leakyRelu(this.slope);
  }

  override describe(): string {
    return `LeakyReLU(${this.slope})`;
  }
}
