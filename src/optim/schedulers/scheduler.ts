// What all schedules of the learning rate share: they remember the rates that they began with, count steps, and set each
// group's rate. When to step, after batches or epochs, is for the training loop to say.
import { ArgumentError } from "../../errors.ts";

/** The part of an optimizer that a schedule changes. */
export interface Scheduled {
  /** Its groups of parameters, each with a learning rate. */
  readonly paramGroups: readonly { lr: number }[];
}

/**
 * The base of schedules that follow from the number of steps alone; `rate` says how.
 * @example
 * class Halving extends optim.Scheduler {
 *   protected rate(base: number, steps: number) { return base / 2 ** steps; }
 * }
 * new Halving(optimizer).step();
 */
export abstract class Scheduler {
  /** What a step of this schedule is. */
  readonly every: "epoch" | "batch" = "epoch";
  readonly #optimizer: Scheduled;
  readonly #base: readonly number[];
  #steps = 0;

  constructor(optimizer: Scheduled) {
    this.#optimizer = optimizer;
    this.#base = optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The rate after `steps` steps of a group that began with `base`. */
  protected abstract rate(base: number, steps: number): number;

  /** Sets the rates of the beginning; to be called when the settings are known. */
  protected begin(): void {
    this.#apply();
  }

  /**
   * Goes one step on: to be called after each epoch, or each batch, as `every` says. `fit` does it by itself.
   * @example
   * const schedule = new optim.ExponentialLR(optimizer, { gamma: 0.9 });
   * schedule.step();
   * optimizer.lr // 0.0009
   */
  step(): void {
    this.#steps++;
    this.#apply();
  }

  /** The steps that were taken. */
  get steps(): number {
    return this.#steps;
  }

  #apply(): void {
    this.#optimizer.paramGroups.forEach((group, i) => {
      group.lr = this.rate(this.#base[i]!, this.#steps);
    });
  }
}

/** Refuses what is no whole number from 1. */
export function checkCount(op: string, name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new ArgumentError({ op, message: `${name} is no whole number from 1: got ${value}` });
}

/** From one rate to another along half a cosine; `share` from 0 to 1. */
export const alongCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
