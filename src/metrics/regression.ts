// Regression metrics over numbers, in double precision. Names and values are scikit-learn's; the order of arguments is
// (yTrue, yPred).
import { ArgumentError, ShapeError } from "../errors.ts";
import { allOf, andThen, type Column, type MaybePromise, readNumbers } from "./values.ts";

/**
 * Mean squared error: the mean of (yTrue − yPred)².
 *
 * @returns at least 0; a promise when a tensor is given
 * @throws ShapeError when the lengths differ, ArgumentError when there are no samples
 * @example
 * metrics.mse([3, -0.5, 2, 7], [2.5, 0, 2, 8]) // 0.375
 */
export function mse(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number;
export function mse(yTrue: Column, yPred: Column): MaybePromise<number>;
export function mse(yTrue: Column, yPred: Column): MaybePromise<number> {
  return measure("mse", yTrue, yPred, (actual, predicted) => squares(actual, predicted) / actual.length);
}

/**
 * Mean absolute error: the mean of |yTrue − yPred|.
 *
 * @returns at least 0; a promise when a tensor is given
 * @throws ShapeError when the lengths differ, ArgumentError when there are no samples
 * @example
 * metrics.mae([3, -0.5, 2, 7], [2.5, 0, 2, 8]) // 0.5
 */
export function mae(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number;
export function mae(yTrue: Column, yPred: Column): MaybePromise<number>;
export function mae(yTrue: Column, yPred: Column): MaybePromise<number> {
  return measure("mae", yTrue, yPred, (actual, predicted) => {
    let sum = 0;
    for (let i = 0; i < actual.length; i++) sum += Math.abs((actual[i] as number) - (predicted[i] as number));
    return sum / actual.length;
  });
}

/**
 * Coefficient of determination: 1 − Σ(yTrue − yPred)² / Σ(yTrue − mean(yTrue))². Where yTrue is constant, 1 for a perfect
 * prediction and 0 otherwise.
 *
 * @returns at most 1; a promise when a tensor is given
 * @throws ShapeError when the lengths differ, ArgumentError when there are no samples
 * @example
 * metrics.r2([3, -0.5, 2, 7], [2.5, 0, 2, 8]) // 0.9486081
 */
export function r2(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number;
export function r2(yTrue: Column, yPred: Column): MaybePromise<number>;
export function r2(yTrue: Column, yPred: Column): MaybePromise<number> {
  return measure("r2", yTrue, yPred, (actual, predicted) => {
    const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
    const spread = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const error = squares(actual, predicted);
    if (spread === 0) return error === 0 ? 1 : 0;
    return 1 - error / spread;
  });
}

function squares(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += ((left[i] as number) - (right[i] as number)) ** 2;
  return sum;
}

function measure(
  operation: string,
  yTrue: Column,
  yPred: Column,
  formula: (actual: Float64Array, predicted: Float64Array) => number,
): MaybePromise<number> {
  return andThen(allOf([readNumbers(yTrue), readNumbers(yPred)]), (read) => {
    const [actual, predicted] = read as [Float64Array, Float64Array];
    if (actual.length !== predicted.length)
      throw new ShapeError({
        op: operation,
        message: `lengths differ: yTrue ${actual.length} and yPred ${predicted.length}`,
      });
    if (actual.length === 0)
      throw new ArgumentError({ op: operation, message: `no samples: yTrue and yPred are empty` });
    return formula(actual, predicted);
  });
}
