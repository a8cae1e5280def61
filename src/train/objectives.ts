// The tables of losses, metrics and optimizers that training knows by name. Each takes a function instead of a name.
import { ArgumentError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Module } from "../nn/index.ts";
import { Adam, AdamW, type Optimizer, RMSprop, SGD } from "../optim/index.ts";
import {
  bceWithLogits,
  crossEntropy,
  huberLoss,
  l1Loss,
  mseLoss,
  nllLoss,
  type Tensor,
} from "../tensor/index.ts";

/** A single value, to be made small, from what the model gives and the targets. */
export type LossFunction<O = Tensor> = (output: O, targets: Tensor) => Tensor;

/** The mean over a batch of how good the model's output is. */
export type MetricFunction<O = Tensor> = (output: O, targets: Tensor) => Tensor;

const losses = {
  crossEntropy,
  nllLoss,
  mseLoss,
  l1Loss,
  huberLoss,
  bceWithLogits,
} as unknown as Readonly<Record<LossName, LossFunction>>;

/** The losses that are known by name. */
export type LossName = "crossEntropy" | "nllLoss" | "mseLoss" | "l1Loss" | "huberLoss" | "bceWithLogits";

/** A loss by name, as a function of output and targets, or as a module such as `new nn.MSELoss()`. */
export type Loss<O = Tensor> = LossName | LossFunction<O> | { forward(output: O, targets: Tensor): Tensor };

/** The loss by its description; cross-entropy for whole targets and the squared error for others, unless told. */
export function lossOf<O>(op: string, loss: Loss<O> | undefined, targets: Tensor): LossFunction<O> {
  const wanted = loss ?? (dtypes[targets.dtype].float ? "mseLoss" : "crossEntropy");
  if (typeof wanted === "function") return wanted;
  if (typeof wanted === "object") return (output, y) => wanted.forward(output, y);
  return named(op, "loss", losses, wanted) as unknown as LossFunction<O>;
}

/** True where the model gives logits of yes or no. */
const takesLogits = (loss: LossFunction<never>): boolean => loss === (losses.bceWithLogits as unknown);

/** The metrics that are known by name. */
export type MetricName = "accuracy" | "mse" | "mae";

type MetricMaker = (loss: LossFunction<never>) => MetricFunction;

const metrics: Readonly<Record<MetricName, MetricMaker>> = {
  accuracy: (loss) => (output, targets) => {
    const classes = output.rank > targets.rank && (output.shape[1] ?? 1) > 1;
    const scores = output.rank === targets.rank || classes ? output : output.reshape([...targets.shape]);
    if (classes) return hits(scores.argmax(1) as Tensor, targets);
    if (dtypes[targets.dtype].float && targets.rank > 1 && targets.shape[1]! > 1) {
      return hits(scores.argmax(1) as Tensor, targets.argmax(1) as Tensor);
    }
    const yes = scores.gt(takesLogits(loss) ? 0 : 0.5) as Tensor;
    return hits(yes, targets.gt(0.5) as Tensor);
  },
  mse: () => (output, targets) => mseLoss(output, targets) as Tensor,
  mae: () => (output, targets) => l1Loss(output, targets) as Tensor,
};

const hits = (predicted: Tensor, actual: Tensor): Tensor =>
  (predicted.eq(actual) as Tensor).to("f32").mean() as unknown as Tensor;

/** Metrics by name, or functions by a name of the user's. */
export type Metrics<O = Tensor> =
  | readonly (MetricName | MetricFunction<O>)[]
  | Readonly<Record<string, MetricFunction<O>>>;

/** The metrics by their names. */
export function metricsOf<O>(
  op: string,
  wanted: Metrics<O> | undefined,
  loss: LossFunction<O>,
): ReadonlyMap<string, MetricFunction<O>> {
  if (!wanted) return new Map();
  if (!Array.isArray(wanted)) return new Map(Object.entries(wanted as Record<string, MetricFunction<O>>));
  const list = wanted as readonly (MetricName | MetricFunction<O>)[];
  return new Map(
    list.map((metric, i) => {
      if (typeof metric === "function") return [metric.name || `metric${i}`, metric];
      const maker = named(op, "metric", metrics, metric);
      return [metric, maker(loss as unknown as LossFunction<never>) as unknown as MetricFunction<O>];
    }),
  );
}

/** The optimizers that are known by name. */
export type OptimizerName = "sgd" | "adam" | "adamw" | "rmsprop";

type OptimizerMaker = (parameters: Tensor[], settings: { lr?: number }) => Optimizer;

const optimizers: Readonly<Record<OptimizerName, OptimizerMaker>> = {
  sgd: (parameters, settings) => new SGD(parameters, settings),
  adam: (parameters, settings) => new Adam(parameters, settings),
  adamw: (parameters, settings) => new AdamW(parameters, settings),
  rmsprop: (parameters, settings) => new RMSprop(parameters, settings),
};

/** What training asks of an optimizer. */
export interface Stepper {
  /** The learning rate. */
  lr: number;
  /** The groups of parameters; each has a rate of its own. */
  readonly paramGroups: readonly { lr: number }[];
  /** Changes the parameters by their gradients, once. */
  step(): void;
  /** Forgets the gradients. */
  zeroGrad(): void;
}

/** An optimizer by name, ready made, or made from the model's parameters. */
export type OptimizerChoice = OptimizerName | Stepper | ((parameters: Tensor[]) => Stepper);

export function optimizerOf(
  choice: OptimizerChoice = "adam",
  model: Module,
  lr: number | undefined,
): Stepper {
  if (typeof choice === "object") return ofModel(choice, model);
  if (typeof choice === "function") return choice(model.parameters());
  const maker = named("fit", "optimizer", optimizers, choice);
  return maker(model.parameters(), lr === undefined ? {} : { lr });
}

/** Refuses the optimizer of another model, such as the one that this replaces: nothing would be learned. */
function ofModel(optimizer: Stepper, model: Module): Stepper {
  const groups = optimizer.paramGroups as readonly { params?: readonly Tensor[] }[];
  const held = new Set(groups.flatMap(({ params = [] }) => params));
  if (held.size > 0 && !model.parameters().some((parameter) => held.has(parameter)))
    throw new ArgumentError({
      op: "fit",
      message: "the optimizer holds no parameter of the model: it was made for another one",
      help: "make it anew after the model: new optim.Adam(model.parameters())",
    });
  return optimizer;
}

/** A schedule of the learning rate, as in `optim`. */
export interface Schedule {
  /** What its step is; an epoch unless told. */
  readonly every?: "epoch" | "batch";
  /** @param measure the validation loss, or the loss without validation; of the epoch, or undefined after a batch */
  step(measure?: number): void;
}

/** A schedule, or a function that makes one for the optimizer. */
export type ScheduleChoice = Schedule | ((optimizer: Stepper) => Schedule);

export const scheduleOf = (choice: ScheduleChoice | undefined, optimizer: Stepper): Schedule | undefined =>
  typeof choice === "function" ? choice(optimizer) : choice;

function named<T>(op: string, what: string, table: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found) return found;
  throw new ArgumentError({
    op,
    message: `unknown ${what}: got ${name}, one of ${Object.keys(table).join(", ")}`,
  });
}
