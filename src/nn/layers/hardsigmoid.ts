// A sigmoid of three straight lines as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * relu6(x + 3) / 6.
 * @example
 * await new nn.Hardsigmoid().forward(tensor([-4, 0])).toArray() // [0, 0.5]
 */
export class Hardsigmoid extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.hardsigmoid();
  }

  override describe(): string {
    return "Hardsigmoid()";
  }
}
