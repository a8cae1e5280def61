// The hyperbolic tangent as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * tanh(x), in (-1, 1).
 * @example new nn.Tanh().forward(x)
 */
export class Tanh extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.tanh();
  }

  override describe(): string {
    return "Tanh()";
  }
}
