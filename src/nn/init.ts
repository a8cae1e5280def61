// How parameters start. The defaults are PyTorch's; all randomness comes from the generator that `manualSeed` sets.
import { ops, primitive, uniform } from "../ops/index.ts";
import { defaultGenerator } from "../random/generator.ts";
import { randn } from "../tensor/index.ts";
import { type Parameter, parameterOf } from "./parameter.ts";

/**
 * Uniform in ±1/√fanIn: PyTorch's default of linear and convolution layers, for weights (Kaiming's uniform
 * initialisation with a = √5) and biases alike.
 */
export function fanInUniform(shape: readonly number[], fanIn: number): Parameter {
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  const unit = uniform(shape, defaultGenerator.nextKey());
  return parameterOf(ops.add(ops.mul(unit, 2 * bound), -bound));
}

/** Normal, mean 0 and variance 1: PyTorch's default of embeddings. */
export const standardNormal = (shape: readonly number[]): Parameter => parameterOf(randn([...shape]).node);

/** One value everywhere. */
export const filled = (shape: readonly number[], value: number): Parameter =>
  parameterOf(primitive.constant(value, shape, "f32"));
