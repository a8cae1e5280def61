// The typed signatures of sorting; what it computes is in ops/sorting.ts.
import type { HistogramOptions } from "../../ops/index.ts";
import type { AxisArg } from "../shapes/arguments.ts";
import type { Resize } from "../shapes/movement.ts";
import type { Reduce } from "../shapes/reduce.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Values, and where (i32) each of them stood. */
export interface Ordered<S extends Shape> {
  values: Tensor<S>;
  indices: Tensor<S>;
}

/** Order, and places in it. */
export interface SortingMethods<S extends Shape> {
  /**
   * Where (i32) each value of the sorted axis stands in this tensor. Equals keep their order; NaN comes after all numbers.
   * Shapes: any, kept. Dtypes: any; the result is i32.
   * @param axis the last unless told
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([3, 1, 2]).argsort().toArray() // [1, 2, 0]
   */
  argsort<A extends number = -1>(axis?: AxisArg<"argsort", S, A>, descending?: boolean): Tensor<S>;

  /**
   * Where (i32) each value can be put in this sorted tensor so that it stays sorted: before its equals, or behind them with
   * `right`. Sorted values lie along the last axis; a vector serves values of any shape.
   * Shapes: [4].searchsorted([7]) gives [7]. Dtypes: u32, i32, f16, f32, f64 (the result is i32).
   * @throws ShapeError when there are several rows, and not as many rows of values
   * @example
   * await tensor([1, 3, 5]).searchsorted(tensor([0, 3, 9])).toArray() // [0, 1, 3]
   */
  searchsorted<B extends Shape = []>(values: Tensor<B> | number, right?: boolean): Tensor<B>;
}

/** Sorting that gives values and places. */
export interface GroupMethods<S extends Shape> {
  /**
   * The values of an axis in order, and where (i32) each of them stood. Equals keep their order; NaN comes after all numbers
   * (before them when descending).
   * @param axis the last unless told
   * @throws ShapeError when the axis is out of range
   * @example
   * const { values, indices } = tensor([3, 1, 2]).sort();
   * await values.toArray() // [1, 2, 3]
   * await indices.toArray() // [1, 2, 0]
   */
  sort<A extends number = -1>(axis?: AxisArg<"sort", S, A>, descending?: boolean): Ordered<S>;

  /**
   * The `k` largest values of an axis, largest first, and where (i32) each of them stood; the smallest, smallest first, with
   * `largest` false.
   * @param axis the last unless told
   * @throws ArgumentError when there are fewer than k, ShapeError when the axis is out of range
   * @example
   * const { values, indices } = tensor([3, 1, 2]).topK(2);
   * await values.toArray() // [3, 2]
   */
  topK<K extends number, A extends number = -1>(
    k: K,
    axis?: AxisArg<"topK", S, A>,
    largest?: boolean,
  ): Ordered<Ok<Resize<S, A, K>>>;

  /**
   * The most frequent value along an axis, the smallest where several are, and where (i32) it stands last.
   * @param axis the last unless told
   * @param keepDims keep the axis with size 1
   * @throws ShapeError when the axis is out of range, ArgumentError when there are no values along it
   * @example
   * const { values, indices } = tensor([[3, 1, 3], [2, 2, 0]]).mode();
   * await values.toArray() // [3, 2]
   * await indices.toArray() // [2, 1]
   */
  mode<A extends number = -1, K extends boolean = false>(
    axis?: AxisArg<"mode", S, A>,
    keepDims?: K,
  ): Ordered<Ok<Reduce<S, A, K>>>;

  /**
   * How often values fall between edges, and the edges: `bins` parts of one width, or edges given in order. Each part holds
   * its left edge, the last one its right edge too; what is outside, and NaN, is left out.
   * @param options `range` (from the smallest to the largest value unless told), `weights` of the values, `density` for a
   * density instead of counts
   * @throws ArgumentError when the range is empty or `bins` is no whole number from 1, ShapeError when weights do not fit
   * @example
   * const { counts, edges } = tensor([1, 2, 2, 4]).histogram(3);
   * await counts.toArray() // [1, 2, 1]
   * await edges.toArray() // [1, 2, 3, 4]
   */
  histogram(
    bins: number | readonly number[] | Tensor,
    options?: HistogramOptions<Tensor>,
  ): { counts: Tensor<[number]>; edges: Tensor<[number]> };
}
