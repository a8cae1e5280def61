// The typed signatures of what has a size that the values decide: all give promises. See tensor/dynamic.ts.
import type { Shape, Tensor } from "../tensor.ts";

/** Distinct values, ascending. */
export interface Unique {
  /** Each value once: [count]. */
  values: Tensor<[number]>;
  /** For each element of the tensor, the place (i32) of its value among them; the tensor's shape. */
  inverse: Tensor;
  /** How often each occurs (i32): [count]. */
  counts: Tensor<[number]>;
}

/** Distinct parts along an axis. */
export interface UniqueParts {
  /** Each part once: the tensor's shape, with the count along the axis. */
  values: Tensor;
  /** For each place along the axis, the place (i32) of its part among them. */
  inverse: Tensor<[number]>;
  /** How often each occurs (i32): [count]. */
  counts: Tensor<[number]>;
}

/** What has a size that the values decide. */
export interface DynamicMethods<S extends Shape> {
  /**
   * The index of every value that is not 0, in order (i32): [count, rank]. A promise, since the count is known when the
   * values are.
   * @example
   * await (await tensor([[0, 5], [7, 0]]).nonzero()).toArray() // [[0, 1], [1, 0]]
   */
  nonzero(): Promise<Tensor<[number, S["length"]]>>;

  /**
   * The parts where a mask over the first axes is true, in order: [count, …the other axes]; PyTorch's `x[mask]`. A promise,
   * since the count is known when the mask's values are. Gradients flow to the parts chosen.
   * @throws DTypeError when the mask is no bool, ShapeError when it is not over the first axes
   * @example
   * const x = tensor([[1, 2], [3, 4], [5, 6]]);
   * await (await x.atMask(x.sum(1).gt(5))).toArray() // [[3, 4], [5, 6]]
   */
  atMask(mask: Tensor): Promise<Tensor>;

  /**
   * The values where a mask is true, in order: [count]. Mask and tensor broadcast. A promise, since the count is known when
   * the mask's values are. Gradients flow to the values chosen.
   * @throws ShapeError when the shapes do not broadcast
   * @example
   * const x = tensor([[1, 2], [3, 4]]);
   * await (await x.maskedSelect(x.gt(2))).toArray() // [3, 4]
   */
  maskedSelect(mask: Tensor): Promise<Tensor<[number]>>;

  /**
   * Each value once, ascending; where each element's value stands among them; how often each occurs. With an axis, the same
   * of the parts along it, compared value by value. A promise, since their count is known when the values are. Every NaN is a
   * value of its own.
   * @throws ShapeError when there is no such axis
   * @example
   * const { values, inverse, counts } = await tensor([3, 1, 3]).unique();
   * await values.toArray() // [1, 3]
   * await inverse.toArray() // [1, 0, 1]
   * await counts.toArray() // [1, 2]
   * await (await tensor([[2, 1], [0, 5], [2, 1]]).unique(0)).values.toArray() // [[0, 5], [2, 1]]
   */
  unique(): Promise<Unique>;
  unique(axis: number): Promise<UniqueParts>;

  /**
   * Of each run of equal values the first, in order; where each element's value stands among them; how long each run is. With
   * an axis, the same of the parts along it. A promise, since the number of runs is known when the values are. Every NaN is a
   * run of its own.
   * @throws ShapeError when there is no such axis
   * @example
   * const { values, inverse, counts } = await tensor([1, 1, 2, 1]).uniqueConsecutive();
   * await values.toArray() // [1, 2, 1]
   * await inverse.toArray() // [0, 0, 1, 2]
   * await counts.toArray() // [2, 1, 1]
   */
  uniqueConsecutive(): Promise<Unique>;
  uniqueConsecutive(axis: number): Promise<UniqueParts>;
}
