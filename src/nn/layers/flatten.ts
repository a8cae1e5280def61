// Flattening as a layer: what stands between convolutions and linear layers.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { FlattenRule } from "../rules/convolution.ts";

/**
 * Each sample's numbers in one row: [N, ...] → [N, product].
 * @example
 * new nn.Flatten().forward(zeros([32, 16, 7, 7])).shape // [32, 784]
 */
export class Flatten extends Layer<FlattenRule> {
  protected override compute(x: Tensor): Tensor {
    return x.flatten(1);
  }

  override describe(): string {
    return "Flatten()";
  }
}
