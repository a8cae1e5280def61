// Losses, by the formulas and defaults of PyTorch's documentation: first the predictions, then the targets.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, sameShape, showShape } from "../graph/shape.ts";
import { softplus } from "./activation.ts";
import { add, ge, le, logicalAnd, lt, mul, neg, sub, where } from "./arithmetic.ts";
import { float } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { unary } from "./elementwise.ts";
import { logSoftmax, mean, sum } from "./reduction.ts";
import { isClass } from "./select.ts";

/** What becomes of the losses of a batch. */
export type Reduction = "mean" | "sum" | "none";
export interface LossOptions {
  /** The mean over the batch unless told. */
  reduction?: Reduction;
}
export interface CrossEntropyOptions extends LossOptions {
  /** Share of the target that is spread over all classes, 0 to 1; 0 unless told. */
  labelSmoothing?: number;
  /** Where the classes are: axis 1 of a batch, the only axis of a vector, unless told. */
  axis?: number;
}

export function reduced(name: string, losses: Node, reduction: Reduction = "mean"): Node {
  if (reduction === "none") return losses;
  if (reduction === "mean") return mean(losses);
  if (reduction === "sum") return sum(losses);
  throw new ArgumentError({
    op: name,
    message: `unknown reduction: got ${reduction}, one of mean, sum, none`,
  });
}

const classAxis = (name: string, scores: Node, axis: number | undefined): number =>
  axisOf(name, axis ?? Math.min(1, scores.shape.length - 1), scores.shape);

// Targets are classes (integers, the scores' shape without its class axis) or probabilities (f32, the scores' shape).
function checkTargets(name: string, scores: Node, targets: Node, axis: number): "classes" | "probabilities" {
  const { shape } = scores;
  if (dtypes[targets.dtype].float && sameShape(shape, targets.shape)) return "probabilities";
  const expected = shape.filter((_, i) => i !== axis);
  if (!sameShape(targets.shape, expected)) {
    const last = axis !== shape.length - 1 && sameShape(targets.shape, shape.slice(0, -1));
    throw new ShapeError({
      op: name,
      message: `targets ${showShape(targets.shape)} do not fit logits ${showShape(shape)}: expected ${showShape(expected)}`,
      help: last ? "if the classes are the last axis, write { axis: -1 }" : undefined,
    });
  }
  return "classes";
}

// -logp at the target, by a mask: everything stays one elementwise reduction, forward and back. A class that is none gives
// NaN, and an error where it can be seen without waiting for the device.
function picked(name: string, logp: Node, targets: Node, axis: number): Node {
  const classes = logp.shape[axis]!;
  const wrong = targets.host?.find((target) => !(target >= 0 && target < classes));
  if (wrong !== undefined) {
    throw new ArgumentError({
      op: name,
      message: `a target is no class: got ${wrong}, with ${classes} classes (0 to ${classes - 1})`,
      help: "classes count from 0; the last layer gives one number for each class",
    });
  }
  const losses = neg(sum(where(isClass(targets, classes, axis), logp, 0), axis));
  const isClassAtAll = logicalAnd(ge(targets, 0), lt(targets, classes));
  return where(isClassAtAll, losses, Number.NaN);
}

/**
 * -Σ p log softmax(logits) over the class axis; targets are classes (integers, without that axis) or probabilities (f32,
 * the logits' shape).
 */
export const crossEntropy = op(
  "crossEntropy",
  (logits: Node, targets: Node, options: CrossEntropyOptions = {}): Node => {
    const axis = classAxis("crossEntropy", logits, options.axis);
    const kind = checkTargets("crossEntropy", logits, targets, axis);
    const smoothing = options.labelSmoothing ?? 0;
    if (!(smoothing >= 0 && smoothing <= 1)) {
      const message = `labelSmoothing is out of range: got ${smoothing}, from 0 to 1`;
      throw new ArgumentError({ op: "crossEntropy", message });
    }
    const logp = logSoftmax(logits, axis);
    const hard =
      kind === "classes" ? picked("crossEntropy", logp, targets, axis) : neg(sum(mul(targets, logp), axis));
    const losses =
      smoothing === 0 ? hard : add(mul(hard, 1 - smoothing), mul(neg(mean(logp, axis)), smoothing));
    return reduced("crossEntropy", losses, options.reduction);
  },
  [
    [some([3, 4]), given([1, 3, 0], [3], "i32")],
    [some([3, 4]), given([1, 3, 0], [3], "i32"), { labelSmoothing: 0.1, reduction: "sum" }],
    [some([2, 3]), some([2, 3], 0, 1), { reduction: "none" }],
    [some([2, 3, 2]), given([1, 2, 0, 1], [2, 2], "i32")],
    [some([2, 2, 3]), given([1, 2, 0, 1], [2, 2], "i32"), { axis: -1 }],
    [given([1e4, 0, -1e4], [1, 3]), given([0], [1], "i32")],
  ],
);

/** As crossEntropy, from log-probabilities. */
export const nllLoss = op(
  "nllLoss",
  (logp: Node, targets: Node, options: LossOptions = {}): Node => {
    const axis = classAxis("nllLoss", logp, undefined);
    if (checkTargets("nllLoss", logp, targets, axis) !== "classes") {
      const message = `dtype does not fit: expected integer targets and got ${targets.dtype}`;
      throw new DTypeError({ op: "nllLoss", message });
    }
    return reduced("nllLoss", picked("nllLoss", float(logp), targets, axis), options.reduction);
  },
  [[some([3, 4]), given([1, 3, 0], [3], "i32")]],
);

export function checkSame(name: string, predictions: Node, targets: Node): void {
  if (!sameShape(predictions.shape, targets.shape)) {
    const message = `shapes differ: predictions ${showShape(predictions.shape)} and targets ${showShape(targets.shape)}`;
    throw new ShapeError({
      op: name,
      message,
      help: "reshape one of them, so that no pair is compared by broadcasting",
    });
  }
}

/** (prediction - target)² */
export const mseLoss = op(
  "mseLoss",
  (predictions: Node, targets: Node, options: LossOptions = {}): Node => {
    checkSame("mseLoss", predictions, targets);
    const off = sub(float(predictions), targets);
    return reduced("mseLoss", mul(off, off), options.reduction);
  },
  [[some([2, 3]), some([2, 3])]],
);

/** |prediction - target| */
export const l1Loss = op(
  "l1Loss",
  (predictions: Node, targets: Node, options: LossOptions = {}): Node => {
    checkSame("l1Loss", predictions, targets);
    return reduced("l1Loss", unary("abs", sub(float(predictions), targets)), options.reduction);
  },
  [[some([2, 3]), some([2, 3])]],
);

/** Squared within `delta`, linear beyond: ½d² or δ(|d| - ½δ). */
export const huberLoss = op(
  "huberLoss",
  (predictions: Node, targets: Node, options: LossOptions & { delta?: number } = {}): Node => {
    checkSame("huberLoss", predictions, targets);
    const delta = options.delta ?? 1;
    const off = sub(float(predictions), targets);
    const size = unary("abs", off);
    const losses = where(le(size, delta), mul(mul(off, off), 0.5), mul(sub(size, delta / 2), delta));
    return reduced("huberLoss", losses, options.reduction);
  },
  [[some([2, 3]), some([2, 3])]],
);

/** -(t log σ(x) + (1 - t) log(1 - σ(x))), written softplus(x) - x t. */
export const bceWithLogits = op(
  "bceWithLogits",
  (logits: Node, targets: Node, options: LossOptions = {}): Node => {
    checkSame("bceWithLogits", logits, targets);
    const x = float(logits);
    return reduced("bceWithLogits", sub(softplus(x), mul(x, targets)), options.reduction);
  },
  [
    [some([2, 3]), some([2, 3], 0, 1)],
    [given([100, -100]), given([1, 1])],
  ],
);
