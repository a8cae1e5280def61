// Tensors of random numbers. All are lazy, follow from `manualSeed` or a generator, and are alike on every device: bit by bit
// where they are whole numbers or uniform in [0, 1), to the rounding of functions elsewhere.
import { ArgumentError } from "../errors.ts";
import type { Shape } from "../graph/node.ts";
import { checkSizes } from "../graph/shape.ts";
import {
  type Drawn,
  integers,
  ops,
  primitive as p,
  normal as standardNormal,
  truncated,
  uniform as unit,
  waiting,
} from "../ops/index.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { finished, type RandomOptions } from "./options.ts";
import type { Resize } from "./shapes/movement.ts";
import type { Reduce } from "./shapes/reduce.ts";
import type { Shape as KnownShape, Mutable, Ok } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

const keyOf = (options: RandomOptions) => (options.generator ?? defaultGenerator).nextKey();
/** What numbers are drawn in: f64 holds more digits than f32 could give it. */
const drawnIn = ({ dtype }: RandomOptions): Drawn => (dtype === "f64" ? "f64" : "f32");
const sized = (shape: Shape): Shape => checkSizes("rand", [...shape]);

/**
 * Random numbers, uniform in [0, 1); f32, of 24 random bits (f64 has 53). They follow from `manualSeed`, alike on every device.
 * @throws ShapeError when a size is no whole number from 0
 * @example
 * rand([2, 3])
 */
export const rand = <const S extends Shape>(shape: S, options: RandomOptions = {}): Tensor<Mutable<S>> =>
  finished(unit(sized(shape), keyOf(options), 0, drawnIn(options)), options);

/**
 * Random numbers, normal with mean 0 and variance 1; f32. They follow from `manualSeed`, alike on every device.
 * @throws ShapeError when a size is no whole number from 0
 * @example
 * randn([784, 128]).mul(0.01).add(1) // mean 1, standard deviation 0.01
 */
export const randn = <const S extends Shape>(shape: S, options: RandomOptions = {}): Tensor<Mutable<S>> =>
  finished(standardNormal(sized(shape), keyOf(options), drawnIn(options)), options);

/**
 * Random numbers, uniform from `low` to `high`; f32.
 * @throws ArgumentError when there are none between
 * @example
 * uniform(-1, 1, [2, 3])
 */
export function uniform<const S extends Shape>(
  low: number,
  high: number,
  shape: S,
  options: RandomOptions = {},
): Tensor<Mutable<S>> {
  if (!(low <= high && Number.isFinite(high - low))) {
    throw new ArgumentError({ op: "uniform", message: `range is empty: from ${low} to ${high}` });
  }
  const drawn = unit(sized(shape), keyOf(options), 0, drawnIn(options));
  return finished(ops.add(ops.mul(drawn, high - low), low), options);
}

/**
 * Random numbers, normal with a mean and a standard deviation; f32.
 * @throws ArgumentError when the standard deviation is negative
 * @example
 * normal(170, 10, [100]) // heights
 */
export function normal<const S extends Shape>(
  mean: number,
  std: number,
  shape: S,
  options: RandomOptions = {},
): Tensor<Mutable<S>> {
  if (!(std >= 0)) {
    throw new ArgumentError({ op: "normal", message: `std is a number from 0: got ${std}` });
  }
  const drawn = standardNormal(sized(shape), keyOf(options), drawnIn(options));
  return finished(ops.add(ops.mul(drawn, std), mean), options);
}

/**
 * Random numbers, normal but for values outside of a range, which do not occur: for weights; f32.
 * @param options `mean` 0, `std` 1, `low` -2, `high` 2 unless told, all in the numbers' own unit
 * @throws ArgumentError when the range is empty, or `std` not above 0
 * @example
 * truncatedNormal([784, 128], { std: 0.02, low: -0.04, high: 0.04 })
 */
export function truncatedNormal<const S extends Shape>(
  shape: S,
  options: RandomOptions & { mean?: number; std?: number; low?: number; high?: number } = {},
): Tensor<Mutable<S>> {
  const { mean = 0, std = 1, low = -2, high = 2 } = options;
  const drawn = truncated(sized(shape), mean, std, low, high, keyOf(options), drawnIn(options));
  return finished(drawn, options);
}

/**
 * Random numbers from 0 up, exponential with a rate (mean 1 / rate): how long one waits; f32.
 * @throws ArgumentError when the rate is not above 0
 * @example
 * exponential(2, [1000]) // of mean 0.5
 */
export function exponential<const S extends Shape>(
  rate: number,
  shape: S,
  options: RandomOptions = {},
): Tensor<Mutable<S>> {
  if (!(rate > 0)) {
    throw new ArgumentError({ op: "exponential", message: `rate is a number above 0: got ${rate}` });
  }
  return finished(ops.mul(waiting(sized(shape), keyOf(options), drawnIn(options)), 1 / rate), options);
}

/**
 * Random whole numbers (i32) from `low` to `high`, which is left out.
 * @throws ArgumentError when there are none
 * @example
 * randint(0, 10, [32]) // digits
 */
export const randint = <const S extends Shape>(
  low: number,
  high: number,
  shape: S,
  options: RandomOptions = {},
): Tensor<Mutable<S>> => finished(integers(low, high, sized(shape), keyOf(options)), options);

/**
 * The numbers 0 to n - 1 (i32) in random order: [n].
 * @throws ShapeError when n is no whole number from 0
 * @example
 * x.indexSelect(0, randperm(32)) // the rows in random order
 */
export const randperm = <N extends number>(n: N, options: RandomOptions = {}): Tensor<[N]> =>
  finished(
    p.data((options.generator ?? defaultGenerator).permutation(checkSizes("randperm", [n])[0]!), [n], "i32"),
    options,
  );

/**
 * 1 with the probability (0 to 1) that each element is, else 0; f32.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await bernoulli(tensor([0, 1])).toArray() // [0, 1]
 */
export const bernoulli = <S extends KnownShape>(
  probabilities: Tensor<S>,
  options: RandomOptions = {},
): Tensor<S> => finished(ops.bernoulli(probabilities.node, keyOf(options)), options);

/**
 * A class (i32) for each row of logits (along the last axis), drawn with the probabilities of their softmax.
 * Shapes: categorical([3, 4]) gives [3]. Dtypes: any; the result is i32.
 * @throws ShapeError when there are no classes
 * @example
 * await categorical(tensor([-100, 0, -100])).item() // 1
 */
export const categorical = <S extends KnownShape>(
  logits: Tensor<S>,
  options: RandomOptions = {},
): Tensor<Ok<Reduce<S, -1, false>>> => finished(ops.categorical(logits.node, keyOf(options)), options);

/**
 * `count` classes (i32) for each row of weights (along the last axis), drawn with probabilities in proportion to them. Drawn
 * classes are not drawn again unless `replacement` is true.
 * Shapes: multinomial([3, 4], 5, true) gives [3, 5]. Dtypes: any; the result is i32.
 * @throws ArgumentError when more are asked than there are, ShapeError when there are no classes
 * @example
 * await multinomial(tensor([0, 3, 0]), 2, { replacement: true }).toArray() // [1, 1]
 */
export const multinomial = <S extends KnownShape, N extends number>(
  weights: Tensor<S>,
  count: N,
  options: RandomOptions & { replacement?: boolean } = {},
): Tensor<Ok<Resize<S, -1, N>>> =>
  finished(ops.multinomial(weights.node, count, options.replacement ?? false, keyOf(options)), options);

/**
 * Each value left out (0) with a probability, the others divided by 1 - probability; as it is when not training (Srivastava
 * et al., 2014).
 * Shapes: dropout([8], 0.5) gives [8]. Dtypes: floats, kept; integers and bool as f32.
 * @param probability 0.5 unless told
 * @param options `training: false` gives `x` itself
 * @throws ArgumentError when the probability is not from 0 to 1
 * @example
 * await dropout(ones([3]), 0.5).max().item() // 2
 */
export function dropout<S extends KnownShape>(
  x: Tensor<S>,
  probability = 0.5,
  options: { training?: boolean; generator?: Generator } = {},
): Tensor<S> {
  if (options.training === false) return x;
  return finished(ops.dropout(x.node, probability, keyOf(options)), {});
}
