// Batch normalisation (Ioffe and Szegedy, 2015), for any axes beside the channels. The two layers that users see say which
// inputs they take.
import { ShapeError } from "../../errors.ts";
import { showShape } from "../../graph/shape.ts";
import { assign, fromHost, noGrad, realizeLater, type Tensor } from "../../tensor/index.ts";
import { filled } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import type { ChannelsRule } from "../rules/convolution.ts";
import { whole } from "./arguments.ts";

/** What batch normalisation takes. */
export interface BatchNormOptions {
  /** Added to the variance, 1e-5 unless told. */
  eps?: number;
  /** The share of the new batch in the running statistics, 0.1 unless told. */
  momentum?: number;
  /** False leaves weight and bias out. True when left out. */
  affine?: boolean;
}

/**
 * While training: (x - batch mean) / √(batch variance + eps) · weight + bias for each channel (axis 1), and the running
 * statistics move towards the batch's (the variance with n - 1, as PyTorch's). Otherwise the running statistics stand in
 * for the batch's.
 */
export abstract class BatchNorm<Op extends string, C extends number> extends Layer<ChannelsRule<Op, C>> {
  /** The size of axis 1. */
  readonly numFeatures: C;
  /** Added to the variance. */
  readonly eps: number;
  /** The share of the new batch in the running statistics. */
  readonly momentum: number;
  /** [channels], at first 1; null without `affine`. */
  readonly weight: Parameter | null;
  /** [channels], at first 0; null without `affine`. */
  readonly bias: Parameter | null;
  /** [channels] */
  readonly runningMean: Tensor;
  /** [channels] */
  readonly runningVar: Tensor;
  /** Batches that the running statistics have seen. */
  readonly numBatchesTracked: Tensor;

  /** The layer's name in messages, and the numbers of dimensions that it takes. */
  protected abstract readonly op: Op;
  protected abstract readonly ranks: readonly number[];

  /** @throws ArgumentError when `numFeatures` is no whole number from 1 */
  constructor(numFeatures: C, { eps = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions = {}) {
    super();
    this.numFeatures = whole("batchNorm", "numFeatures", numFeatures);
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? filled([numFeatures], 1) : null;
    this.bias = affine ? filled([numFeatures], 0) : null;
    // In memory from the start, so that the first step has the plan of the others.
    const inMemory = (value: number) =>
      fromHost(new Float32Array(numFeatures).fill(value), [numFeatures], "f32");
    this.runningMean = this.buffer("running_mean", inMemory(0));
    this.runningVar = this.buffer("running_var", inMemory(1));
    this.numBatchesTracked = this.buffer("num_batches_tracked", fromHost(new Int32Array(1), [], "i32"));
  }

  protected override compute(x: Tensor): Tensor {
    this.#check(x.shape);
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const wide = x.shape.map((size, axis) => (axis === 1 ? size : 1));
    const mean = this.training ? x.mean(axes, true) : this.runningMean.reshape(wide);
    const centred = x.sub(mean);
    const variance = this.training ? centred.square().mean(axes, true) : this.runningVar.reshape(wide);
    if (this.training) this.#follow(mean, variance, x.size / this.numFeatures);
    const scale = variance.add(this.eps).rsqrt();
    const normal = centred.mul(this.weight ? scale.mul(this.weight.reshape(wide)) : scale);
    return this.bias ? normal.add(this.bias.reshape(wide)) : normal;
  }

  #follow(mean: Tensor, variance: Tensor, samples: number): void {
    noGrad(() => {
      const unbiased = variance.mul(samples / Math.max(1, samples - 1));
      replace(this.runningMean, this.#moved(this.runningMean, mean));
      replace(this.runningVar, this.#moved(this.runningVar, unbiased));
      replace(this.numBatchesTracked, this.numBatchesTracked.add(1) as Tensor);
    });
  }
  #moved(running: Tensor, batch: Tensor): Tensor {
    const now = batch.reshape([this.numFeatures as number]).mul(this.momentum);
    return running.mul(1 - this.momentum).add(now) as Tensor;
  }

  #check(shape: readonly number[]): void {
    if (!this.ranks.includes(shape.length)) {
      const message = `needs ${this.ranks.join(" or ")} dimensions: got ${showShape(shape)}`;
      throw new ShapeError({ op: this.op, message });
    }
    if (shape[1] === this.numFeatures) return;
    const message = `expects ${this.numFeatures} channels: got ${showShape(shape)} (${shape[1]} vs ${this.numFeatures})`;
    throw new ShapeError({ op: this.op, message });
  }

  override describe(): string {
    return `${this.constructor.name}(${this.numFeatures})`;
  }
}

// Lazy: computed together with the optimizer's next step.
function replace(buffer: Tensor, { node }: Tensor): void {
  assign(buffer, node);
  realizeLater(node, buffer);
}
