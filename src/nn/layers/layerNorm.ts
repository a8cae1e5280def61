// Layer normalisation (Ba, Kiros and Hinton, 2016).
import { ShapeError } from "../../errors.ts";
import { sameShape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../tensor/index.ts";
import { filled } from "../init.ts";
import { Layer } from "../layer.ts";
import type { Parameter } from "../parameter.ts";
import type { LayerNormRule } from "../rules/linear.ts";
import { whole } from "./arguments.ts";

/** What `LayerNorm` takes. */
export interface LayerNormOptions {
  /** Added to the variance, 1e-5 unless told. */
  eps?: number;
  /** False leaves weight and bias out. True when left out. */
  affine?: boolean;
}

/**
 * (x - mean) / √(variance + eps) · weight + bias, over the last axes of each sample by itself; weight starts as 1, bias as
 * 0 (Ba, Kiros and Hinton, arXiv 1607.06450).
 * @throws ShapeError when an input's last sizes are others
 * @example
 * new nn.LayerNorm(64).forward(zeros([32, 20, 64])).shape // [32, 20, 64]
 */
export class LayerNorm<const N extends number | readonly number[] = number[]> extends Layer<
  LayerNormRule<N extends readonly number[] ? N : N extends number ? [N] : number[]>
> {
  /** The sizes of the last axes. */
  readonly normalizedShape: readonly number[];
  /** Added to the variance. */
  readonly eps: number;
  /** The normalised sizes, at first 1; null without `affine`. */
  readonly weight: Parameter | null;
  /** The normalised sizes, at first 0; null without `affine`. */
  readonly bias: Parameter | null;
  readonly #axes: number[];

  /**
   * @param normalizedShape the last size, or the last sizes
   * @throws ArgumentError when a size is no whole number from 1
   */
  constructor(normalizedShape: N, { eps = 1e-5, affine = true }: LayerNormOptions = {}) {
    super();
    const shape: readonly number[] =
      typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    for (const size of shape) whole("layerNorm", "normalizedShape", size);
    this.normalizedShape = shape;
    this.eps = eps;
    this.weight = affine ? filled(shape, 1) : null;
    this.bias = affine ? filled(shape, 0) : null;
    this.#axes = shape.map((_, i) => i - shape.length);
  }

  protected override compute(x: Tensor): Tensor {
    const { normalizedShape: shape } = this;
    if (!sameShape(x.shape.slice(-shape.length), shape)) {
      const message = `expects sizes ${showShape(shape)} at the end: got ${showShape(x.shape)}`;
      throw new ShapeError({ op: "layerNorm", message });
    }
    const centred = x.sub(x.mean(this.#axes, true));
    const variance = centred.square().mean(this.#axes, true);
    const normal = centred.mul(variance.add(this.eps).rsqrt());
    return this.weight && this.bias ? normal.mul(this.weight).add(this.bias) : normal;
  }

  override describe(): string {
    return `LayerNorm(${this.normalizedShape.join(", ")})`;
  }
}
