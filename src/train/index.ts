// Training in one call, and what belongs to it.
export type { Callback, CallbackLike, Run } from "./callbacks.ts";
export type { Batch, Loader, Samples, TrainingData } from "./data.ts";
export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.ts";
export { type EvaluateOptions, evaluate, type Model, predict } from "./evaluate.ts";
export { type FitOptions, fit } from "./fit.ts";
export { type EpochRow, History } from "./history.ts";
