// A fully connected layer.
import { ShapeError } from "../../errors.ts";
import { showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../tensor/index.ts";
import { fanInUniform } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import type { LinearRule } from "../rules/linear.ts";
import { whole } from "./arguments.ts";

/** What `Linear` takes. */
export interface LinearOptions {
  /** False leaves the bias out. True when left out. */
  bias?: boolean;
}

/**
 * y = x Wᵀ + b: [..., in] → [..., out], over the last axis. Weights [out, in] and bias [out] start uniform in ±1/√in, as
 * PyTorch's.
 *
 * @throws ShapeError when an input's last size is another
 * @example
 * new nn.Linear(784, 128).forward(zeros([32, 784])).shape // [32, 128]
 */
export class Linear<const I extends number = number, const O extends number = number> extends Layer<
  LinearRule<I, O>
> {
  /** The last size of the input. */
  readonly inFeatures: I;
  /** The last size of the output. */
  readonly outFeatures: O;
  /** [out, in] */
  readonly weight: Parameter;
  /** [out] */
  readonly bias: Parameter | null;

  /** @throws ArgumentError when a size is no whole number from 1 */
  constructor(inFeatures: I, outFeatures: O, options: LinearOptions = {}) {
    super();
    this.inFeatures = whole("linear", "inFeatures", inFeatures);
    this.outFeatures = whole("linear", "outFeatures", outFeatures);
    this.weight = fanInUniform([outFeatures, inFeatures], inFeatures);
    this.bias = options.bias === false ? null : fanInUniform([outFeatures], inFeatures);
  }

  protected override compute(x: Tensor): Tensor {
    const { shape } = x;
    const features = shape[shape.length - 1];
    if (features !== this.inFeatures) throw this.#misfit(shape);
    const y = x.matmul(this.weight.t());
    return this.bias ? y.add(this.bias) : y;
  }

  #misfit(shape: readonly number[]): ShapeError {
    if (shape.length === 0) {
      return new ShapeError({
        op: "linear",
        message: `needs at least one dimension: got ${showShape(shape)}`,
      });
    }
    const got = `got ${showShape(shape)} (${shape[shape.length - 1]} vs ${this.inFeatures})`;
    const flat = shape.slice(1).reduce((product, size) => product * size, 1) === this.inFeatures;
    return new ShapeError({
      op: "linear",
      message: `expects ${this.inFeatures} features: ${got}`,
      help:
        flat && shape.length > 2
          ? "flatten the images first: x.flatten(1), or a Flatten layer before"
          : undefined,
    });
  }

  override describe(): string {
    return `Linear(${this.inFeatures}, ${this.outFeatures}${this.bias ? "" : ", no bias"})`;
  }
}
