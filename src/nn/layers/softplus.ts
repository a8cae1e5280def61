// A smooth rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * log(1 + e^x).
 * @example
 * await new nn.Softplus().forward(tensor([0, 1000])).toArray() // [0.6931472, 1000]
 */
export class Softplus extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.softplus();
  }

  override describe(): string {
    return "Softplus()";
  }
}
