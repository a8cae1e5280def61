// The losses of classes, with weights of classes and targets that do not count, by the formulas of PyTorch's documentation. A
// target's class is picked by a mask: everything stays one elementwise reduction, forward and back.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, sameShape, showShape } from "../graph/shape.ts";
import { add, div, ge, logicalAnd, lt, mul, ne, neg, where } from "./arithmetic.ts";
import { float } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { constant } from "./leaf.ts";
import { type LossOptions, reduced } from "./losses.ts";
import { expand, reshape } from "./movement.ts";
import { logSoftmax, mean, sum } from "./reduction.ts";
import { isClass } from "./select.ts";

export interface ClassOptions extends LossOptions {
  /** What each class counts, [classes]; 1 unless told. The mean is over what the targets' classes count. */
  weight?: Node;
  /** The class number of targets that do not count, such as padding; none unless told. */
  ignoreIndex?: number;
}
export interface CrossEntropyOptions extends ClassOptions {
  /** Share of the target that is spread over all classes, 0 to 1; 0 unless told. */
  labelSmoothing?: number;
  /** Where the classes are: axis 1 of a batch, the only axis of a vector, unless told. */
  axis?: number;
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

/** What each class counts, stretched over the scores. */
function weightsOver(name: string, { weight }: ClassOptions, scores: Node, axis: number): Node | undefined {
  if (weight === undefined || weight === null) return undefined;
  const classes = scores.shape[axis]!;
  if (!sameShape(weight.shape, [classes])) {
    const message = `weight ${showShape(weight.shape)} does not fit ${classes} classes: expected ${showShape([classes])}`;
    throw new ShapeError({ op: name, message });
  }
  const around = scores.shape.map((size, i) => (i === axis ? size : 1));
  return expand(reshape(float(weight), around), scores.shape);
}

/** Refuses targets that are no class, where they can be seen without waiting for the device. */
function checkClasses(name: string, targets: Node, classes: number, ignored: number | undefined): void {
  const wrong = targets.host?.find((target) => !(target >= 0 && target < classes) && target !== ignored);
  if (wrong === undefined) return;
  throw new ArgumentError({
    op: name,
    message: `a target is no class: got ${wrong}, with ${classes} classes (0 to ${classes - 1})`,
    help:
      wrong < 0
        ? `if it stands for targets that do not count, write { ignoreIndex: ${wrong} }`
        : "classes count from 0; the last layer gives one number for each class",
  });
}

/** The losses of log-probabilities at classes. A class that is none gives NaN. */
function ofClasses(
  name: string,
  logp: Node,
  targets: Node,
  axis: number,
  options: CrossEntropyOptions,
): Node {
  const classes = logp.shape[axis]!;
  const { ignoreIndex, labelSmoothing: smoothing = 0, reduction } = options;
  checkClasses(name, targets, classes, ignoreIndex);
  const weights = weightsOver(name, options, logp, axis);
  const weighted = weights ? mul(logp, weights) : logp;
  const chosen = isClass(targets, classes, axis);
  const hard = neg(sum(where(chosen, weighted, 0), axis));
  const counts = ignoreIndex === undefined ? undefined : ne(targets, ignoreIndex);
  const isOne = logicalAnd(ge(targets, 0), lt(targets, classes));
  const either = where(isOne, smoothed(hard, weighted, axis, smoothing), Number.NaN);
  const losses = counts ? where(counts, either, 0) : either;
  if ((reduction ?? "mean") !== "mean" || !(counts || weights)) return reduced(name, losses, reduction);
  const each = weights ? sum(where(chosen, weights, 0), axis) : constant(1, losses.shape, losses.dtype);
  return div(sum(losses), sum(counts ? where(counts, each, 0) : each));
}

const smoothed = (hard: Node, logp: Node, axis: number, smoothing: number): Node =>
  smoothing === 0 ? hard : add(mul(hard, 1 - smoothing), mul(neg(mean(logp, axis)), smoothing));

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
    if (kind === "classes") return ofClasses("crossEntropy", logp, targets, axis, options);
    if (options.ignoreIndex !== undefined) {
      const message = "ignoreIndex needs class numbers as targets: got probabilities";
      throw new ArgumentError({ op: "crossEntropy", message });
    }
    const weights = weightsOver("crossEntropy", options, logp, axis);
    const weighted = weights ? mul(logp, weights) : logp;
    const hard = neg(sum(mul(targets, weighted), axis));
    return reduced("crossEntropy", smoothed(hard, weighted, axis, smoothing), options.reduction);
  },
  [
    [some([3, 4]), given([1, 3, 0], [3], "i32")],
    [some([3, 4]), given([1, 3, 0], [3], "i32"), { labelSmoothing: 0.1, reduction: "sum" }],
    [some([3, 4]), given([1, -100, 0], [3], "i32"), { ignoreIndex: -100 }],
    [some([3, 4]), given([1, 3, 0], [3], "i32"), { weight: some([4], 0.5, 2) }],
    [some([2, 3]), some([2, 3], 0, 1), { reduction: "none" }],
    [some([2, 3, 2]), given([1, 2, 0, 1], [2, 2], "i32")],
    [some([2, 2, 3]), given([1, 2, 0, 1], [2, 2], "i32"), { axis: -1 }],
    [given([1e4, 0, -1e4], [1, 3]), given([0], [1], "i32")],
  ],
);

/** As crossEntropy, from log-probabilities. */
export const nllLoss = op(
  "nllLoss",
  (logp: Node, targets: Node, options: ClassOptions = {}): Node => {
    const axis = classAxis("nllLoss", logp, undefined);
    if (checkTargets("nllLoss", logp, targets, axis) !== "classes") {
      const message = `dtype does not fit: expected integer targets and got ${targets.dtype}`;
      throw new DTypeError({ op: "nllLoss", message });
    }
    return ofClasses("nllLoss", float(logp), targets, axis, options);
  },
  [
    [some([3, 4]), given([1, 3, 0], [3], "i32")],
    [
      some([3, 4]),
      given([1, 3, 0], [3], "i32"),
      { weight: some([4], 0.5, 2), ignoreIndex: 0, reduction: "sum" },
    ],
  ],
);
