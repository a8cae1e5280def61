// Losses of distributions, margins and pairs, by the formulas and defaults of PyTorch's documentation.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import { softplus } from "./activation.ts";
import { add, clamp, eq, gt, le, lt, minimum, mul, neg, sub, where } from "./arithmetic.ts";
import { float } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { detached } from "./detach.ts";
import { unary } from "./elementwise.ts";
import { checkSame, type LossOptions, type Reduction, reduced, weighted } from "./losses.ts";
import { exp, log } from "./math.ts";
import { xlogy } from "./pairs.ts";
import { norm, sum } from "./reduction.ts";
import { cosineSimilarity } from "./statistics.ts";

export interface KlDivOptions {
  /** The mean over all values unless told; "batchmean" is the divergence itself, averaged over the first axis. */
  reduction?: Reduction | "batchmean";
  /** The targets are log-probabilities. */
  logTarget?: boolean;
}

/** t (log t - logp), summed or averaged. */
export const klDiv = op(
  "klDiv",
  (logp: Node, targets: Node, options: KlDivOptions = {}): Node => {
    checkSame("klDiv", logp, targets);
    const [x, t] = [float(logp), float(targets)];
    const losses = options.logTarget ? mul(exp(t), sub(t, x)) : sub(xlogy(t, t), mul(t, x));
    if (options.reduction !== "batchmean") return reduced("klDiv", losses, options.reduction);
    return mul(sum(losses), 1 / (logp.shape[0] ?? 1));
  },
  [
    [some([2, 3], -3, 0), some([2, 3], 0.1, 0.9)],
    [some([2, 3], -3, 0), some([2, 3], -3, 0), { logTarget: true, reduction: "batchmean" }],
  ],
);

// log p, not below -100, with a gradient that is finite at 0 too.
function boundedLog(p: Node): Node {
  const none = le(p, 0);
  return where(none, -100, clamp(log(where(none, 1, p)), -100));
}

/** -(t log p + (1 - t) log(1 - p)), logarithms not below -100. */
export const bceLoss = op(
  "bceLoss",
  (predictions: Node, targets: Node, options: LossOptions & { weight?: Node } = {}): Node => {
    checkSame("bceLoss", predictions, targets);
    const [p, t] = [float(predictions), float(targets)];
    const yes = mul(t, boundedLog(p));
    const no = mul(add(neg(t), 1), boundedLog(add(neg(p), 1)));
    return reduced("bceLoss", weighted("bceLoss", neg(add(yes, no)), options.weight), options.reduction);
  },
  [
    [some([2, 3], 0.1, 0.9), some([2, 3], 0, 1)],
    [some([2, 3], 0.1, 0.9), some([2, 3], 0, 1), { weight: some([3], 0.5, 2) }],
  ],
);

/** ½ d² / beta within `beta`, |d| - ½ beta beyond. */
export const smoothL1Loss = op(
  "smoothL1Loss",
  (predictions: Node, targets: Node, options: LossOptions & { beta?: number } = {}): Node => {
    checkSame("smoothL1Loss", predictions, targets);
    const beta = options.beta ?? 1;
    const off = sub(float(predictions), targets);
    const size = unary("abs", off);
    if (beta === 0) return reduced("smoothL1Loss", size, options.reduction);
    const losses = where(lt(size, beta), mul(mul(off, off), 0.5 / beta), sub(size, beta / 2));
    return reduced("smoothL1Loss", losses, options.reduction);
  },
  [
    [some([2, 3]), some([2, 3])],
    [some([2, 3]), some([2, 3]), { beta: 0.5 }],
  ],
);

/** e^x - t x, or x - t log(x + eps) where `logInput` is false; `full` adds Stirling's approximation of log t!. */
export const poissonNLLLoss = op(
  "poissonNLLLoss",
  (
    predictions: Node,
    targets: Node,
    options: LossOptions & { logInput?: boolean; full?: boolean; eps?: number } = {},
  ): Node => {
    checkSame("poissonNLLLoss", predictions, targets);
    const [x, t] = [float(predictions), float(targets)];
    const { logInput = true, full = false, eps = 1e-8 } = options;
    const plain = logInput ? sub(exp(x), mul(t, x)) : sub(x, mul(t, log(add(x, eps))));
    if (!full) return reduced("poissonNLLLoss", plain, options.reduction);
    const many = gt(t, 1);
    const safe = where(many, t, 1);
    const stirling = add(sub(mul(safe, log(safe)), safe), mul(log(mul(safe, 2 * Math.PI)), 0.5));
    return reduced("poissonNLLLoss", add(plain, where(many, stirling, 0)), options.reduction);
  },
  [
    [some([4]), some([4], 0, 3)],
    [some([4], 0.2, 2), some([4], 0, 3), { logInput: false, full: true }],
  ],
);

/** ½ (log max(v, eps) + d² / max(v, eps)), d = prediction - target. */
export const gaussianNLLLoss = op(
  "gaussianNLLLoss",
  (
    predictions: Node,
    targets: Node,
    variances: Node,
    options: LossOptions & { full?: boolean; eps?: number } = {},
  ): Node => {
    checkSame("gaussianNLLLoss", predictions, targets);
    const given = float(variances);
    // The gradient goes through the bound as if there were none, so that a variance below it can grow.
    const v = add(given, detached(sub(clamp(given, options.eps ?? 1e-6), given)));
    const off = sub(float(predictions), targets);
    const losses = mul(add(log(v), mul(mul(off, off), unary("reciprocal", v))), 0.5);
    const shifted = options.full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses;
    return reduced("gaussianNLLLoss", shifted, options.reduction);
  },
  [[some([4]), some([4]), some([4], 0.2, 2)]],
);

/** log(1 + e^(-t x)), t of -1 and 1. */
export const softMarginLoss = op(
  "softMarginLoss",
  (predictions: Node, targets: Node, options: LossOptions = {}): Node => {
    checkSame("softMarginLoss", predictions, targets);
    return reduced("softMarginLoss", softplus(neg(mul(float(predictions), targets))), options.reduction);
  },
  [[some([4]), given([1, -1, -1, 1])]],
);

/** x where t is 1, max(0, margin - x) where it is -1. */
export const hingeEmbeddingLoss = op(
  "hingeEmbeddingLoss",
  (distances: Node, targets: Node, options: LossOptions & { margin?: number } = {}): Node => {
    checkSame("hingeEmbeddingLoss", distances, targets);
    const x = float(distances);
    const apart = clamp(add(neg(x), options.margin ?? 1), 0);
    return reduced("hingeEmbeddingLoss", where(eq(targets, 1), x, apart), options.reduction);
  },
  [[some([4]), given([1, -1, -1, 1], [4], "i32")]],
);

/** max(0, -t (a - b) + margin), t of -1 and 1. */
export const marginRankingLoss = op(
  "marginRankingLoss",
  (a: Node, b: Node, targets: Node, options: LossOptions & { margin?: number } = {}): Node => {
    checkSame("marginRankingLoss", a, b);
    const short = add(neg(mul(sub(float(a), b), targets)), options.margin ?? 0);
    return reduced("marginRankingLoss", clamp(short, 0), options.reduction);
  },
  [[some([4]), some([4]), given([1, -1, -1, 1], [4], "i32"), { margin: 0.1 }]],
);

/** 1 - cos(a, b) where t is 1, max(0, cos(a, b) - margin) where it is -1; of vectors along the last axis. */
export const cosineEmbeddingLoss = op(
  "cosineEmbeddingLoss",
  (a: Node, b: Node, targets: Node, options: LossOptions & { margin?: number } = {}): Node => {
    checkSame("cosineEmbeddingLoss", a, b);
    const cosine = cosineSimilarity(a, b, -1);
    if (!sameShape(cosine.shape, targets.shape)) {
      const message = `targets ${showShape(targets.shape)} do not fit vectors ${showShape(a.shape)}`;
      throw new ShapeError({ op: "cosineEmbeddingLoss", message });
    }
    const apart = clamp(sub(cosine, options.margin ?? 0), 0);
    return reduced(
      "cosineEmbeddingLoss",
      where(eq(targets, 1), add(neg(cosine), 1), apart),
      options.reduction,
    );
  },
  [[some([2, 3]), some([2, 3]), given([1, -1], [2], "i32"), { margin: -0.9 }]],
);

/** max(0, ‖a - p + eps‖ - ‖a - n + eps‖ + margin) of vectors along the last axis. */
export const tripletMarginLoss = op(
  "tripletMarginLoss",
  (
    anchor: Node,
    positive: Node,
    negative: Node,
    options: LossOptions & { margin?: number; p?: number; eps?: number; swap?: boolean } = {},
  ): Node => {
    checkSame("tripletMarginLoss", anchor, positive);
    checkSame("tripletMarginLoss", anchor, negative);
    const { margin = 1, p = 2, eps = 1e-6, swap = false } = options;
    const distance = (x: Node, y: Node) => norm(add(sub(float(x), y), eps), -1, false, p);
    const far = distance(anchor, negative);
    const apart = swap ? minimum(far, distance(positive, negative)) : far;
    return reduced(
      "tripletMarginLoss",
      clamp(add(sub(distance(anchor, positive), apart), margin), 0),
      options.reduction,
    );
  },
  [
    [some([2, 3]), some([2, 3]), some([2, 3])],
    [some([2, 3]), some([2, 3]), some([2, 3]), { swap: true, margin: 3 }],
  ],
);

/** -α (1 - p)^γ log p of the right answer, p = σ(x), for logits and targets of 0 to 1 (Lin et al., arXiv 1708.02002). */
export const focalLoss = op(
  "focalLoss",
  (logits: Node, targets: Node, options: LossOptions & { alpha?: number; gamma?: number } = {}): Node => {
    checkSame("focalLoss", logits, targets);
    const { alpha = 0.25, gamma = 2 } = options;
    if (!(gamma >= 0)) throw new ArgumentError({ op: "focalLoss", message: `gamma is from 0: got ${gamma}` });
    const [x, t] = [float(logits), float(targets)];
    const crossEntropy = sub(softplus(x), mul(x, t));
    const wrong = add(softplus(neg(x)), mul(x, t));
    const weight = exp(mul(wrong, -gamma));
    const share = alpha < 0 ? 1 : add(mul(t, 2 * alpha - 1), 1 - alpha);
    return reduced("focalLoss", mul(mul(crossEntropy, weight), share), options.reduction);
  },
  [[some([4]), given([0, 1, 1, 0])]],
);
