// The table of data: what `data.…` offers. One file a data set and one line here.
export { Batches, batches } from "./batches.ts";
export { breastCancer } from "./breastCancer.ts";
export { digits, type ImageDataset } from "./digits.ts";
export type { BatchOptions, SplitOptions } from "./indices.ts";
export { iris } from "./iris.ts";
export { type DatasetSplitOptions, type Part, split } from "./split.ts";
export type { TabularDataset } from "./tabular.ts";
export { wine } from "./wine.ts";
