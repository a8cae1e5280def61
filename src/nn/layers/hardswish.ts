// The hard swish as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x · relu6(x + 3) / 6.
 * @example
 * await new nn.Hardswish().forward(tensor([-4, 1, 5])).toArray() // [0, 0.6666667, 5]
 */
export class Hardswish extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.hardswish();
  }

  override describe(): string {
    return "Hardswish()";
  }
}
