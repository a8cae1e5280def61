// The typed signatures of medians and quantiles; what they compute is in ops/ranks.ts.
import type { Interpolation } from "../../ops/index.ts";
import type { ReduceArg } from "../shapes/arguments.ts";
import type { Reduce, ReduceAxis } from "../shapes/reduce.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** The shape of one value a probability: a number gives one, a list a new first axis. */
type Each<Q, R extends Shape> = Q extends number
  ? R
  : Q extends Tensor<infer T>
    ? [...T, ...R]
    : [number, ...R];

/** Values by their rank. */
export interface RankMethods<S extends Shape> {
  /**
   * The middle value, the lower of two; NaN where there is one.
   * Shapes: [5].median() gives []. Dtypes: any, kept.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range, ArgumentError when there are no values
   * @example
   * await tensor([[3, 1, 2], [9, 8, 7]]).median(1).toArray() // [2, 8]
   */
  median<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"median", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The middle of what is no NaN, the lower of two.
   * Shapes: [5].nanmedian() gives []. Dtypes: any, kept.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range, ArgumentError when there are no values
   * @example
   * await tensor([3, NaN, 1, 2]).nanmedian().item() // 2
   */
  nanmedian<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"nanmedian", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The value below which the part q (0 to 1) of the values lies; several of them give a new first axis. NaN where there is
   * one.
   * Shapes: [5].quantile(0.4) gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @param interpolation what is given between two values: "linear" unless told, "lower", "higher", "nearest", "midpoint"
   * @throws ShapeError when an axis is out of range, ArgumentError when q is, or when there are no values
   * @example
   * await tensor([1, 2, 3, 4, 5]).quantile(0.25).item() // 2
   * await tensor([0, 10]).quantile([0.1, 0.5]).toArray() // [1, 5]
   */
  quantile<
    const Q extends number | readonly number[] | Tensor,
    const A extends ReduceAxis = null,
    K extends boolean = false,
  >(
    q: Q,
    axis?: ReduceArg<"quantile", S, A>,
    keepDims?: K,
    interpolation?: Interpolation,
  ): Tensor<Each<Q, Ok<Reduce<S, A, K>>>>;

  /**
   * The quantile of what is no NaN; arguments as for `quantile`.
   * Shapes: [5].nanquantile(0.4) gives []. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when an axis is out of range, ArgumentError when q is, or when there are no values
   * @example
   * await tensor([1, NaN, 3]).nanquantile(0.5).item() // 2
   */
  nanquantile<
    const Q extends number | readonly number[] | Tensor,
    const A extends ReduceAxis = null,
    K extends boolean = false,
  >(
    q: Q,
    axis?: ReduceArg<"nanquantile", S, A>,
    keepDims?: K,
    interpolation?: Interpolation,
  ): Tensor<Each<Q, Ok<Reduce<S, A, K>>>>;
}
