// The typed signatures of reductions; what they compute is in ops/reduction.ts.
import type { ReduceArg } from "../shapes/arguments.ts";
import type { Reduce, ReduceAxis } from "../shapes/reduce.ts";
import type { Ok, Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** Many values into one: over one axis, several, or all. */
export interface ReductionMethods<S extends Shape> {
  /**
   * The sum; bool counts.
   * Shapes: [2, 3, 4].sum() gives []. Dtypes: floats, kept; integers kept; bool as i32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).sum(0).toArray() // [4, 6]
   */
  sum<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"sum", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The product.
   * Shapes: [2, 3, 4].prod() gives []. Dtypes: floats, kept; integers kept; bool as i32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 2, 3]).prod().item() // 6
   */
  prod<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"prod", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The mean; NaN of nothing.
   * Shapes: [2, 3, 4].mean() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 2], [3, 4]]).mean(1).toArray() // [1.5, 3.5]
   */
  mean<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"mean", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The largest value; equals share the gradient (PyTorch's amax).
   * Shapes: [2, 3, 4].max() gives []. Dtypes: any, kept.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 5], [3, 4]]).max(1).toArray() // [5, 4]
   */
  max<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"max", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The smallest value; equals share the gradient (PyTorch's amin).
   * Shapes: [2, 3, 4].min() gives []. Dtypes: any, kept.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 5], [3, 4]]).min(1).toArray() // [1, 3]
   */
  min<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"min", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The index (i32) of the first largest value along an axis, or in the flattened tensor.
   * Shapes: [2, 3, 4].argmax() gives []. Dtypes: any; the result is i32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 5], [4, 3]]).argmax(1).toArray() // [1, 0]
   */
  argmax<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"argmax", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The index (i32) of the first smallest value along an axis, or in the flattened tensor.
   * Shapes: [2, 3, 4].argmin() gives []. Dtypes: any; the result is i32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[1, 5], [4, 3]]).argmin(1).toArray() // [0, 1]
   */
  argmin<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"argmin", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * true where any value is not 0.
   * Shapes: [2, 3].any() gives []. Dtypes: any; the result is bool.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[0, 1], [0, 0]]).any(1).toArray() // [true, false]
   */
  any<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"any", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * true where no value is 0.
   * Shapes: [2, 3].all() gives []. Dtypes: any; the result is bool.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([[0, 1], [1, 1]]).all(1).toArray() // [false, true]
   */
  all<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"all", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The variance Σ (x - mean)² / (n - correction).
   * Shapes: [2, 3, 4].var() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @param correction taken from the count: 1 (a sample's) unless told, 0 for a population's
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 2, 3]).var().item() // 1
   */
  var<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"var", S, A>,
    keepDims?: K,
    correction?: number,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * The standard deviation: the root of the variance.
   * Shapes: [2, 3, 4].std() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @param correction taken from the count: 1 (a sample's) unless told, 0 for a population's
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1, 2, 3]).std().item() // 1
   */
  std<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"std", S, A>,
    keepDims?: K,
    correction?: number,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * log Σ e^x that does not overflow.
   * Shapes: [2, 3, 4].logsumexp() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([1000, 1000]).logsumexp().item() // 1000.6931
   */
  logsumexp<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"logsumexp", S, A>,
    keepDims?: K,
  ): Tensor<Ok<Reduce<S, A, K>>>;

  /**
   * (Σ |x|^order)^(1/order); how many are not 0 for order 0, the largest (smallest) for order (-)Infinity.
   * Shapes: [2, 3, 4].norm() gives []. Dtypes: floats, kept; integers and bool as f32.
   * @param axis one axis, several, or (left out, or null) all; negative ones count from the end
   * @param keepDims keep a reduced axis with size 1
   * @param order 2 (Euclidean) unless told
   * @throws ShapeError when an axis is out of range
   * @example
   * await tensor([3, 4]).norm().item() // 5
   */
  norm<const A extends ReduceAxis = null, K extends boolean = false>(
    axis?: ReduceArg<"norm", S, A>,
    keepDims?: K,
    order?: number,
  ): Tensor<Ok<Reduce<S, A, K>>>;
}
