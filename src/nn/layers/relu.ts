// The rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * max(x, 0).
 * @example new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU())
 */
export class ReLU extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.relu();
  }

  override describe(): string {
    return "ReLU()";
  }
}
