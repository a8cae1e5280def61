// Ops that are called as functions: joins, choices, losses. Each is a row of the table of ops with tensors for nodes.

import type {
  BinaryOptions as BinaryNodes,
  ClassOptions as ClassNodes,
  CrossEntropyOptions as CrossEntropyNodes,
  LossOptions,
} from "../ops/index.ts";
import { functions, several } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import { lifted } from "./install.ts";
import type { Fits } from "./shapes/arguments.ts";
import type { Broadcast } from "./shapes/broadcast.ts";
import type { Einsum } from "./shapes/einsum.ts";
import type { Concat, Stack } from "./shapes/join.ts";
import type { CrossEntropy, PerSample, Reduced, ReducedUnless } from "./shapes/losses.ts";
import type { Ok, Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

type ShapesOf<L extends readonly Tensor[]> = { [I in keyof L]: L[I] extends Tensor<infer S> ? S : never };

/** What `nllLoss` takes. */
export type ClassOptions = Omit<ClassNodes, "weight"> & {
  /** What each class counts, [classes]; 1 unless told. The mean is over what the targets' classes count. */
  weight?: Tensor;
};
/** What `crossEntropy` takes. */
export type CrossEntropyOptions = Omit<CrossEntropyNodes, "weight"> & ClassOptions;

/** What `bceWithLogits` takes. */
export type BinaryOptions = Omit<BinaryNodes, "weight" | "posWeight"> & {
  /** What each loss counts, stretched over them; 1 unless told. The mean stays one over all of them. */
  weight?: Tensor;
  /** What yes counts beside no, one for each class; 1 unless told. */
  posWeight?: Tensor;
};

interface Loss<O> {
  (predictions: Tensor, targets: Tensor): Tensor<[]>;
  <S extends Shape, const P extends O>(
    predictions: Tensor<S>,
    targets: Tensor,
    options: P | undefined,
  ): Tensor<Reduced<S, P>>;
}

/**
 * `a` where the condition is true, else `b`, with broadcasting.
 * Shapes: where([2, 3], [2, 3], [3]) gives [2, 3]. Dtypes: any, kept.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await where(tensor([true, false]), tensor([1, 2]), 0).toArray() // [1, 0]
 */
export const where = lifted(functions.where) as <C extends Shape, A extends Shape = [], B extends Shape = []>(
  condition: Tensor<C>,
  a: Tensor<A> | number,
  b: Tensor<B> | number,
) => Tensor<Ok<Broadcast<C, Ok<Broadcast<A, B>>>>>;

/**
 * Tensors one after the other along an axis (0 unless told).
 * Shapes: concat([[2, 3], [1, 3]]) gives [3, 3]. Dtypes: any, kept.
 * @throws ShapeError when they differ off that axis, ArgumentError when there are none
 * @example
 * await concat([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 */
export const concat = lifted(functions.concat) as <const L extends readonly Tensor[], A extends number = 0>(
  tensors: Fits<"concat", Concat<ShapesOf<L>, A>, L>,
  axis?: A,
) => Tensor<Ok<Concat<ShapesOf<L>, A>>>;

/**
 * Tensors of one shape as one, along a new axis (0 unless told).
 * Shapes: stack([[2], [2]]) gives [2, 2]. Dtypes: any, kept.
 * @throws ShapeError when their shapes differ, ArgumentError when there are none
 * @example
 * await stack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 */
export const stack = lifted(functions.stack) as {
  <const L extends readonly Tensor[]>(
    tensors: Fits<"stack", Stack<ShapesOf<L>>, L>,
  ): Tensor<Ok<Stack<ShapesOf<L>>>>;
  (tensors: readonly Tensor[], axis: number): Tensor;
};

/**
 * Sums of products in Einstein's notation: axes are letters, those that the result does not name are summed. Without an
 * arrow the result names what occurs once. `...` stands for axes that broadcast, "ii" for a diagonal.
 * Shapes: einsum("ij,jk->ik", [2, 3], [3, 2]) gives [2, 2].
 * Dtypes: floats, kept; integers kept; bool as i32.
 * @throws ArgumentError when the equation makes no sense, ShapeError when it does not fit the operands
 * @example
 * await einsum("ij,j->i", tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArray() // [21, 43]
 * einsum("bqd,bkd->bqk", zeros([8, 16, 64]), zeros([8, 32, 64])).shape // [8, 16, 32]
 */
export const einsum = lifted(functions.einsum) as <const E extends string, const L extends readonly Tensor[]>(
  equation: E,
  ...operands: L
) => Tensor<Einsum<E, ShapesOf<L>>>;

/**
 * The coordinates of the grid that vectors span, one tensor for each vector; with "xy" the first two axes are exchanged.
 * @throws ShapeError when one of them is no vector
 * @example
 * meshgrid([arange(2), arange(3)]).map((x) => x.shape) // [[2, 3], [2, 3]]
 */
export const meshgrid = (vectors: readonly Tensor[], indexing: "ij" | "xy" = "ij"): Tensor[] =>
  several
    .meshgrid(
      vectors.map(({ node }) => node),
      indexing,
    )
    .map(wrap);

/**
 * Tensors beside one another: along the second axis, vectors along their only one.
 * Shapes: hstack([[2], [3]]) gives [5]. Dtypes: any, kept.
 * @throws ShapeError when they differ off that axis, ArgumentError when there are none
 * @example
 * await hstack([tensor([[1], [2]]), tensor([[3], [4]])]).toArray() // [[1, 3], [2, 4]]
 */
export const hstack = lifted(functions.hstack) as (tensors: readonly Tensor[]) => Tensor;

/**
 * Tensors below one another: along the first axis, vectors as rows.
 * Shapes: vstack([[2], [2]]) gives [2, 2]. Dtypes: any, kept.
 * @throws ShapeError when they differ off that axis, ArgumentError when there are none
 * @example
 * await vstack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 */
export const vstack = lifted(functions.vstack) as (tensors: readonly Tensor[]) => Tensor;

/**
 * The cross-entropy of logits with targets, -Σ p log softmax(logits), averaged over the batch, as PyTorch's
 * `cross_entropy`. Logits are [batch, classes, …]; targets are class numbers [batch, …] or probabilities of the logits'
 * shape.
 * Shapes: crossEntropy([3, 4], [3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @param options `labelSmoothing` (0 to 1), `axis` of the classes, `reduction`: "mean", "sum" or "none"; `weight` of each
 * class, [classes]; `ignoreIndex`: the target that does not count, such as padding (none unless told; PyTorch's is -100).
 * The mean is over what counts, and NaN where nothing does
 * @throws ShapeError when targets or weight do not fit, ArgumentError for a target that is no class
 * @example
 * await crossEntropy(tensor([[2, 0, 0], [0, 3, 0]]), tensor([0, 1])).item() // 0.1672338
 * await crossEntropy(tensor([[2, 0], [0, 3]]), tensor([0, -100]), { ignoreIndex: -100 }).item() // 0.126928
 * crossEntropy(model.forward(x), y).backward();
 */
export const crossEntropy = lifted(functions.crossEntropy) as <
  A extends Shape,
  B extends Shape,
  const O extends CrossEntropyOptions = CrossEntropyOptions,
>(
  logits: Tensor<A>,
  targets: Fits<"crossEntropy", CrossEntropy<A, B, O>, Tensor<B>>,
  options?: O,
) => Tensor<ReducedUnless<PerSample<A, O>, O, CrossEntropyOptions>>;

/**
 * The cross-entropy from log-probabilities, as PyTorch's `nll_loss`: `crossEntropy` without its softmax.
 * Shapes: nllLoss([3, 4], [3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @param options `reduction`, `weight` of each class and `ignoreIndex` as in `crossEntropy`
 * @throws ShapeError when targets or weight do not fit, ArgumentError for a target that is no class
 * @example
 * nllLoss(logits.logSoftmax(1), y) // what crossEntropy(logits, y) gives
 */
export const nllLoss = lifted(functions.nllLoss) as <
  S extends Shape,
  const P extends ClassOptions = ClassOptions,
>(
  predictions: Tensor<S>,
  targets: Tensor,
  options?: P,
) => Tensor<ReducedUnless<PerSample<S, P>, P, ClassOptions>>;

/**
 * The mean of (prediction - target)².
 * Shapes: mseLoss([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await mseLoss(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export const mseLoss = lifted(functions.mseLoss) as Loss<LossOptions>;

/**
 * The mean of |prediction - target|.
 * Shapes: l1Loss([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await l1Loss(tensor([1, 2]), tensor([1, 4])).item() // 1
 */
export const l1Loss = lifted(functions.l1Loss) as Loss<LossOptions>;

/**
 * The mean of ½d² where |d| ≤ delta (1 unless told), else of delta · (|d| - ½delta), d = prediction - target: less moved by
 * outliers than `mseLoss` (Huber, 1964).
 * Shapes: huberLoss([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes differ
 * @example
 * await huberLoss(tensor([1, 2]), tensor([1, 4])).item() // 0.75
 */
export const huberLoss = lifted(functions.huberLoss) as Loss<LossOptions & { delta?: number }>;

/**
 * The cross-entropy of logits with probabilities of yes (0 to 1), averaged: -(t log σ(x) + (1 - t) log(1 - σ(x))).
 * Shapes: bceWithLogits([2, 3], [2, 3]) gives []. Dtypes: floats, kept; integers and bool as f32.
 * @param options `reduction`: "mean", "sum" or "none"; `posWeight`: what yes counts beside no, one for each class; `weight`:
 * what each loss counts, stretched over them
 * @throws ShapeError when the shapes differ
 * @example
 * await bceWithLogits(tensor([2, -3]), tensor([1, 0])).item() // 0.08775762
 * await bceWithLogits(tensor([0, 0]), tensor([1, 0]), { posWeight: tensor(3) }).item() // 1.386294
 */
export const bceWithLogits = lifted(functions.bceWithLogits) as Loss<BinaryOptions>;
