// The typed signatures of products, convolutions and pooling. See ops/linear.ts and ops/convolution.ts.
import type { Fits } from "../shapes/arguments.ts";
import type { Conv2d } from "../shapes/convolution.ts";
import type { Matmul } from "../shapes/matmul.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Convolved, PooledBy } from "../shapes/windows.ts";
import type { Tensor } from "../tensor.ts";
import type { AvgPoolingOptions, MaxPoolingOptions } from "./spatial.ts";

/** [batch, channels, height, width] of unknown sizes. */
type Images = [number, number, number, number];
/** One number for height and width, or both. */
export type Pair = number | readonly [number, number];

/** How a window moves; literal numbers give the result a literal shape. */
export interface SquareOptions<St extends number, P extends number> {
  stride?: St;
  padding?: P;
  /** [out channels], added to each. */
  bias?: Tensor | null | undefined;
}

/** The same in general: results have unknown sizes. */
export interface ConvolutionOptions {
  stride?: Pair;
  /** Zeros on each side; "same" keeps the size (stride 1 only). */
  padding?: Pair | "same" | "valid";
  dilation?: Pair;
  groups?: number;
  bias?: Tensor | null | undefined;
}

/** The shape of windows that don't overlap over [batch, channels, height, width]. */
export type Pooled<S extends Shape, K> = K extends number
  ? S extends [infer N extends number, infer C extends number, infer H extends number, infer W extends number]
    ? Conv2d<[N, 1, H, W], [1, 1, K, K], K, 0> extends [
        unknown,
        unknown,
        infer Y extends number,
        infer Z extends number,
      ]
      ? [N, C, Y, Z]
      : number[]
    : number[]
  : number[];

/** Matrix products, convolution and pooling. */
export interface ContractionMethods<S extends Shape> {
  /**
   * The matrix product: [..., M, K] × [..., K, N] → [..., M, N]; leading sizes broadcast. A vector stands for a row on the
   * left and a column on the right and is left out of the result.
   * Shapes: [2, 3].matmul([3, 4]) gives [2, 4]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the inner sizes differ or the batch sizes don't broadcast
   * @example
   * await tensor([[1, 2]]).matmul(tensor([[3], [4]])).toArray() // [[11]]
   */
  matmul<B extends Shape>(other: Fits<"matmul", Matmul<S, B>, Tensor<B>>): Tensor<Ok<Matmul<S, B>>>;

  /**
   * Cross-correlation of images [N, C, H, W] with a weight [O, C / groups, KH, KW], as everywhere in deep learning:
   * [N, O, H', W'] with H' = ⌊(H + 2 · padding - dilation · (KH - 1) - 1) / stride⌋ + 1.
   * Shapes: [1, 2, 5, 4].conv2d([3, 2, 3, 2]) gives [1, 3, 3, 3].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ or the kernel is larger than the padded input
   * @example
   * zeros([1, 1, 28, 28]).conv2d(zeros([8, 1, 3, 3]), { padding: 1 }).shape // [1, 8, 28, 28]
   */
  conv2d<W extends Shape, St extends number = 1, P extends number = 0>(
    weight: Fits<"conv2d", Conv2d<S, W, St, P>, Tensor<W>>,
    options?: SquareOptions<St, P>,
  ): Tensor<Ok<Conv2d<S, W, St, P>>>;
  conv2d<W extends Shape, const O extends ConvolutionOptions>(
    weight: Tensor<W>,
    options: O,
  ): Tensor<Convolved<S, W, O, Images>>;

  /**
   * The largest value of each window of [N, C, H, W]; the gradient goes to the first of equals, as in PyTorch.
   * Shapes: [1, 2, 4, 6].maxPool2d(2) gives [1, 2, 2, 3].
   * Dtypes: floats, kept; integers and bool as f32.
   * @param size of the window: one number, or [height, width]
   * @param options `stride` (the window's size), `padding` (never the largest), `dilation`; `ceilMode`: a last window may
   * reach beyond the input
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * await tensor([[[[1, 2], [3, 4]]]]).maxPool2d(2).toArray() // [[[[4]]]]
   * zeros([1, 1, 5, 5]).maxPool2d(2, { ceilMode: true }).shape // [1, 1, 3, 3]
   */
  maxPool2d<const K extends Pair>(size: K): Tensor<Pooled<S, K>>;
  maxPool2d<const K extends Pair, const O extends MaxPoolingOptions<Pair>>(
    size: K,
    options: O,
  ): Tensor<PooledBy<S, K, O, Images>>;

  /**
   * The mean of each window of [N, C, H, W]; padding counts as zeros unless told.
   * Shapes: [1, 2, 4, 6].avgPool2d(2) gives [1, 2, 2, 3].
   * Dtypes: floats, kept; integers and bool as f32.
   * @param size of the window: one number, or [height, width]
   * @param options `stride` (the window's size), `padding`, `ceilMode`: a last window may reach beyond the input;
   * `countIncludePad`: false leaves padding out of the mean; `divisorOverride` instead of the number of elements
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * await tensor([[[[1, 2], [3, 4]]]]).avgPool2d(2).toArray() // [[[[2.5]]]]
   */
  avgPool2d<const K extends Pair>(size: K): Tensor<Pooled<S, K>>;
  avgPool2d<const K extends Pair, const O extends AvgPoolingOptions<Pair>>(
    size: K,
    options: O,
  ): Tensor<PooledBy<S, K, O, Images>>;
}
