// The scaled exponential linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * Scaled so that layers of it keep mean 0 and variance 1; see `selu`.
 * @example
 * await new nn.SELU().forward(tensor([-1, 1])).toArray() // [-1.1113307, 1.0507010]
 */
export class SELU extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.selu();
  }

  override describe(): string {
    return "SELU()";
  }
}
