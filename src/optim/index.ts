// The table of optimizers: what `optim.…` offers. One file an optimizer and one line here.
export { Adam, type AdamSettings } from "./adam.ts";
export { AdamW } from "./adamw.ts";
export { Optimizer } from "./optimizer.ts";
export { RMSprop, type RMSpropSettings } from "./rmsprop.ts";
export type { CommonSettings, Group, ParameterGroup, Parameters } from "./settings.ts";
export { SGD, type SGDSettings } from "./sgd.ts";
export type { OptimizerState } from "./state.ts";
