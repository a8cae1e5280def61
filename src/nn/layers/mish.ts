// The mish activation as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x · tanh(softplus(x)).
 * @example
 * await new nn.Mish().forward(tensor([-1, 0, 1])).toArray() // [-0.3034015, 0, 0.8650984]
 */
export class Mish extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.mish();
  }

  override describe(): string {
    return "Mish()";
  }
}
