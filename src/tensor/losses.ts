// Losses of distributions, margins and pairs, called as functions. What they compute is in ops/marginLosses.ts.
import { functions, type KlDivOptions, type LossOptions } from "../ops/index.ts";
import { lifted } from "./install.ts";
import type { PerVector, Reduced, ReducedUnless } from "./shapes/losses.ts";
import type { Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

/** What `cosineEmbeddingLoss` takes. */
export type EmbeddingOptions = LossOptions & { margin?: number };
/** What `gaussianNLLLoss` takes. */
export type GaussianOptions = LossOptions & { full?: boolean; eps?: number };
/** What `tripletMarginLoss` takes. */
export type TripletOptions = LossOptions & { margin?: number; p?: number; eps?: number; swap?: boolean };

interface Loss<O> {
  (predictions: Tensor, targets: Tensor): Tensor<[]>;
  <S extends Shape, const P extends O>(
    predictions: Tensor<S>,
    targets: Tensor,
    options: P | undefined,
  ): Tensor<Reduced<S, P>>;
}
interface PairLoss<O> {
  (a: Tensor, b: Tensor, targets: Tensor): Tensor<[]>;
  <S extends Shape, const P extends O>(
    a: Tensor<S>,
    b: Tensor,
    targets: Tensor,
    options: P | undefined,
  ): Tensor<Reduced<S, P>>;
}

/**
 * The Kullback-Leibler divergence of log-probabilities from targets, t (log t - logp), as PyTorch's `kl_div`; the mean over
 * all values unless told, "batchmean" is the divergence itself.
 * Shapes: klDiv([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @param options `reduction`: "mean", "batchmean", "sum" or "none"; `logTarget` when the targets are logarithms too
 * @throws ShapeError when the shapes differ
 * @example
 * await klDiv(tensor([[0.5, 0.5]]).log(), tensor([[1, 0]]), { reduction: "batchmean" }).item() // 0.6931472
 */
export const klDiv = lifted(functions.klDiv) as Loss<KlDivOptions>;

/**
 * The cross-entropy of probabilities with probabilities of yes; logarithms are not below -100. Prefer `bceWithLogits`.
 * Shapes: bceLoss([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @param options `reduction`: "mean", "sum" or "none"; `weight`: what each loss counts, stretched over them
 * @throws ShapeError when the shapes differ
 * @example
 * await bceLoss(tensor([0.5, 0.9]), tensor([1, 1])).item() // 0.3992538
 */
export const bceLoss = lifted(functions.bceLoss) as Loss<LossOptions & { weight?: Tensor }>;

/**
 * The mean of ½ d² / beta where |d| < beta (1 unless told), else of |d| - ½ beta (Girshick, arXiv 1504.08083).
 * Shapes: smoothL1Loss([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await smoothL1Loss(tensor([1, 2]), tensor([1, 4])).item() // 0.75
 */
export const smoothL1Loss = lifted(functions.smoothL1Loss) as Loss<LossOptions & { beta?: number }>;

/**
 * The negative log-likelihood of counts: e^x - t x, or, without `logInput`, x - t log(x + eps). `full` adds Stirling's
 * approximation of log t!.
 * Shapes: poissonNLLLoss([4], [4]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await poissonNLLLoss(tensor([0, 1]), tensor([1, 2])).item() // 0.8591409
 */
export const poissonNLLLoss = lifted(functions.poissonNLLLoss) as Loss<
  LossOptions & { logInput?: boolean; full?: boolean; eps?: number }
>;

/**
 * The negative log-likelihood of targets under normal distributions: ½ (log v + d² / v), v at least `eps` (1e-6).
 * Shapes: gaussianNLLLoss([4], [4], [4]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await gaussianNLLLoss(tensor([1]), tensor([3]), tensor([1])).item() // 2
 */
export const gaussianNLLLoss = lifted(functions.gaussianNLLLoss) as <
  S extends Shape,
  const P extends GaussianOptions = GaussianOptions,
>(
  predictions: Tensor<S>,
  targets: Tensor,
  variances: Tensor,
  options?: P,
) => Tensor<ReducedUnless<S, P, GaussianOptions>>;

/**
 * The mean of log(1 + e^(-t x)), t of -1 and 1.
 * Shapes: softMarginLoss([4], [4]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await softMarginLoss(tensor([0, 0]), tensor([1, -1])).item() // 0.6931472
 */
export const softMarginLoss = lifted(functions.softMarginLoss) as Loss<LossOptions>;

/**
 * Of distances x: the mean of x where the target is 1, of max(0, margin - x) where it is -1; margin 1 unless told.
 * Shapes: hingeEmbeddingLoss([4], [4]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await hingeEmbeddingLoss(tensor([0.5, 0.25]), tensor([1, -1])).item() // 0.625
 */
export const hingeEmbeddingLoss = lifted(functions.hingeEmbeddingLoss) as Loss<
  LossOptions & { margin?: number }
>;

/**
 * The mean of max(0, -t (a - b) + margin): a is to be larger where t is 1, smaller where it is -1; margin 0 unless told.
 * Shapes: marginRankingLoss([4], [4], [4], { margin: 0.1 }) gives [].
 * Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await marginRankingLoss(tensor([1, 2]), tensor([2, 1]), tensor([1, 1])).item() // 0.5
 */
export const marginRankingLoss = lifted(functions.marginRankingLoss) as PairLoss<
  LossOptions & { margin?: number }
>;

/**
 * Of vectors along the last axis: the mean of 1 - cos(a, b) where the target is 1, of max(0, cos(a, b) - margin) where it
 * is -1; margin 0 unless told.
 * Shapes: cosineEmbeddingLoss([2, 3], [2, 3], [2], { margin: -0.9 }) gives [].
 * Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await cosineEmbeddingLoss(tensor([[1, 0]]), tensor([[0, 1]]), tensor([1])).item() // 1
 */
export const cosineEmbeddingLoss = lifted(functions.cosineEmbeddingLoss) as <
  S extends Shape,
  const P extends EmbeddingOptions = EmbeddingOptions,
>(
  a: Tensor<S>,
  b: Tensor,
  targets: Tensor,
  options?: P,
) => Tensor<ReducedUnless<PerVector<S>, P, EmbeddingOptions>>;

/**
 * The mean of max(0, ‖anchor - positive‖ - ‖anchor - negative‖ + margin) of vectors along the last axis; margin 1, norm
 * `p` 2 unless told. `swap` takes the negative's distance from the positive where that is smaller.
 * Shapes: tripletMarginLoss([2, 3], [2, 3], [2, 3]) gives [].
 * Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await tripletMarginLoss(tensor([[0, 0]]), tensor([[0, 1]]), tensor([[0, 3]])).item() // 0
 */
export const tripletMarginLoss = lifted(functions.tripletMarginLoss) as <
  S extends Shape,
  const P extends TripletOptions = TripletOptions,
>(
  anchor: Tensor<S>,
  positive: Tensor,
  negative: Tensor,
  options?: P,
) => Tensor<ReducedUnless<PerVector<S>, P, TripletOptions>>;

/**
 * The cross-entropy of logits with targets of 0 and 1, easy answers weighing less by (1 - p)^gamma (2 unless told) and yes
 * by `alpha` (0.25 unless told, negative for no weight) (Lin et al., arXiv 1708.02002).
 * Shapes: focalLoss([4], [4]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await focalLoss(tensor([0]), tensor([1])).item() // 0.0433217
 */
export const focalLoss = lifted(functions.focalLoss) as Loss<
  LossOptions & { alpha?: number; gamma?: number }
>;
