// `split`: a data set in two parts, one to train on and one to test with. Whatever holds one entry a sample is parted;
// names and descriptions go along unchanged.
import { ArgumentError } from "../errors.ts";
import { fromHost, isTensor, type Tensor } from "../tensor/index.ts";
import { type SplitOptions, splitIndices, stratifiedIndices } from "./indices.ts";
import { type Rows, takeRows } from "./rows.ts";

/** How a data set is parted. */
export interface DatasetSplitOptions extends SplitOptions {
  /** Keeps the proportions of the classes in both parts: true for those in `labels`, or the name of their entry. */
  stratify?: boolean | string;
}

/** A data set whose first axes lost their exact length. */
export type Part<D> = { [K in keyof D]: D[K] extends Tensor<infer S> ? Tensor<Rows<S>> : D[K] };

/**
 * Parts a data set at random. The same seed gives the same parts on every machine.
 *
 * @param dataset an object whose tensors have one row a sample, all of them as many
 * @param options `test`: samples to test with, a fraction or their number (0.25); `seed` (0); `stratify`; `shuffle` (true)
 * @returns two data sets of the same form, to train on and to test with
 * @throws ArgumentError when the tensors' first axes differ, or a part would be empty
 * @example
 * const { train, test } = await data.split(data.digits(), { test: 0.2, seed: 1, stratify: true });
 * train.images.shape; // [1438, 1, 8, 8]
 */
export async function split<D extends object>(
  dataset: D,
  options: DatasetSplitOptions = {},
): Promise<{ train: Part<D>; test: Part<D> }> {
  const length = samplesOf(dataset);
  const { train, test } = options.stratify
    ? stratifiedIndices(await classesOf(dataset, options.stratify), options)
    : splitIndices(length, options);
  return { train: part(dataset, train), test: part(dataset, test) };
}

/** The common first axis of the tensors. */
function samplesOf(dataset: object): number {
  const sizes = Object.entries(dataset).flatMap(([name, value]) =>
    isTensor(value) ? [{ name, size: value.shape[0] }] : [],
  );
  const first = sizes[0];
  if (first?.size === undefined)
    throw new ArgumentError({ op: "split", message: "no tensor with samples in the data set" });
  const other = sizes.find(({ size }) => size !== first.size);
  if (other)
    throw new ArgumentError({
      op: "split",
      message: `numbers of samples differ: ${first.name} ${first.size} and ${other.name} ${other.size}`,
    });
  return first.size;
}

async function classesOf(dataset: object, stratify: true | string): Promise<ArrayLike<number>> {
  const name = stratify === true ? "labels" : stratify;
  const classes = (dataset as Record<string, unknown>)[name];
  if (!isTensor(classes) || classes.shape.length !== 1)
    throw new ArgumentError({ op: "split", message: `no list of classes to stratify by: ${name}` });
  return classes.data();
}

function part<D extends object>(dataset: D, indices: Int32Array): Part<D> {
  const index = fromHost(indices, [indices.length], "i32");
  const entries = Object.entries(dataset).map(([name, value]) => [
    name,
    isTensor(value) ? takeRows(value, index).realize() : value,
  ]);
  return Object.fromEntries(entries) as Part<D>;
}
