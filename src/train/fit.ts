// `fit`: training in one call. It is the loop that a user would write, with batches, validation, metrics, curves,
// callbacks and interrupts. Each batch is one plan on the device; numbers are read once an epoch, and while curves grow.
import { ArgumentError } from "../errors.ts";
import type { Module } from "../nn/index.ts";
import { defaultGenerator, manualSeed } from "../random/generator.ts";
import type { Tensor } from "../tensor/index.ts";
import { type CallbackLike, Callbacks, type Run } from "./callbacks.ts";
import { type Batch, holdOut, type Loader, loaderOf, samplesOf, type TrainingData } from "./data.ts";
import { inUse, lazyObjective, type Model, measure, type Objective, Turns } from "./evaluate.ts";
import { type EpochRow, History } from "./history.ts";
import { interruptHook } from "./interrupt.ts";
import {
  type Loss,
  type Metrics,
  type OptimizerChoice,
  optimizerOf,
  type Schedule,
  type ScheduleChoice,
  type Stepper,
  scheduleOf,
} from "./objectives.ts";
import { Progress } from "./progress.ts";
import { Sums } from "./sums.ts";

/** What `fit` takes. */
export interface FitOptions<O = Tensor> {
  /** Times that every sample is seen; 10 unless told. */
  epochs?: number;
  /** Samples a batch; 32 unless told. */
  batchSize?: number;
  /** An optimizer, its name, or a function of the parameters; "adam" unless told. */
  optimizer?: OptimizerChoice;
  /** The learning rate of an optimizer that is given by name; its own default unless told. */
  lr?: number;
  /** Changes the learning rate after batches or epochs: a schedule, or a function of the optimizer that makes it. */
  scheduler?: ScheduleChoice;
  /** Cross-entropy for whole targets and the squared error for others, unless told. */
  loss?: Loss<O>;
  /** What is measured besides the loss: names, or functions of output and targets. */
  metrics?: Metrics<O>;
  /** Data that are measured after each epoch, or the share of the last samples that is kept for it. */
  validation?: TrainingData | number;
  /** What takes part: objects such as `earlyStopping()`, or functions that are called after each epoch. */
  callbacks?: readonly CallbackLike[];
  /** Fixes the order of batches and all randomness in training (dropout): it is given to `manualSeed`. */
  seed?: number;
  /** A new order in every epoch. True unless told. */
  shuffle?: boolean;
  /** Leaves out a last batch that is smaller than the others. False unless told. */
  dropLast?: boolean;
  /** A line of text an epoch. True unless told. */
  verbose?: boolean;
  /** Curves that grow, in a notebook. True unless told. */
  plot?: boolean;
}

/**
 * Trains a model, and shows how it goes. Afterwards the model is ready for use (`model.eval()`).
 *
 * An interrupt ends training after the batch under way; the history then says `interrupted`. In a notebook the cell ends
 * there, but `const history = await fit(…)` still gets the history so far.
 *
 * @param data `{ x, y }` with one row a sample, or batches of them, such as `data.batches(x, y)`
 * @param options `epochs` (10), `batchSize` (32), `optimizer` ("adam"), `lr`, `loss`, `metrics`, `validation`, `callbacks`, `seed`
 * @returns losses and metrics of each epoch; it shows itself
 * @throws ArgumentError when the data are no samples, ShapeError when they do not fit the model
 * @example
 * const history = await fit(model, { x, y }, { epochs: 5, validation: 0.25, metrics: ["accuracy"], seed: 1 });
 * history.names // ["loss", "accuracy", "valLoss", "valAccuracy"]
 */
export async function fit<O = Tensor>(
  model: Model<O>,
  data: TrainingData,
  options: FitOptions<O> = {},
): Promise<History> {
  if (options.seed !== undefined) manualSeed(options.seed);
  const { train, validation } = loadersOf(data, options);
  const training = new Training(model, train, validation, options);
  const interrupt = interruptHook();
  interrupt.enter();
  try {
    return await training.run();
  } finally {
    interrupt.leave();
  }
}

function loadersOf<O>(
  data: TrainingData,
  options: FitOptions<O>,
): { train: Loader; validation: Loader | undefined } {
  const { batchSize = 32, shuffle = true, dropLast = false, validation } = options;
  const seed = options.seed ?? defaultGenerator.nextKey()[0];
  const settings = { batchSize, shuffle, seed, dropLast };
  const inOrder = { ...settings, batchSize: Math.max(256, batchSize), shuffle: false, dropLast: false };
  if (typeof validation === "number") {
    const { train, held } = holdOut(data, validation);
    return { train: loaderOf("fit", train, settings), validation: loaderOf("fit", held, inOrder) };
  }
  return {
    train: loaderOf("fit", data, settings),
    validation: validation && loaderOf("fit", validation, inOrder),
  };
}

class Training<O> implements Run {
  readonly model: Model<O>;
  readonly optimizer: Stepper;
  readonly history = new History();
  readonly epochs: number;
  readonly #schedule: Schedule | undefined;
  readonly #train: Loader;
  readonly #validation: Loader | undefined;
  readonly #objective: Objective<O>;
  readonly #callbacks: Callbacks;
  readonly #progress: Progress;
  readonly #turns = new Turns();
  #stopping = false;

  constructor(model: Model<O>, train: Loader, validation: Loader | undefined, options: FitOptions<O>) {
    this.model = model;
    this.epochs = options.epochs ?? 10;
    this.#train = train;
    this.#validation = validation;
    this.#objective = lazyObjective("fit", options);
    this.optimizer = optimizerOf(options.optimizer, model as Module, options.lr);
    this.#schedule = scheduleOf(options.scheduler, this.optimizer);
    this.#callbacks = new Callbacks(options.callbacks ?? []);
    const measured = ["loss", ...this.#objective.metrics.keys()];
    this.#progress = new Progress({
      verbose: options.verbose ?? true,
      plot: options.plot ?? true,
      epochs: this.epochs,
      names: validation ? [...measured, ...measured.map(validationName)] : measured,
    });
  }

  stop(reason: string): void {
    this.#stopping = true;
    this.history.stopped ??= reason;
  }

  async run(): Promise<History> {
    try {
      await this.#callbacks.call("onTrainBegin", this);
      for (let epoch = 1; epoch <= this.epochs && !this.#stopping; epoch++) await this.#epoch(epoch);
    } finally {
      await this.#callbacks.call("onTrainEnd", this);
      this.model.eval();
      await this.#progress.end(this.history);
    }
    return this.history;
  }

  async #epoch(epoch: number): Promise<void> {
    const start = performance.now();
    this.model.train();
    await this.#callbacks.call("onEpochBegin", epoch, this);
    const sums = new Sums(["loss", ...this.#objective.metrics.keys()]);
    let batches = 0;
    for await (const batch of this.#train as AsyncIterable<Batch>) {
      this.#step(batch, sums);
      batches++;
      if (this.#callbacks.wantsBatches) await this.#callbacks.call("onBatchEnd", batches, this);
      if (this.#progress.due)
        await this.#progress.during(epoch - 1 + this.#share(batches), await sums.means());
      await this.#turns.give();
      if (this.#interrupted() || this.#stopping) return;
    }
    if (batches === 0) throw noBatches(epoch);
    const means = await sums.means();
    const validated = this.#validation ? await this.#validate(this.#validation) : {};
    if (this.#interrupted()) return;
    const seconds = (performance.now() - start) / 1000;
    const row = { epoch, ...means, ...validated, seconds } as EpochRow;
    this.history.epochs.push(row);
    if (this.#schedule && this.#schedule.every !== "batch") this.#schedule.step(row.valLoss ?? row.loss);
    await this.#progress.epoch(row);
    await this.#callbacks.call("onEpochEnd", row, this);
  }

  #step(batch: Batch, sums: Sums): void {
    const { x, y } = samplesOf(batch);
    const { loss, metrics } = this.#objective;
    this.optimizer.zeroGrad();
    const output = this.model.forward(x);
    const value = loss(output, y);
    value.backward();
    sums.add([value, ...Array.from(metrics.values(), (metric) => metric(output, y))], y.shape[0]!);
    sums.realizeWithStep();
    this.optimizer.step();
    if (this.#schedule?.every === "batch") this.#schedule.step();
  }

  async #validate(loader: Loader): Promise<Record<string, number>> {
    const means = await inUse(this.model, () => measure(this.model, loader, this.#objective));
    return Object.fromEntries(Object.entries(means).map(([name, value]) => [validationName(name), value]));
  }

  #interrupted(): boolean {
    if (!interruptHook().requested()) return false;
    this.#stopping = this.history.interrupted = true;
    return true;
  }

  /** How much of the epoch is done, where that is known. */
  #share(batches: number): number {
    const { length } = this.#train as { length?: number };
    return length ? batches / length : 0;
  }
}

const noBatches = (epoch: number): ArgumentError =>
  new ArgumentError({
    op: "fit",
    message: `there are no batches: none came in epoch ${epoch}`,
    help:
      epoch > 1
        ? "a generator gives its batches once; data.batches(x, y) gives them in every epoch"
        : undefined,
  });

const validationName = (name: string): string => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
