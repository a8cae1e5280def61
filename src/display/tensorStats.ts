// A tensor in one line: shape, dtype, device, and what its numbers are like. NaN and infinities are counted and left out
// of the other figures, so that one NaN does not hide the rest.
import { formatNumber } from "../plot/numbers.ts";
import type { TensorLike } from "./tensorLike.ts";

export interface TensorStats {
  count: number;
  /** Of the finite values; NaN when there are none. */
  min: number;
  max: number;
  mean: number;
  /** With n − 1 in the denominator, as PyTorch's `std`. */
  std: number;
  nan: number;
  infinite: number;
}

export function statsOf(values: ArrayLike<number>): TensorStats {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  let finite = 0;
  let nan = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) nan++;
    if (!Number.isFinite(value)) continue;
    finite++;
    if (value < min) min = value;
    if (value > max) max = value;
    const distance = value - mean;
    mean += distance / finite;
    squares += distance * (value - mean);
  }
  const infinite = values.length - finite - nan;
  const std = finite > 1 ? Math.sqrt(squares / (finite - 1)) : Number.NaN;
  if (finite === 0) min = max = mean = Number.NaN;
  return { count: values.length, min, max, mean, std, nan, infinite };
}

/** `Tensor [32, 784] f32 wasm`, and whether gradients are recorded for it. */
export function headline(tensor: TensorLike): string {
  const recorded = tensor.requiresGrad ? " requiresGrad" : "";
  return `Tensor [${tensor.shape.join(", ")}] ${tensor.dtype} ${tensor.device}${recorded}`;
}

/** `min 0 · max 1 · mean 0.13 · std 0.31 · NaN 0 · inf 0` */
export function statsLine(stats: TensorStats): string {
  if (stats.count === 0) return "empty";
  const figures = (["min", "max", "mean", "std"] as const)
    .filter((name) => !Number.isNaN(stats[name]))
    .map((name) => `${name} ${formatNumber(stats[name])}`);
  return [...figures, `NaN ${stats.nan}`, `inf ${stats.infinite}`].join(" · ");
}
