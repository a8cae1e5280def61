// What `import … from "cellgrad"` offers: the public names, one by one. Everything else is the package's own business.
// Importing it chooses the device, so that work can begin at once; a device that is missing is told of at its first use.
import { init } from "./backend/registry.ts";
import "./nn/markOwn.ts";

export { type DeviceName, device, init, setDevice } from "./backend/registry.ts";
export type { Batches, ImageDataset, TabularDataset } from "./data/index.ts";
/** Real data that comes with the package, and what prepares data for training. */
export * as data from "./data/index.ts";
export {
  clearOutput,
  type DisplayHandle,
  display,
  html,
  json,
  type LivePlot,
  type LivePlotOptions,
  latex,
  livePlot,
  type MimeBundle,
  markdown,
  png,
  type RichValue,
  svg,
} from "./display/index.ts";
/** Charts and pictures. Each gives a value that shows itself as a cell's last expression or through `display`. */
export * as plot from "./display/plots.ts";
export {
  ArgumentError,
  CellgradError,
  DeviceError,
  DTypeError,
  GradientError,
  NumberError,
  ShapeError,
} from "./errors.ts";
export type { DType } from "./graph/dtype.ts";
export {
  type Ceilings,
  type Device,
  type DeviceMemory,
  devices,
  type ExplainedKernel,
  type ExplainedNode,
  Explanation,
  explain,
  MemoryReport,
  memory,
  Profile,
  type ProfiledKernel,
  profile,
  Report,
  type ReportSection,
} from "./insight/index.ts";
export type { ClassificationReport, ConfusionMatrix } from "./metrics/index.ts";
/** How good predictions are. All take (yTrue, yPred): arrays give a number at once, tensors a promise of one. */
export * as metrics from "./metrics/index.ts";
export type { Layer, Module, Parameter, State } from "./nn/index.ts";
/** Layers, losses and models, named as in PyTorch. */
export * as nn from "./nn/index.ts";
export type { Optimizer } from "./optim/index.ts";
/** Optimizers, with the formulas and defaults of PyTorch's. */
export * as optim from "./optim/index.ts";
export type { Chart, Picture } from "./plot/index.ts";
export { defaultGenerator, Generator, type GeneratorState, manualSeed } from "./random/generator.ts";
export {
  arange,
  type BackwardOptions,
  bceLoss,
  bceWithLogits,
  bernoulli,
  categorical,
  checkpoint,
  concat,
  cosineEmbeddingLoss,
  crossEntropy,
  customGradient,
  type Data,
  debug,
  dropout,
  einsum,
  exponential,
  eye,
  fft,
  focalLoss,
  full,
  type GradientContext,
  gaussianNLLLoss,
  grad,
  hessian,
  hingeEmbeddingLoss,
  hstack,
  huberLoss,
  isGradEnabled,
  isTensor,
  jacobian,
  jvp,
  klDiv,
  l1Loss,
  linalg,
  linspace,
  marginRankingLoss,
  meshgrid,
  mseLoss,
  multinomial,
  type Nested,
  nllLoss,
  noGrad,
  normal,
  ones,
  onesLike,
  poissonNLLLoss,
  rand,
  randint,
  randn,
  randperm,
  type Shape,
  scope,
  smoothL1Loss,
  softMarginLoss,
  stack,
  type Tensor,
  tensor,
  tripletMarginLoss,
  truncatedNormal,
  uniform,
  valueAndGrad,
  vjp,
  vmap,
  vstack,
  where,
  zeros,
  zerosLike,
} from "./tensor/index.ts";

await init().catch(() => {});

export {
  type Batch,
  type Callback,
  type CallbackLike,
  type EarlyStoppingOptions,
  type EpochRow,
  type EvaluateOptions,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  type History,
  type Loader,
  type Model,
  predict,
  type Run,
  type Samples,
  type TrainingData,
} from "./train/index.ts";
