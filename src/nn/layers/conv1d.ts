// Convolution over one axis.
import type { Tensor } from "../../tensor/index.ts";
import type { KernelOptions } from "../../tensor/methods/spatial.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import { checkGroups, sizesOf } from "./kernels.ts";

/** How the kernel of `Conv1d` moves, and whether there is a bias (there is unless told). */
export type Conv1dOptions = Omit<KernelOptions, "bias"> & { bias?: boolean };

/**
 * Convolution (cross-correlation) of [N, in, L] with a weight [out, in / groups, *kernel]; see `conv1d`. Weight and bias start
 * uniform in ±1/√fan-in, as PyTorch's.
 *
 * @throws ShapeError when the input has other channels
 * @example
 * new nn.Conv1d(4, 8, 3, { padding: 1 }).forward(zeros([2, 4, 10])).shape // [2, 8, 10]
 */
export class Conv1d extends Layer {
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
    options: Conv1dOptions = {},
  ) {
    super();
    const { bias = true, ...moves } = options;
    const groups = checkGroups("conv1d", inChannels, outChannels, moves.groups ?? 1);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizesOf("conv1d", kernelSize, 1);
    const shape = [outChannels, inChannels / groups, ...this.kernelSize];
    const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
    this.weight = fanInUniform(shape, fanIn);
    this.bias = bias ? fanInUniform([outChannels], fanIn) : null;
    this.#options = moves;
  }

  protected override compute(x: Tensor): Tensor {
    return x.conv1d(this.weight, { ...this.#options, bias: this.bias }) as unknown as Tensor;
  }

  override describe(): string {
    return `Conv1d(${this.inChannels}, ${this.outChannels}, [${this.kernelSize.join(", ")}])`;
  }
}
