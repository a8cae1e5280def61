// The table of optimizers: what `optim.…` offers. One file a rule and one line here.
export { Adam, type AdamOptions, AdamW } from "./adam.ts";
export { Optimizer } from "./optimizer.ts";
export { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
