// Transposed convolution over one axis.
import type { Tensor } from "../../tensor/index.ts";
import type { TransposedOptions } from "../../tensor/methods/spatial.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import { checkGroups, sizesOf } from "./kernels.ts";

/** How the kernel of `ConvTranspose1d` moves, and whether there is a bias (there is unless told). */
export type ConvTranspose1dOptions = Omit<TransposedOptions, "bias"> & { bias?: boolean };

/**
 * The transpose of convolution of [N, in, L] with a weight [in, out / groups, *kernel]; see `convTranspose1d`. Weight and bias start
 * uniform in ±1/√fan-in, as PyTorch's.
 *
 * @throws ShapeError when the input has other channels
 * @example
 * new nn.ConvTranspose1d(4, 2, 2, { stride: 2 }).forward(zeros([1, 4, 5])).shape // [1, 2, 10]
 */
export class ConvTranspose1d extends Layer {
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
    options: ConvTranspose1dOptions = {},
  ) {
    super();
    const { bias = true, ...moves } = options;
    const groups = checkGroups("convTranspose1d", inChannels, outChannels, moves.groups ?? 1);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizesOf("convTranspose1d", kernelSize, 1);
    const shape = [inChannels, outChannels / groups, ...this.kernelSize];
    const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
    this.weight = fanInUniform(shape, fanIn);
    this.bias = bias ? fanInUniform([outChannels], fanIn) : null;
    this.#options = moves;
  }

  protected override compute(x: Tensor): Tensor {
    return x.convTranspose1d(this.weight, { ...this.#options, bias: this.bias }) as unknown as Tensor;
  }

  override describe(): string {
    return `ConvTranspose1d(${this.inChannels}, ${this.outChannels}, [${this.kernelSize.join(", ")}])`;
  }
}
