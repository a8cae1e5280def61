// The sigmoid linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x · sigmoid(x), also called swish (Ramachandran et al., arXiv 1710.05941).
 * @example
 * await new nn.SiLU().forward(tensor([0, 1])).toArray() // [0, 0.7310586]
 */
export class SiLU extends Layer<SameRule> {
  protected override compute(x: Tensor): Tensor {
    return x.silu();
  }

  override describe(): string {
    return "SiLU()";
  }
}
