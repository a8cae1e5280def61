// What training takes as data: inputs with targets, or anything that gives batches, such as `data.batches`.
import { batches as batchesOf } from "../data/index.ts";
import { ArgumentError } from "../errors.ts";
import { isTensor, type Tensor } from "../tensor/index.ts";

/** Inputs and targets with one row a sample. */
export interface Samples {
  /** Inputs, one row a sample. */
  x: Tensor;
  /** Targets, as many rows. */
  y: Tensor;
}

/** One batch, as a pair or by name. */
export type Batch = Samples | readonly [x: Tensor, y: Tensor];

/** Goes through an epoch's batches, each time anew. */
export type Loader = Iterable<Batch> | AsyncIterable<Batch>;

/** Inputs and targets, or batches of them. */
export type TrainingData = Batch | Loader;

export interface BatchSettings {
  batchSize: number;
  shuffle: boolean;
  seed: number;
  dropLast: boolean;
}

export const isSamples = (data: TrainingData): data is Batch =>
  Array.isArray(data) ? isTensor(data[0]) : isTensor((data as Partial<Samples>).x);

export function samplesOf(batch: Batch, op = "fit"): Samples {
  const samples = "x" in batch ? { x: batch.x, y: batch.y } : { x: batch[0], y: batch[1] };
  if (!isTensor(samples.x) || !isTensor(samples.y)) throw noData(op);
  return samples;
}

/** The number of samples. Refuses inputs and targets of different numbers. */
export function countSamples(op: string, { x, y }: Samples): number {
  const [count, targets] = [x.shape[0], y.shape[0]];
  if (count !== undefined && count === targets) return count;
  throw new ArgumentError({ op, message: `numbers of samples differ: x ${count} and y ${targets}` });
}

/** An epoch's batches; with `shuffle`, each time in another order, all of which follow from the seed. */
export function loaderOf(op: string, data: TrainingData, settings: BatchSettings): Loader {
  if (!isSamples(data)) return checkedLoader(op, data);
  const samples = samplesOf(data, op);
  countSamples(op, samples);
  return batchesOf(samples.x, samples.y, settings) as unknown as Iterable<Batch>;
}

function checkedLoader(op: string, data: Loader): Loader {
  // A tensor can be gone through too, row by row.
  if (typeof data !== "object" || data === null || isTensor(data)) throw noData(op);
  if (!(Symbol.iterator in data) && !(Symbol.asyncIterator in data)) throw noData(op);
  return data;
}

const noData = (op: string): ArgumentError =>
  new ArgumentError({
    op,
    message: "the data are no samples: expected { x, y } of tensors, or batches of them",
    help: `${op}(model, { x: train.images, y: train.labels })`,
  });

/** Samples in two parts, the last `fraction` of them apart. */
export function holdOut(data: TrainingData, fraction: number): { train: Samples; held: Samples } {
  if (!isSamples(data)) {
    const message = `validation as a fraction needs samples: got ${fraction} and batches`;
    throw new ArgumentError({ op: "fit", message, help: "give the validation data themselves" });
  }
  const { x, y } = samplesOf(data);
  const count = countSamples("fit", { x, y });
  const kept = count - Math.round(count * fraction);
  if (!(kept >= 1 && kept < count)) {
    const message = `validation is out of range: got ${fraction} of ${count} samples`;
    throw new ArgumentError({ op: "fit", message, help: "a fraction between 0 and 1" });
  }
  const part = (from: number, to: number): Samples => ({ x: rows(x, from, to), y: rows(y, from, to) });
  return { train: part(0, kept), held: part(kept, count) };
}

const rows = (x: Tensor, from: number, to: number): Tensor => (x.slice(from, to) as Tensor).realize();
