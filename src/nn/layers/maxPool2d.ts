// The largest value of each window, as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { Pair, PoolRule } from "../rules/convolution.ts";
import { pairOf, showPair } from "./arguments.ts";

/** How the window of `MaxPool2d` moves. */
export interface MaxPool2dOptions<
  St extends Pair = Pair,
  P extends Pair = Pair,
  C extends boolean = boolean,
  D extends Pair = Pair,
> {
  /** Steps of the window, its own size unless told. */
  stride?: St;
  /** Places on each side, 0 unless told, at most half the window. */
  padding?: P;
  /** Whether a last window may reach beyond the padded input, so that no element is left out; false unless told. */
  ceilMode?: C;
  /** Distance of the window's elements, 1 unless told. */
  dilation?: D;
}

/**
 * The largest value of each window over the last two axes of [N, C, H, W]. Windows don't overlap unless `stride` says so.
 * @throws ShapeError when a window is larger than the padded input
 * @example
 * new nn.MaxPool2d(2).forward(zeros([1, 8, 28, 28])).shape // [1, 8, 14, 14]
 */
export class MaxPool2d<
  const K extends Pair = Pair,
  const St extends Pair = K,
  const P extends Pair = 0,
  const C extends boolean = false,
  const D extends Pair = 1,
> extends Layer<PoolRule<"maxPool2d", K, St, P, C, D>> {
  /** The window's size: one number, or [height, width]. */
  readonly kernelSize: Pair;
  readonly #options: { stride: Pair; padding: Pair; ceilMode: boolean; dilation: Pair };

  /**
   * @param kernelSize the window's size: one number, or [height, width]
   * @throws ArgumentError when a size is no whole number from 1
   */
  constructor(kernelSize: K, options: MaxPool2dOptions<St, P, C, D> = {}) {
    super();
    pairOf("maxPool2d", "kernelSize", kernelSize);
    this.kernelSize = kernelSize;
    const { stride = kernelSize, padding = 0, ceilMode = false, dilation = 1 } = options;
    this.#options = { stride, padding, ceilMode, dilation };
  }

  protected override compute(x: Tensor): Tensor {
    return x.maxPool2d(this.kernelSize, this.#options);
  }

  override describe(): string {
    const { stride, padding, ceilMode, dilation } = this.#options;
    const parts = [showPair(this.kernelSize)];
    if (showPair(stride) !== parts[0]) parts.push(`stride ${showPair(stride)}`);
    if (showPair(padding) !== "0") parts.push(`padding ${showPair(padding)}`);
    if (showPair(dilation) !== "1") parts.push(`dilation ${showPair(dilation)}`);
    if (ceilMode) parts.push("ceil mode");
    return `MaxPool2d(${parts.join(", ")})`;
  }
}
