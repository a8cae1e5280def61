// Ops that are called as functions: joins, choices, losses. Each is a row of the table of ops with tensors for nodes.

import type { CrossEntropyOptions, LossOptions } from "../ops/index.ts";
import { functions } from "../ops/index.ts";
import { lifted } from "./install.ts";
import type { Fits } from "./shapes/arguments.ts";
import type { Broadcast } from "./shapes/broadcast.ts";
import type { Concat, Stack } from "./shapes/join.ts";
import type { CrossEntropy } from "./shapes/losses.ts";
import type { Ok, Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

type ShapesOf<L extends readonly Tensor[]> = { [I in keyof L]: L[I] extends Tensor<infer S> ? S : never };

type Loss<O> = (predictions: Tensor, targets: Tensor, options?: O) => Tensor;

/**
 * `a` where the condition is true, else `b`, with broadcasting.
 * @throws ShapeError when the shapes do not broadcast.
 * @example where(x.gt(0), x, 0)
 */
export const where = lifted(functions.where) as <C extends Shape, A extends Shape = [], B extends Shape = []>(
  condition: Tensor<C>,
  a: Tensor<A> | number,
  b: Tensor<B> | number,
) => Tensor<Ok<Broadcast<C, Ok<Broadcast<A, B>>>>>;

/**
 * Tensors one after the other along an axis (0 unless told).
 * @throws ShapeError when they differ off that axis.
 * @example concat([train, test])
 */
export const concat = lifted(functions.concat) as <const L extends readonly Tensor[], A extends number = 0>(
  tensors: Fits<"concat", Concat<ShapesOf<L>, A>, L>,
  axis?: A,
) => Tensor<Ok<Concat<ShapesOf<L>, A>>>;

/**
 * Tensors of one shape as one, along a new axis (0 unless told).
 * @throws ShapeError when their shapes differ.
 * @example stack([image1, image2])
 */
export const stack = lifted(functions.stack) as {
  <const L extends readonly Tensor[]>(
    tensors: Fits<"stack", Stack<ShapesOf<L>>, L>,
  ): Tensor<Ok<Stack<ShapesOf<L>>>>;
  (tensors: readonly Tensor[], axis: number): Tensor;
};

/**
 * The cross-entropy of logits with targets, -Σ p log softmax(logits), averaged over the batch: targets are classes
 * ([batch]) or probabilities (the logits' shape). Classes are axis 1 (PyTorch's rule) unless told.
 * @throws ShapeError when the targets do not fit.
 * @example const loss = crossEntropy(model.forward(x), labels);
 */
export const crossEntropy = lifted(functions.crossEntropy) as <A extends Shape, B extends Shape>(
  logits: Tensor<A>,
  targets: Fits<"crossEntropy", CrossEntropy<A, B>, Tensor<B>>,
  options?: CrossEntropyOptions,
) => Tensor<[]>;

/** As `crossEntropy`, from log-probabilities. @example nllLoss(logits.logSoftmax(1), labels) */
export const nllLoss = lifted(functions.nllLoss) as Loss<LossOptions>;

/** The mean of (prediction - target)². @throws ShapeError when the shapes differ. @example mseLoss(y, targets) */
export const mseLoss = lifted(functions.mseLoss) as Loss<LossOptions>;

/** The mean of |prediction - target|. @throws ShapeError when the shapes differ. @example l1Loss(y, targets) */
export const l1Loss = lifted(functions.l1Loss) as Loss<LossOptions>;

/**
 * Squared within delta (1 unless told), linear beyond: less moved by outliers than `mseLoss`.
 * @throws ShapeError when the shapes differ.
 * @example huberLoss(y, targets, { delta: 0.5 })
 */
export const huberLoss = lifted(functions.huberLoss) as Loss<LossOptions & { delta?: number }>;

/**
 * The cross-entropy of logits with probabilities of yes, averaged: -(t log σ(x) + (1 - t) log(1 - σ(x))).
 * @throws ShapeError when the shapes differ.
 * @example bceWithLogits(model.forward(x).squeeze(1), isSick)
 */
export const bceWithLogits = lifted(functions.bceWithLogits) as Loss<LossOptions>;
