// Two-dimensional convolution.
import { ArgumentError } from "../../errors.ts";
import type { Tensor } from "../../tensor/index.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import type { ConvRule, Padding, Pair } from "../rules/convolution.ts";
import { pairOf, showPair, whole } from "./arguments.ts";

/** How the kernel of `Conv2d` moves. */
export interface Conv2dOptions<St extends Pair = Pair, P extends Padding = Padding> {
  /** Steps of the kernel, 1 unless told. */
  stride?: St;
  /** Zeros on each side, 0 unless told; "same" keeps the size (stride 1). */
  padding?: P;
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Pair;
  /** Blocks of channels that don't see one another, 1 unless told. */
  groups?: number;
  /** False leaves the bias out. True when left out. */
  bias?: boolean;
}

/**
 * Convolution (cross-correlation) of images: [N, in, H, W] → [N, out, H', W'] with
 * H' = ⌊(H + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1. Weight [out, in / groups, KH, KW] and bias start
 * uniform in ±1/√(in / groups · KH · KW), as PyTorch's.
 *
 * @throws ShapeError when the input has other channels, or is smaller than the kernel
 * @example
 * new nn.Conv2d(1, 16, 3, { padding: 1 }).forward(zeros([32, 1, 28, 28])).shape // [32, 16, 28, 28]
 */
export class Conv2d<
  const I extends number = number,
  const O extends number = number,
  const K extends Pair = Pair,
  const St extends Pair = 1,
  const P extends Padding = 0,
> extends Layer<ConvRule<I, O, K, St, P>> {
  /** Channels of the input. */
  readonly inChannels: I;
  /** Channels of the output. */
  readonly outChannels: O;
  /** [height, width] */
  readonly kernelSize: readonly [number, number];
  /** [out, in / groups, KH, KW] */
  readonly weight: Parameter;
  /** [out] */
  readonly bias: Parameter | null;
  readonly #options: { stride: Pair; padding: Padding; dilation: Pair; groups: number };

  /**
   * @param kernelSize one number, or [height, width]
   * @throws ArgumentError when a size is no whole number, or `groups` divides the channels unevenly
   */
  constructor(inChannels: I, outChannels: O, kernelSize: K, options: Conv2dOptions<St, P> = {}) {
    super();
    const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options as Conv2dOptions;
    this.inChannels = whole("conv2d", "inChannels", inChannels);
    this.outChannels = whole("conv2d", "outChannels", outChannels);
    this.kernelSize = pairOf("conv2d", "kernelSize", kernelSize);
    whole("conv2d", "groups", groups);
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      const message = `groups do not divide the channels: ${groups} and ${inChannels} → ${outChannels}`;
      throw new ArgumentError({ op: "conv2d", message });
    }
    const shape = [outChannels, inChannels / groups, ...this.kernelSize];
    const fanIn = shape[1]! * shape[2]! * shape[3]!;
    this.weight = fanInUniform(shape, fanIn);
    this.bias = options.bias === false ? null : fanInUniform([outChannels], fanIn);
    this.#options = { stride, padding, dilation, groups };
  }

  protected override compute(x: Tensor): Tensor {
    return x.conv2d(this.weight, { ...this.#options, bias: this.bias });
  }

  override describe(): string {
    const { stride, padding, dilation, groups } = this.#options;
    const [height, width] = this.kernelSize;
    const kernel = height === width ? `${height}` : showPair(this.kernelSize);
    const parts = [`${this.inChannels}`, `${this.outChannels}`, kernel];
    if (showPair(stride) !== "1") parts.push(`stride ${showPair(stride)}`);
    if (showPair(padding) !== "0") parts.push(`padding ${showPair(padding)}`);
    if (showPair(dilation) !== "1") parts.push(`dilation ${showPair(dilation)}`);
    if (groups !== 1) parts.push(`groups ${groups}`);
    if (!this.bias) parts.push("no bias");
    return `Conv2d(${parts.join(", ")})`;
  }
}
