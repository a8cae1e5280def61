// The mean of each window, as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { Pair, PoolRule } from "../rules/convolution.ts";
import { pairOf, showPair } from "./arguments.ts";

/** How the window of `AvgPool2d` moves. */
export interface AvgPool2dOptions<
  St extends Pair = Pair,
  P extends Pair = Pair,
  C extends boolean = boolean,
> {
  /** Steps of the window, its own size unless told. */
  stride?: St;
  /** Places on each side, 0 unless told, at most half the window. */
  padding?: P;
  /** Whether a last window may reach beyond the padded input, so that no element is left out; false unless told. */
  ceilMode?: C;
  /** Whether padding counts as zeros (true unless told), or not at all. */
  countIncludePad?: boolean;
  /** What the sum is divided by, instead of the number of elements. */
  divisorOverride?: number;
}

/**
 * The mean of each window over the last two axes of [N, C, H, W], padding counted as zeros unless told. Windows don't overlap unless
 * `stride` says so.
 * @throws ShapeError when a window is larger than the padded input
 * @example
 * new nn.AvgPool2d(2).forward(zeros([1, 8, 28, 28])).shape // [1, 8, 14, 14]
 */
export class AvgPool2d<
  const K extends Pair = Pair,
  const St extends Pair = K,
  const P extends Pair = 0,
  const C extends boolean = false,
> extends Layer<PoolRule<"avgPool2d", K, St, P, C>> {
  /** The window's size: one number, or [height, width]. */
  readonly kernelSize: Pair;
  readonly #options: {
    stride: Pair;
    padding: Pair;
    ceilMode: boolean;
    countIncludePad: boolean;
    divisorOverride?: number;
  };

  /**
   * @param kernelSize the window's size: one number, or [height, width]
   * @throws ArgumentError when a size is no whole number from 1
   */
  constructor(kernelSize: K, options: AvgPool2dOptions<St, P, C> = {}) {
    super();
    pairOf("avgPool2d", "kernelSize", kernelSize);
    this.kernelSize = kernelSize;
    const { stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true } = options;
    const { divisorOverride } = options;
    this.#options = {
      stride,
      padding,
      ceilMode,
      countIncludePad,
      ...(divisorOverride === undefined ? {} : { divisorOverride }),
    };
  }

  protected override compute(x: Tensor): Tensor {
    return x.avgPool2d(this.kernelSize, this.#options);
  }

  override describe(): string {
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this.#options;
    const parts = [showPair(this.kernelSize)];
    if (showPair(stride) !== parts[0]) parts.push(`stride ${showPair(stride)}`);
    if (showPair(padding) !== "0") parts.push(`padding ${showPair(padding)}`);
    if (ceilMode) parts.push("ceil mode");
    if (!countIncludePad) parts.push("without padding");
    if (divisorOverride !== undefined) parts.push(`divisor ${divisorOverride}`);
    return `AvgPool2d(${parts.join(", ")})`;
  }
}
