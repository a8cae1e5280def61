// The logistic function as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * 1 / (1 + e^-x), in (0, 1).
 * @example new nn.Sigmoid().forward(x)
 */
export class Sigmoid extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.sigmoid();
  }

  override describe(): string {
    return "Sigmoid()";
  }
}
