// What `import … from "cellgrad"` offers: the public names, one by one. Everything else is the package's own business.
// Importing it chooses the device, so that work can begin at once; a device that is missing is told of at its first use.
import { init } from "./backend/registry.ts";

export type { DeviceName } from "./backend/registry.ts";
export { device, init, setDevice } from "./backend/registry.ts";
export { data } from "./data/index.ts";
export { clearOutput, display, html, json, latex, livePlot, markdown, png, svg } from "./display/index.ts";
export {
  ArgumentError,
  CellgradError,
  DeviceError,
  DTypeError,
  GradientError,
  ShapeError,
} from "./errors.ts";
export type { DType } from "./graph/dtype.ts";
export { metrics } from "./metrics/index.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export { plot } from "./plot/index.ts";
export { defaultGenerator, Generator, manualSeed } from "./random/generator.ts";
export {
  arange,
  bceWithLogits,
  bernoulli,
  concat,
  crossEntropy,
  dropout,
  eye,
  full,
  grad,
  huberLoss,
  isGradEnabled,
  isTensor,
  l1Loss,
  linspace,
  mseLoss,
  nllLoss,
  noGrad,
  ones,
  onesLike,
  rand,
  randint,
  randn,
  randperm,
  type Shape,
  scope,
  stack,
  type Tensor,
  tensor,
  valueAndGrad,
  where,
  zeros,
  zerosLike,
} from "./tensor/index.ts";

await init().catch(() => {});

export {
  type Callback,
  type EarlyStoppingOptions,
  type EpochRow,
  type EvaluateOptions,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  type History,
  predict,
  type TrainingData,
} from "./train/index.ts";
