// The table of optimizers: what `optim.…` offers. One file an optimizer or a schedule of the
// learning rate, and one line here.
export { Adam, type AdamSettings } from "./adam.ts";
export { AdamW } from "./adamw.ts";
export { Optimizer } from "./optimizer.ts";
export { RMSprop, type RMSpropSettings } from "./rmsprop.ts";
export { CosineAnnealingLR } from "./schedulers/cosineAnnealingLR.ts";
export { ExponentialLR } from "./schedulers/exponentialLR.ts";
export { LinearLR, type LinearLROptions } from "./schedulers/linearLR.ts";
export { OneCycleLR, type OneCycleLROptions } from "./schedulers/oneCycleLR.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./schedulers/reduceLROnPlateau.ts";
export { type Scheduled, Scheduler } from "./schedulers/scheduler.ts";
export { StepLR } from "./schedulers/stepLR.ts";
export type { CommonSettings, Group, ParameterGroup, Parameters } from "./settings.ts";
export { SGD, type SGDSettings } from "./sgd.ts";
export type { OptimizerState } from "./state.ts";
