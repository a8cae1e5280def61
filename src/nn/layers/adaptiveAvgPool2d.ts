// Means of windows that give a certain size, as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { Pair } from "../rules/convolution.ts";
import { pairOf, showPair } from "./arguments.ts";

/**
 * Means of windows of [N, C, H, W] that give a certain size, whatever comes in.
 * @example
 * new nn.AdaptiveAvgPool2d(1).forward(zeros([2, 8, 7, 5])).shape // [2, 8, 1, 1]
 */
export class AdaptiveAvgPool2d extends Layer {
  /** [height, width] of the output */
  readonly outputSize: readonly [number, number];

  /**
   * @param outputSize one number, or [height, width]
   * @throws ArgumentError when a size is no whole number from 1
   */
  constructor(outputSize: Pair) {
    super();
    this.outputSize = pairOf("adaptiveAvgPool2d", "outputSize", outputSize);
  }

  protected override compute(x: Tensor): Tensor {
    return x.adaptiveAvgPool2d(this.outputSize);
  }

  override describe(): string {
    return `AdaptiveAvgPool2d(${showPair(this.outputSize)})`;
  }
}
