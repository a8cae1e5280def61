// Which samples go where: shuffling and splitting as pure arithmetic on indices. The order depends on the seed alone, so
// that a notebook run again, on any machine, sees the same split.
import { ArgumentError } from "../errors.ts";
import { Generator } from "../random/generator.ts";

/** How samples are parted. */
export interface SplitOptions {
  /** Samples of the test part: a fraction between 0 and 1, or their number. 0.25 when left out. */
  test?: number;
  /** The order follows from it; 0 when left out. */
  seed?: number;
  /** False keeps the samples in order: the last ones are the test part. True when left out. */
  shuffle?: boolean;
}

/** How many of `length` samples are tested. Refuses an empty part. */
export function testSize(length: number, test = 0.25): number {
  const size = test < 1 ? Math.round(length * test) : test;
  if (!Number.isInteger(size) || size < 1 || size >= length)
    throw new ArgumentError({
      op: "split",
      message: `test is out of range: ${test} and ${length} samples`,
      help: "a fraction between 0 and 1, or a number of samples; neither part may be empty",
    });
  return size;
}

/** Indices of the training and the test part. */
export function splitIndices(
  length: number,
  options: SplitOptions = {},
): { train: Int32Array; test: Int32Array } {
  const size = testSize(length, options.test);
  const order =
    options.shuffle === false ? inOrder(length) : new Generator(options.seed ?? 0).permutation(length);
  return { train: order.slice(0, length - size), test: order.slice(length - size) };
}

/** Like `splitIndices`, with each class in both parts in proportion; fractions are settled by the largest remainders. */
export function stratifiedIndices(
  labels: ArrayLike<number>,
  options: Omit<SplitOptions, "shuffle"> = {},
): { train: Int32Array; test: Int32Array } {
  const size = testSize(labels.length, options.test);
  const generator = new Generator(options.seed ?? 0);
  const members = new Map<number, number[]>();
  for (const i of generator.permutation(labels.length)) {
    const label = labels[i] as number;
    const group = members.get(label);
    if (group) group.push(i);
    else members.set(label, [i]);
  }
  const groups = [...members].sort(([left], [right]) => left - right).map(([, group]) => group);
  const shares = groups.map((group) => (group.length * size) / labels.length);
  const counts = shares.map(Math.floor);
  const order = shares.map((_, i) => i).sort((a, b) => remainder(shares[b]) - remainder(shares[a]) || a - b);
  let missing = size - counts.reduce((sum, count) => sum + count, 0);
  for (const i of order) if (missing-- > 0) counts[i] = (counts[i] as number) + 1;
  const test = new Set(groups.flatMap((group, i) => group.slice(0, counts[i])));
  const all = [...generator.permutation(labels.length)];
  return {
    train: Int32Array.from(all.filter((i) => !test.has(i))),
    test: Int32Array.from(all.filter((i) => test.has(i))),
  };
}

function remainder(share = 0): number {
  return share - Math.floor(share);
}

/** How samples come in batches. */
export interface BatchOptions {
  /** Samples a batch; 32 when left out. */
  batchSize?: number;
  /** A new order in every epoch. False when left out. */
  shuffle?: boolean;
  /** The orders follow from it; 0 when left out. */
  seed?: number;
  /** Leaves out a last batch that is smaller than the others. False when left out. */
  dropLast?: boolean;
}

/**
 * The indices of each batch of an epoch; every sample is in exactly one, or in the batch that `dropLast` leaves out.
 *
 * @param generator gives each epoch its order
 */
export function* batchIndices(
  length: number,
  generator: Generator,
  options: BatchOptions = {},
): IterableIterator<Int32Array> {
  const size = checkedBatchSize(options.batchSize);
  const order = options.shuffle ? generator.permutation(length) : inOrder(length);
  for (let start = 0; start < length; start += size) {
    if (options.dropLast && start + size > length) return;
    yield order.slice(start, start + size);
  }
}

/** Batches in an epoch. */
export function batchCount(length: number, options: BatchOptions = {}): number {
  const count = length / checkedBatchSize(options.batchSize);
  return options.dropLast ? Math.floor(count) : Math.ceil(count);
}

function checkedBatchSize(size = 32): number {
  if (!Number.isInteger(size) || size < 1)
    throw new ArgumentError({ op: "batches", message: `batchSize is not a whole number from 1: ${size}` });
  return size;
}

function inOrder(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
