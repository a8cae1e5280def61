// Transposed convolution over two axes.
import type { Tensor } from "../../tensor/index.ts";
import type { TransposedOptions } from "../../tensor/methods/spatial.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import { checkGroups, sizesOf } from "./kernels.ts";

/** How the kernel of `ConvTranspose2d` moves, and whether there is a bias (there is unless told). */
export type ConvTranspose2dOptions = Omit<TransposedOptions, "bias"> & { bias?: boolean };

/**
 * The transpose of convolution of [N, in, H, W] with a weight [in, out / groups, *kernel]; see `convTranspose2d`. Weight and bias start
 * uniform in ±1/√fan-in, as PyTorch's.
 *
 * @throws ShapeError when the input has other channels
 * @example
 * new nn.ConvTranspose2d(8, 4, 2, { stride: 2 }).forward(zeros([1, 8, 7, 7])).shape // [1, 4, 14, 14]
 */
export class ConvTranspose2d extends Layer {
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** The kernel's size along each axis. */
  readonly kernelSize: readonly number[];
  /** [in, out / groups, *kernel] */
  readonly weight: Parameter;
  /** [out] */
  readonly bias: Parameter | null;
  readonly #options: Omit<TransposedOptions, "bias">;

  /**
   * @param kernelSize one number, or one for each axis
   * @throws ArgumentError when a size is no whole number, or `groups` divides the channels unevenly
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number | readonly number[],
    options: ConvTranspose2dOptions = {},
  ) {
    super();
    const { bias = true, ...moves } = options;
    const groups = checkGroups("convTranspose2d", inChannels, outChannels, moves.groups ?? 1);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizesOf("convTranspose2d", kernelSize, 2);
    const shape = [inChannels, outChannels / groups, ...this.kernelSize];
    const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
    this.weight = fanInUniform(shape, fanIn);
    this.bias = bias ? fanInUniform([outChannels], fanIn) : null;
    this.#options = moves;
  }

  protected override compute(x: Tensor): Tensor {
    return x.convTranspose2d(this.weight, { ...this.#options, bias: this.bias }) as unknown as Tensor;
  }

  override describe(): string {
    return `ConvTranspose2d(${this.inChannels}, ${this.outChannels}, [${this.kernelSize.join(", ")}])`;
  }
}
