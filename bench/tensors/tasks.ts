// What everybody computes, and in which unit a time becomes a figure. How each library does it is its own file in `peers/`.

export interface Task {
  readonly name: string;
  readonly what: string;
  readonly unit: "GFLOP/s" | "GB/s" | "ms" | "steps/s" | "µs";
  /** Operations or bytes of one run, for the units that count them. */
  readonly work?: number;
  readonly part: "tensors" | "training";
}

const matmuls = [512, 1024, 2048].map(
  (n): Task => ({
    name: `matmul${n}`,
    what: `matmul ${n}`,
    unit: "GFLOP/s",
    work: 2 * n ** 3,
    part: "tensors",
  }),
);

export const addCount = 2 ** 24;
export const rows = [4096, 1024] as const;
export const conv = { batch: 8, from: 32, to: 64, size: 56 } as const;
export const mlp = { batch: 128, input: 784, classes: 10 } as const;
export const cnn = { batch: 64, size: 8, first: 16, second: 32, classes: 10 } as const;
export const gpt = { batch: 16, time: 64, width: 64, heads: 4, layers: 2, vocabulary: 64 } as const;

export const tasks: readonly Task[] = [
  ...matmuls,
  { name: "add", what: "add of 16 M numbers", unit: "GB/s", work: 12 * addCount, part: "tensors" },
  { name: "copy", what: "memcpy of 64 MB", unit: "GB/s", work: 8 * addCount, part: "tensors" },
  { name: "softmax", what: "softmax [4096, 1024]", unit: "ms", part: "tensors" },
  { name: "layerNorm", what: "layerNorm [4096, 1024]", unit: "ms", part: "tensors" },
  { name: "gelu", what: "gelu [4096, 1024]", unit: "ms", part: "tensors" },
  { name: "conv", what: "conv2d 3×3, forward", unit: "ms", part: "tensors" },
  { name: "convGradients", what: "conv2d 3×3, forward and both gradients", unit: "ms", part: "tensors" },
  { name: "record", what: "recording one op", unit: "µs", part: "tensors" },
  { name: "mlpAdam", what: "MLP 784-256-10, Adam", unit: "steps/s", part: "training" },
  { name: "mlpSgd", what: "MLP 784-512-10, SGD", unit: "steps/s", part: "training" },
  { name: "cnn", what: "CNN on 8 × 8, batch 64, Adam", unit: "steps/s", part: "training" },
  { name: "gpt", what: "transformer, d 64, T 64, batch 16, Adam", unit: "steps/s", part: "training" },
];

/** The figure of a task that took so many milliseconds. */
export function figureOf({ unit, work = 0 }: Task, milliseconds: number): number {
  switch (unit) {
    case "GFLOP/s":
    case "GB/s":
      return work / milliseconds / 1e6;
    case "steps/s":
      return 1000 / milliseconds;
    case "µs":
      return 1000 * milliseconds;
    case "ms":
      return milliseconds;
  }
}
