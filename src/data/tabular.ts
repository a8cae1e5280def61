// The shipped tables: measures in rows, the class in the last column. What they share: the form in which they come.
import { fromHost, type Tensor } from "../tensor/index.ts";
import { parseNumbers, splitLastColumn } from "./csv.ts";
import { readText } from "./files.ts";

/** Samples with their measures and their classes. */
export interface TabularDataset {
  /** One row a sample, one column a measure; f32, as measured. */
  features: Tensor<[number, number]>;
  /** The class of each sample; i32. */
  labels: Tensor<[number]>;
  /** The measures' names, one a column. */
  featureNames: readonly string[];
  /** The classes' names: `names[label]`. */
  names: readonly string[];
  /** What the data are, who made them, and their licence. */
  description: string;
}

interface Source {
  file: string;
  featureNames: readonly string[];
  names: readonly string[];
  description: string;
}

/** Reads a table; its first line only counts rows and columns. */
export function readTabular({ file, featureNames, names, description }: Source): TabularDataset {
  const table = parseNumbers(readText(file), 1);
  const { inputs, labels } = splitLastColumn(table);
  return {
    features: fromHost(inputs, [table.rows, table.columns - 1], "f32") as Tensor<[number, number]>,
    labels: fromHost(labels, [table.rows], "i32") as Tensor<[number]>,
    featureNames,
    names,
    description,
  };
}
