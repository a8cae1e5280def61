// Products of matrices, convolution and pooling.
import type { ConvOptions, Pair, PoolOptions } from "../../ops/index.ts";
import type { Tensor } from "../tensor.ts";

/** How a convolution moves over its input. */
export interface Conv2dOptions extends Omit<ConvOptions, "bias"> {
  /** [out channels], added to each. */
  bias?: Tensor | null | undefined;
}

export interface LinearMethods {
  /**
   * The matrix product of the last two axes; axes before them are batches and broadcast. A vector stands for a row on the left, a column on the right.
   * @throws ShapeError when the inner sizes differ or the batches do not broadcast.
   * @example x.matmul(w)
   */
  matmul(other: Tensor): Tensor;
  /**
   * Convolution (cross-correlation): this [N, C, H, W], weight [out, C / groups, KH, KW] → [N, out, H', W'] with H' = ⌊(H + 2·padding - dilation·(KH - 1) - 1) / stride⌋ + 1.
   * @throws ShapeError when the channels differ or the kernel is larger than the padded input.
   * @example x.conv2d(w, { padding: "same", bias: b })
   */
  conv2d(weight: Tensor, options?: Conv2dOptions): Tensor;
  /**
   * The largest value of each window over the last two axes of [N, C, H, W]; windows don't overlap unless `stride` says so.
   * @throws ShapeError when a window is larger than the padded input.
   * @example x.maxPool2d(2)
   */
  maxPool2d(size: Pair, options?: PoolOptions): Tensor;
  /**
   * The mean of each window over the last two axes of [N, C, H, W], padding counted as zeros.
   * @throws ShapeError when a window is larger than the padded input.
   * @example x.avgPool2d(2)
   */
  avgPool2d(size: Pair, options?: PoolOptions): Tensor;
}
