// Convolution over three axes.
import type { Tensor } from "../../tensor/index.ts";
import type { KernelOptions } from "../../tensor/methods/spatial.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import { checkGroups, sizesOf } from "./kernels.ts";

/** How the kernel of `Conv3d` moves, and whether there is a bias (there is unless told). */
export type Conv3dOptions = Omit<KernelOptions, "bias"> & { bias?: boolean };

/**
 * Convolution (cross-correlation) of [N, in, D, H, W] with a weight [out, in / groups, *kernel]; see `conv3d`. Weight and bias start
 * uniform in ±1/√fan-in, as PyTorch's.
 *
 * @throws ShapeError when the input has other channels
 * @example
 * new nn.Conv3d(1, 2, 3).forward(zeros([1, 1, 4, 4, 4])).shape // [1, 2, 2, 2, 2]
 */
export class Conv3d extends Layer {
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** The kernel's size along each axis. */
  readonly kernelSize: readonly number[];
  /** [out, in / groups, *kernel] */
  readonly weight: Parameter;
  /** [out] */
  readonly bias: Parameter | null;
  readonly #options: Omit<KernelOptions, "bias">;

  /**
   * @param kernelSize one number, or one for each axis
   * @throws ArgumentError when a size is no whole number, or `groups` divides the channels unevenly
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number | readonly number[],
    options: Conv3dOptions = {},
  ) {
    super();
    const { bias = true, ...moves } = options;
    const groups = checkGroups("conv3d", inChannels, outChannels, moves.groups ?? 1);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizesOf("conv3d", kernelSize, 3);
    const shape = [outChannels, inChannels / groups, ...this.kernelSize];
    const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
    this.weight = fanInUniform(shape, fanIn);
    this.bias = bias ? fanInUniform([outChannels], fanIn) : null;
    this.#options = moves;
  }

  protected override compute(x: Tensor): Tensor {
    return x.conv3d(this.weight, { ...this.#options, bias: this.bias }) as unknown as Tensor;
  }

  override describe(): string {
    return `Conv3d(${this.inChannels}, ${this.outChannels}, [${this.kernelSize.join(", ")}])`;
  }
}
