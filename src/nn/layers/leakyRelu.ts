// The leaky rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x where positive, else negativeSlope · x; 0.01 unless told.
 * @example
 * await new nn.LeakyReLU(0.1).forward(tensor([-1, 2])).toArray() // [-0.1, 2]
 */
export class LeakyReLU extends Layer<SameRule> {
  /** The slope below 0. */
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
