// The typed signatures of convolutions, pooling and resizing beside the two-dimensional ones of contraction.ts. See
// ops/convolution.ts, ops/pooling.ts and ops/resize.ts.
import type { Shape } from "../shapes/shape.ts";
import type { Convolved, NoOptions, PooledBy, PooledTo } from "../shapes/windows.ts";
import type { Tensor } from "../tensor.ts";

type Three = [number, number, number];
type Four = [number, number, number, number];
type Five = [number, number, number, number, number];
/** One number for all spatial axes, or one for each. */
export type Extent = number | readonly number[];

/** How a kernel moves. */
export interface KernelOptions {
  /** Steps of the kernel, 1 unless told. */
  stride?: Extent;
  /** Zeros on each side; "same" keeps the size (stride 1 only). */
  padding?: Extent | "same" | "valid";
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Extent;
  /** Blocks of channels that don't see one another, 1 unless told. */
  groups?: number;
  /** [out channels], added to each. */
  bias?: Tensor | null | undefined;
}

/** How a transposed kernel moves. */
export interface TransposedOptions {
  /** Distance of the kernel's places in the result, 1 unless told. */
  stride?: Extent;
  /** Taken off each side of the result, 0 unless told. */
  padding?: Extent;
  /** Added to one side of the result, less than the stride or the dilation; 0 unless told. */
  outputPadding?: Extent;
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Extent;
  /** Blocks of channels that don't see one another, 1 unless told. */
  groups?: number;
  /** [out channels], added to each. */
  bias?: Tensor | null | undefined;
}

/** How a window moves. */
export interface WindowOptions {
  /** Steps of the window. */
  stride?: Extent;
  /** Places on each side, 0 unless told. */
  padding?: Extent;
}

/** How a pooling window moves. */
export interface PoolingOptions<E = Extent> {
  /** Steps of the window, its own size unless told. */
  stride?: E;
  /** Places on each side, 0 unless told, at most half the window. */
  padding?: E;
  /** Whether a last window may reach beyond the padded input, so that no element is left out; false unless told. */
  ceilMode?: boolean;
}

/** The same for the largest of a window. */
export interface MaxPoolingOptions<E = Extent> extends PoolingOptions<E> {
  /** Distance of the window's elements, 1 unless told. */
  dilation?: E;
}

/** The same for the mean of a window. */
export interface AvgPoolingOptions<E = Extent> extends PoolingOptions<E> {
  /** Whether padding counts as zeros (true unless told), or not at all. */
  countIncludePad?: boolean;
  /** What the sum is divided by, instead of the number of elements. */
  divisorOverride?: number;
}

/** Which size an image gets, and how. */
export interface InterpolateOptions {
  /** The spatial sizes to give. */
  size?: Extent;
  /** Or how many times larger. */
  scaleFactor?: number | readonly number[];
  /** "nearest" unless told; the linear ones are named by the number of spatial axes. */
  mode?: "nearest" | "linear" | "bilinear" | "trilinear";
  /** True puts the first and last pixels' centres on each other; else the images' edges. */
  alignCorners?: boolean;
}

/** Convolution, pooling and resizing over [batch, channels, *spatial]. */
export interface SpatialMethods<S extends Shape> {
  /**
   * Cross-correlation of [N, C, L] with a weight [O, C / groups, K]: [N, O, L'].
   * Shapes: [2, 2, 6].conv1d([3, 2, 3]) gives [2, 3, 4].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ or the kernel is larger than the padded input
   * @example
   * await tensor([[[1, 2, 3]]]).conv1d(tensor([[[1, 1]]])).toArray() // [[[3, 5]]]
   */
  conv1d<W extends Shape, const O extends KernelOptions = NoOptions>(
    weight: Tensor<W>,
    options?: O,
  ): Tensor<Convolved<S, W, O, Three>>;

  /**
   * Cross-correlation of [N, C, D, H, W] with a weight [O, C / groups, KD, KH, KW]: [N, O, D', H', W'].
   * Shapes: [1, 2, 3, 4, 3].conv3d([2, 2, 2, 3, 2]) gives [1, 2, 2, 2, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ or the kernel is larger than the padded input
   * @example
   * zeros([1, 2, 4, 4, 4]).conv3d(zeros([3, 2, 3, 3, 3]), { padding: 1 }).shape // [1, 3, 4, 4, 4]
   */
  conv3d<W extends Shape, const O extends KernelOptions = NoOptions>(
    weight: Tensor<W>,
    options?: O,
  ): Tensor<Convolved<S, W, O, Five>>;

  /**
   * The transpose of `conv1d`: [N, C, L] and a weight [C, O / groups, K] give [N, O, L'] with
   * L' = (L - 1) · stride - 2 · padding + dilation · (K - 1) + outputPadding + 1.
   * Shapes: [2, 2, 4].convTranspose1d([2, 3, 3]) gives [2, 3, 6].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ
   * @example
   * await tensor([[[1, 2]]]).convTranspose1d(tensor([[[1, 1]]]), { stride: 2 }).toArray() // [[[1, 1, 2, 2]]]
   */
  convTranspose1d(weight: Tensor, options?: TransposedOptions): Tensor<Three>;

  /**
   * The transpose of `conv2d`: [N, C, H, W] and a weight [C, O / groups, KH, KW] give [N, O, H', W'] with
   * H' = (H - 1) · stride - 2 · padding + dilation · (KH - 1) + outputPadding + 1.
   * Shapes: [1, 2, 3, 4].convTranspose2d([2, 3, 2, 3]) gives [1, 3, 4, 6].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ
   * @example
   * zeros([1, 8, 14, 14]).convTranspose2d(zeros([8, 4, 2, 2]), { stride: 2 }).shape // [1, 4, 28, 28]
   */
  convTranspose2d(weight: Tensor, options?: TransposedOptions): Tensor<Four>;

  /**
   * The transpose of `conv3d`, with a weight [C, O / groups, KD, KH, KW].
   * Shapes: [1, 2, 2, 2, 3].convTranspose3d([2, 1, 2, 3, 2], { stride: [1, 2, 1] }) gives [1, 1, 3, 5, 4].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the channels differ
   * @example
   * zeros([1, 2, 3, 3, 3]).convTranspose3d(zeros([2, 1, 2, 2, 2]), { stride: 2 }).shape // [1, 1, 6, 6, 6]
   */
  convTranspose3d(weight: Tensor, options?: TransposedOptions): Tensor<Five>;

  /**
   * The largest value of each window of [N, C, L]; the gradient goes to the first of equals.
   * Shapes: [1, 2, 6].maxPool1d(2) gives [1, 2, 3]. Dtypes: floats, kept; integers and bool as f32.
   * @param options `stride` (the window's size), `padding` (never the largest), `dilation`; `ceilMode`: a last window may
   * reach beyond the input
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * await tensor([[[1, 3, 2, 4]]]).maxPool1d(2).toArray() // [[[3, 4]]]
   */
  maxPool1d<const K extends Extent, const O extends MaxPoolingOptions = NoOptions>(
    size: K,
    options?: O,
  ): Tensor<PooledBy<S, K, O, Three>>;

  /**
   * The largest value of each window of [N, C, D, H, W]; the gradient goes to the first of equals.
   * Shapes: [1, 1, 4, 2, 4].maxPool3d(2) gives [1, 1, 2, 1, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @param options `stride` (the window's size), `padding` (never the largest), `dilation`; `ceilMode`: a last window may
   * reach beyond the input
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * zeros([1, 2, 4, 4, 4]).maxPool3d(2).shape // [1, 2, 2, 2, 2]
   */
  maxPool3d<const K extends Extent, const O extends MaxPoolingOptions = NoOptions>(
    size: K,
    options?: O,
  ): Tensor<PooledBy<S, K, O, Five>>;

  /**
   * The mean of each window of [N, C, L]; padding counts as zeros unless told.
   * Shapes: [1, 2, 6].avgPool1d(2) gives [1, 2, 3]. Dtypes: floats, kept; integers and bool as f32.
   * @param options `stride` (the window's size), `padding`, `ceilMode`: a last window may reach beyond the input;
   * `countIncludePad`: false leaves padding out of the mean; `divisorOverride` instead of the number of elements
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * await tensor([[[1, 3, 2, 4]]]).avgPool1d(2).toArray() // [[[2, 3]]]
   * await tensor([[[1, 3, 2]]]).avgPool1d(2, { ceilMode: true }).toArray() // [[[2, 2]]]
   */
  avgPool1d<const K extends Extent, const O extends AvgPoolingOptions = NoOptions>(
    size: K,
    options?: O,
  ): Tensor<PooledBy<S, K, O, Three>>;

  /**
   * The mean of each window of [N, C, D, H, W]; padding counts as zeros unless told.
   * Shapes: [1, 1, 4, 2, 4].avgPool3d(2) gives [1, 1, 2, 1, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @param options `stride` (the window's size), `padding`, `ceilMode`: a last window may reach beyond the input;
   * `countIncludePad`: false leaves padding out of the mean; `divisorOverride` instead of the number of elements
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * zeros([1, 2, 4, 4, 4]).avgPool3d(2).shape // [1, 2, 2, 2, 2]
   */
  avgPool3d<const K extends Extent, const O extends AvgPoolingOptions = NoOptions>(
    size: K,
    options?: O,
  ): Tensor<PooledBy<S, K, O, Five>>;

  /**
   * The mean over all spatial axes, which stay with size 1.
   * Shapes: [2, 2, 3, 4].globalAvgPool() gives [2, 2, 1, 1].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when there are no spatial axes, or more than three
   * @example
   * await tensor([[[[1, 2], [3, 4]]]]).globalAvgPool().toArray() // [[[[2.5]]]]
   */
  globalAvgPool(): Tensor<PooledTo<S, 1, number[]>>;

  /**
   * Means of windows of [N, C, H, W] that give a certain size; where it does not divide, windows overlap, as in PyTorch.
   * Shapes: [1, 2, 4, 6].adaptiveAvgPool2d(2) gives [1, 2, 2, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when there are not four axes
   * @example
   * await tensor([[[[1, 2, 3]]]]).adaptiveAvgPool2d([1, 2]).toArray() // [[[[1.5, 2.5]]]]
   */
  adaptiveAvgPool2d<const K extends Extent>(size: K): Tensor<PooledTo<S, K, Four>>;

  /**
   * The largest values of windows of [N, C, H, W] that give a certain size.
   * Shapes: [1, 2, 4, 6].adaptiveMaxPool2d(2) gives [1, 2, 2, 2].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when there are not four axes
   * @example
   * await tensor([[[[1, 2, 3]]]]).adaptiveMaxPool2d([1, 2]).toArray() // [[[[2, 3]]]]
   */
  adaptiveMaxPool2d<const K extends Extent>(size: K): Tensor<PooledTo<S, K, Four>>;

  /**
   * Every window of [N, C, H, W] as a column: [N, C · KH · KW, windows] (im2col, PyTorch's unfold).
   * Shapes: [1, 2, 4, 3].unfold(2) gives [1, 8, 6]. Dtypes: any, kept.
   * @throws ShapeError when the window is larger than the padded input
   * @example
   * zeros([1, 3, 8, 8]).unfold(3).shape // [1, 27, 36]
   */
  unfold(size: Extent, options?: WindowOptions & { dilation?: Extent }): Tensor<Three>;

  /**
   * The columns of `unfold` summed back to where their windows lay: [N, C, ...outputSize] (col2im, PyTorch's fold).
   * Shapes: [1, 8, 6].fold([4, 3], 2) gives [1, 2, 4, 3].
   * Dtypes: floats, kept; integers kept; bool as i32.
   * @throws ShapeError when the columns are not the windows of that size
   * @example
   * zeros([1, 27, 36]).fold(8, 3).shape // [1, 3, 8, 8]
   */
  fold(outputSize: Extent, size: Extent, options?: WindowOptions & { dilation?: Extent }): Tensor<Four>;

  /**
   * Other spatial sizes, by the nearest pixel or on straight lines between pixels (PyTorch's interpolate).
   * Shapes: [1, 2, 3, 2].interpolate({ scaleFactor: 2 }) gives [1, 2, 6, 4].
   * Dtypes: floats, kept; integers and bool as f32.
   * @throws ArgumentError when the mode does not fit the number of axes, or not exactly one of size and scaleFactor is told
   * @example
   * await tensor([[[1, 2]]]).interpolate({ scaleFactor: 2 }).toArray() // [[[1, 1, 2, 2]]]
   * await tensor([[[1, 2]]]).interpolate({ size: 3, mode: "linear", alignCorners: true }).toArray() // [[[1, 1.5, 2]]]
   */
  interpolate(options: InterpolateOptions): Tensor<{ [I in keyof S]: number }>;

  /**
   * Channels as pixels: [N, C · r², H, W] → [N, C, H · r, W · r] (Shi et al., arXiv 1609.05158).
   * Shapes: [1, 8, 2, 3].pixelShuffle(2) gives [1, 2, 4, 6]. Dtypes: any, kept.
   * @throws ShapeError when r² does not divide the channels
   * @example
   * await tensor([[[[1]], [[2]], [[3]], [[4]]]]).pixelShuffle(2).toArray() // [[[[1, 2], [3, 4]]]]
   */
  pixelShuffle(factor: number): Tensor<Four>;

  /**
   * Pixels as channels: [N, C, H · r, W · r] → [N, C · r², H, W].
   * Shapes: [1, 2, 4, 6].pixelUnshuffle(2) gives [1, 8, 2, 3]. Dtypes: any, kept.
   * @throws ShapeError when r does not divide the sizes
   * @example
   * zeros([1, 2, 4, 6]).pixelUnshuffle(2).shape // [1, 8, 2, 3]
   */
  pixelUnshuffle(factor: number): Tensor<Four>;
}
