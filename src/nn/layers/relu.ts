// The rectifier as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * max(x, 0).
 * @example
 * await new nn.ReLU().forward(tensor([-1, 2])).toArray() // [0, 2]
 */
export class ReLU extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.relu();
  }

  override describe(): string {
    return "ReLU()";
  }
}
