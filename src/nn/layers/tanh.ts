// The hyperbolic tangent as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * tanh(x), in (-1, 1).
 * @example
 * await new nn.Tanh().forward(tensor([0, 1])).toArray() // [0, 0.7615942]
 */
export class Tanh extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.tanh();
  }

  override describe(): string {
    return "Tanh()";
  }
}
