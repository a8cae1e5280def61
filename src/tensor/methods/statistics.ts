// The typed signatures of counts and lengths. See ops/statistics.ts.
import type { ReduceArg } from "../shapes/arguments.ts";
import type { Reduce, ReduceAxis } from "../shapes/reduce.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Counts, sums that skip NaN, unit lengths. */
export interface StatisticsMethods<S extends Shape> {
  /**
   * How many values are not 0 (i32); NaN is not.
   * Shapes: [3, 4].countNonzero() gives []. Dtypes: any; the result is i32.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[0, 1], [2, 3]]).countNonzero(1).toArray() // [1, 2]
   */
  countNonzero<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"countNonzero", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The sum of what is no NaN.
   * Shapes: [2, 3].nansum() gives []. Dtypes: floats, kept; integers kept; bool as i32.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, NaN, 2]).nansum().item() // 3
   */
  nansum<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"nansum", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The mean of what is no NaN.
   * Shapes: [2, 3].nanmean() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, NaN, 2]).nanmean().item() // 1.5
   */
  nanmean<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"nanmean", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * Vectors along an axis (1 unless told) divided by their length, or by `eps` where that is larger.
   * Shapes: [2, 3].normalize() gives [2, 3]. Dtypes: floats, kept; integers and bool as f32.
   * @param order of the norm, 2 unless told
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([[3, 4]]).normalize().toArray() // [[0.6, 0.8]]
   */
  normalize(axis?: number, order?: number, eps?: number): Tensor<S>;

  /**
   * (x - mean) / √(variance + eps) over axes (all unless told), as a normalising layer does; eps 1e-5 unless told.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 3]).standardize(0, 0).toArray() // [-1, 1]
   */
  standardize(axis?: number | readonly number[] | null, eps?: number): Tensor<S>;

  /**
   * The cosine of the angle between vectors along an axis (1 unless told), in [-1, 1].
   * Shapes: [2, 3].cosineSimilarity([2, 3]) gives [2]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * await tensor([1, 0]).cosineSimilarity(tensor([1, 1]), 0).item() // 0.7071068
   */
  cosineSimilarity(other: Tensor, axis?: number, eps?: number): Tensor;

  /**
   * How often each whole number below `length` occurs (i32), or the sum of its weights; what is outside is left out.
   * Shapes: [4].bincount(4) gives [4]. Dtypes: u32, i32, f16, f32, f64 (the result is i32).
   * @throws ArgumentError when `length` is no whole number from 1
   * @example
   * await tensor([0, 2, 2], { dtype: "i32" }).bincount(4).toArray() // [1, 0, 2, 0]
   */
  bincount<N extends number>(length: N, weights?: Tensor | null): Tensor<[N]>;

  /**
   * Counts in `bins` equal parts of [lo, hi] (from the smallest to the largest value unless told); what is outside, and NaN,
   * is left out. `histogram` gives the edges too.
   * Shapes: [7].histc(4, 0, 1) gives [4]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ArgumentError when the range is empty
   * @example
   * await tensor([0, 0.1, 0.9, 1, 7]).histc(2, 0, 1).toArray() // [2, 2]
   */
  histc<N extends number>(bins: N, lo?: number, hi?: number): Tensor<[N]>;
}
