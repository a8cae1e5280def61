// `batches`: a data set in mini-batches, epoch after epoch. Each epoch has every sample once; with `shuffle`, each in
// another order, all of which follow from the seed.
import { ArgumentError } from "../errors.ts";
import { Generator } from "../random/generator.ts";
import { fromHost, type Shape, type Tensor } from "../tensor/index.ts";
import { type BatchOptions, batchCount, batchIndices } from "./indices.ts";
import { type Rows, takeRows } from "./rows.ts";

/**
 * Inputs and targets with one row a sample, to go through batch by batch; each `for … of` is an epoch. Made by
 * `data.batches`.
 * @example
 * const batches = data.batches(x, y, { batchSize: 8 });
 * batches.length // 4
 */
export class Batches<X extends Shape = Shape, Y extends Shape = Shape> {
  readonly #x: Tensor<X>;
  readonly #y: Tensor<Y>;
  readonly #options: BatchOptions;
  readonly #generator: Generator;

  constructor(x: Tensor<X>, y: Tensor<Y>, options: BatchOptions = {}) {
    const samples = x.shape[0] as number | undefined;
    if (samples === undefined || samples !== y.shape[0])
      throw new ArgumentError({
        op: "batches",
        message: `numbers of samples differ: ${x.shape[0]} and ${y.shape[0]}`,
      });
    // Otherwise each batch would compute all samples anew.
    this.#x = x.realize();
    this.#y = y.realize();
    this.#options = options;
    this.#generator = new Generator(options.seed ?? 0);
    this.length = batchCount(samples, options);
  }

  /** Batches in an epoch. */
  readonly length: number;

  /** One epoch. */
  *[Symbol.iterator](): IterableIterator<[Tensor<Rows<X>>, Tensor<Rows<Y>>]> {
    const samples = this.#x.shape[0] as number;
    for (const indices of batchIndices(samples, this.#generator, this.#options)) {
      const index = fromHost(indices, [indices.length], "i32");
      yield [takeRows(this.#x, index), takeRows(this.#y, index)];
    }
  }
}

/**
 * Goes through inputs and targets in batches; each `for … of` is an epoch.
 *
 * @param x inputs, one row a sample
 * @param y targets, as many rows
 * @param options `batchSize` (32), `shuffle` (false), `seed` (0), `dropLast` (false)
 * @throws ArgumentError when the numbers of rows differ
 * @example
 * for (const [inputs, targets] of data.batches(x, y, { batchSize: 8, shuffle: true, seed: 1 })) {
 *   optimizer.zeroGrad();
 *   crossEntropy(model.forward(inputs), targets).backward();
 *   optimizer.step();
 * }
 */
export function batches<const X extends Shape, const Y extends Shape>(
  x: Tensor<X>,
  y: Tensor<Y>,
  options: BatchOptions = {},
): Batches<X, Y> {
  return new Batches(x, y, options);
}
