// Using a model on many samples, batch by batch: `evaluate` measures, `predict` gives the outputs. Neither trains nor keeps
// anything for gradients; the model is as it was before.
import { setImmediate } from "node:timers/promises";
import { ArgumentError } from "../errors.ts";
import type { Module } from "../nn/index.ts";
import { concat, noGrad, type Tensor } from "../tensor/index.ts";
import { type Batch, type Loader, loaderOf, samplesOf, type TrainingData } from "./data.ts";
import { interruptHook } from "./interrupt.ts";
import {
  type Loss,
  type LossFunction,
  lossOf,
  type MetricFunction,
  type Metrics,
  metricsOf,
} from "./objectives.ts";
import { Sums } from "./sums.ts";

/** A module that takes one tensor. */
export type Model<O = Tensor> = Module & { forward(x: Tensor): O };

/** What `evaluate` takes. */
export interface EvaluateOptions<O = Tensor> {
  /** Samples a batch; 256 unless told. It changes memory and time, not the result. */
  batchSize?: number;
  /** Cross-entropy for whole targets and the squared error for others, unless told. */
  loss?: Loss<O>;
  /** What is measured besides the loss: names, or functions of output and targets. */
  metrics?: Metrics<O>;
}

/** What is measured of a batch. */
export interface Objective<O> {
  loss: LossFunction<O>;
  metrics: ReadonlyMap<string, MetricFunction<O>>;
}

const milliseconds = 50;

/** Lets displays and other tasks have a turn, now and then. */
export class Turns {
  #last = performance.now();
  async give(): Promise<void> {
    if (performance.now() - this.#last < milliseconds) return;
    await setImmediate();
    this.#last = performance.now();
  }
}

/** Runs `f` with the model ready for use, and puts its mode back afterwards. */
export async function inUse<T>(model: Module, f: () => Promise<T>): Promise<T> {
  const training = model.modules().filter((module) => module.training);
  model.eval();
  try {
    return await f();
  } finally {
    for (const module of training) module.training = true;
  }
}

/** The means over all batches. */
export async function measure<O>(
  model: Model<O>,
  loader: Loader,
  { loss, metrics }: Objective<O>,
): Promise<Record<string, number>> {
  const sums = new Sums(["loss", ...metrics.keys()]);
  const turns = new Turns();
  for await (const batch of loader as AsyncIterable<Batch>) {
    const { x, y } = samplesOf(batch);
    noGrad(() => {
      const output = model.forward(x);
      sums.add(
        [loss(output, y), ...Array.from(metrics.values(), (metric) => metric(output, y))],
        y.shape[0]!,
      );
    });
    sums.realize();
    await turns.give();
    if (interruptHook().requested()) break;
  }
  return sums.means();
}

/**
 * Measures a model on data it was not trained on.
 *
 * @param data `{ x, y }`, or batches of them
 * @returns the mean loss and metrics over all samples, by name
 * @throws ArgumentError when the data are no samples, ShapeError when they do not fit the model
 * @example
 * const { loss, accuracy } = await evaluate(model, { x, y }, { metrics: ["accuracy"] });
 */
export async function evaluate<O = Tensor>(
  model: Model<O>,
  data: TrainingData,
  options: EvaluateOptions<O> = {},
): Promise<Record<string, number>> {
  const settings = { batchSize: options.batchSize ?? 256, shuffle: false, seed: 0, dropLast: false };
  const loader = loaderOf("evaluate", data, settings);
  const objective = lazyObjective("evaluate", options);
  return inUse(model, () => measure(model, loader, objective));
}

/** Loss and metrics, chosen when the first targets are seen. */
export function lazyObjective<O>(
  op: string,
  { loss, metrics }: Pick<EvaluateOptions<O>, "loss" | "metrics">,
): Objective<O> {
  let chosen: LossFunction<O> | undefined;
  const choose: LossFunction<O> = (output, targets) => {
    chosen ??= lossOf(op, loss, targets);
    return chosen(output, targets);
  };
  const known = typeof loss === "string" ? lossOf(op, loss, undefined as never) : choose;
  return { loss: known, metrics: metricsOf(op, metrics, known) };
}

/**
 * The model's outputs for many inputs, computed batch by batch.
 *
 * @param x inputs, one row a sample
 * @returns the outputs, one row a sample; the batch size does not change them
 * @throws ArgumentError when there are no inputs, ShapeError when they do not fit the model
 * @example
 * const outputs = await predict(model, x);
 * outputs.argmax(1).shape // [32]
 */
export async function predict(
  model: Model,
  x: Tensor,
  { batchSize = 256 }: { batchSize?: number } = {},
): Promise<Tensor> {
  const samples = x.shape[0] ?? 0;
  if (samples === 0) throw new ArgumentError({ op: "predict", message: `there are no inputs: got ${x}` });
  return inUse(model, async () => {
    const turns = new Turns();
    const loader = loaderOf("predict", { x, y: x }, { batchSize, shuffle: false, seed: 0, dropLast: false });
    const outputs: Tensor[] = [];
    for (const batch of loader as Iterable<Batch>) {
      outputs.push(noGrad(() => model.forward(samplesOf(batch).x)).realize());
      await turns.give();
    }
    return outputs.length === 1 ? outputs[0]! : (concat(outputs) as Tensor).realize();
  });
}
