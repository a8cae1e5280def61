// The rectifier up to 6 as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x within [0, 6].
 * @example
 * await new nn.ReLU6().forward(tensor([-1, 3, 8])).toArray() // [0, 3, 6]
 */
export class ReLU6 extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.relu6();
  }

  override describe(): string {
    return "ReLU6()";
  }
}
