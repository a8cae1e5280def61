// The table of data: what `data.…` offers. One file a data set and one line here.
import { batches } from "./batches.ts";
import { breastCancer } from "./breastCancer.ts";
import { digits } from "./digits.ts";
import { iris } from "./iris.ts";
import { split } from "./split.ts";
import { wine } from "./wine.ts";

export { Batches, batches } from "./batches.ts";
export type { ImageDataset } from "./digits.ts";
export type { BatchOptions } from "./indices.ts";
export { type DatasetSplitOptions, split } from "./split.ts";
export type { TabularDataset } from "./tabular.ts";

/** Real data that comes with the package, and what prepares data for training. */
export const data = { digits, iris, wine, breastCancer, split, batches };
