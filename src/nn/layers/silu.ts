// The sigmoid linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x · sigmoid(x), also called swish.
 * @example new nn.SiLU().forward(x)
 */
export class SiLU extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.silu();
  }

  override describe(): string {
    return "SiLU()";
  }
}
