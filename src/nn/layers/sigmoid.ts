// The logistic function as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * 1 / (1 + e^-x), in (0, 1).
 * @example
 * await new nn.Sigmoid().forward(tensor([0, 2])).toArray() // [0.5, 0.8807971]
 */
export class Sigmoid extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.sigmoid();
  }

  override describe(): string {
    return "Sigmoid()";
  }
}
