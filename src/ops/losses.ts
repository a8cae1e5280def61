// Losses, by the formulas and defaults of PyTorch's documentation: first the predictions, then the targets.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import { softplus } from "./activation.ts";
import { add, le, mul, neg, sub, where } from "./arithmetic.ts";
import { broadcastTo, float } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { unary } from "./elementwise.ts";
import { mean, sum } from "./reduction.ts";

/** What becomes of the losses of a batch. */
export type Reduction = "mean" | "sum" | "none";
export interface LossOptions {
  /** The mean over the batch unless told. */
  reduction?: Reduction;
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

export interface BinaryOptions extends LossOptions {
  /** What each loss counts, stretched over them; 1 unless told. The mean stays one over all of them. */
  weight?: Node;
  /** What yes counts beside no, one for each class; 1 unless told. */
  posWeight?: Node;
}

/** The losses by what each counts. */
export const weighted = (name: string, losses: Node, weight: Node | undefined): Node =>
  weight ? mul(losses, broadcastTo(name, weight, losses.shape)) : losses;

/** -(t log σ(x) + (1 - t) log(1 - σ(x))), written softplus(x) - x t. */
export const bceWithLogits = op(
  "bceWithLogits",
  (logits: Node, targets: Node, { reduction, weight, posWeight }: BinaryOptions = {}): Node => {
    checkSame("bceWithLogits", logits, targets);
    const x = float(logits);
    const plain = sub(softplus(x), mul(x, targets));
    // What yes counts beyond 1 is added: t (posWeight - 1) softplus(-x).
    const more =
      posWeight &&
      mul(mul(targets, sub(broadcastTo("bceWithLogits", posWeight, x.shape), 1)), softplus(neg(x)));
    return reduced(
      "bceWithLogits",
      weighted("bceWithLogits", more ? add(plain, more) : plain, weight),
      reduction,
    );
  },
  [
    [some([2, 3]), some([2, 3], 0, 1)],
    [some([2, 3]), some([2, 3], 0, 1), { posWeight: some([3], 0.5, 2), weight: some([2, 1], 0.5, 2) }],
    [given([100, -100]), given([1, 1])],
  ],
);
