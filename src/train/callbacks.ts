// What can take part in training: an object with any of these methods, or a function that is called after each epoch.
import type { Module } from "../nn/index.ts";
import type { EpochRow, History } from "./history.ts";
import type { Stepper } from "./objectives.ts";

/** Training under way, as callbacks see it. */
export interface Run {
  /** The model that learns. */
  readonly model: Module;
  /** Its optimizer; `lr` may be changed. */
  readonly optimizer: Stepper;
  /** The epochs so far. */
  readonly history: History;
  /** The number of epochs to come in all. */
  readonly epochs: number;
  /**
   * Ends training after this batch or epoch, for a reason that the history keeps.
   * @example
   * await fit(model, { x, y }, { callbacks: [(row, run) => { if (row.loss < 0.1) run.stop("good enough"); }] })
   */
  stop(reason: string): void;
}

/**
 * Takes part in training. All methods may be left out, and may be asynchronous.
 * @example
 * const halve: Callback = { onEpochEnd(row, { optimizer }) { optimizer.lr /= 2; } };
 * await fit(model, { x, y }, { epochs: 3, callbacks: [halve] })
 */
export interface Callback {
  /** Called before the first epoch. */
  onTrainBegin?(run: Run): void | Promise<void>;
  /** Called before each epoch; the first is 1. */
  onEpochBegin?(epoch: number, run: Run): void | Promise<void>;
  /** Called after each batch; the first of an epoch is 1. */
  onBatchEnd?(batch: number, run: Run): void | Promise<void>;
  /** Called after each epoch, validation included, with its numbers. */
  onEpochEnd?(row: EpochRow, run: Run): void | Promise<void>;
  /** Called at the end whatever ended it, an interrupt or an error included. */
  onTrainEnd?(run: Run): void | Promise<void>;
}

/** A callback, or a function that is called after each epoch. */
export type CallbackLike = Callback | ((row: EpochRow, run: Run) => void | Promise<void>);

type Method = {
  [K in keyof Callback]-?: Callback[K] extends ((...args: infer A) => unknown) | undefined ? A : never;
};

/** All callbacks of a run, called in order. */
export class Callbacks {
  readonly #all: readonly Callback[];
  /** True when somebody wants to know of batches. */
  readonly wantsBatches: boolean;

  constructor(callbacks: readonly CallbackLike[]) {
    this.#all = callbacks.map((callback) =>
      typeof callback === "function" ? { onEpochEnd: callback } : callback,
    );
    this.wantsBatches = this.#all.some(({ onBatchEnd }) => onBatchEnd);
  }

  async call<K extends keyof Callback>(method: K, ...args: Method[K]): Promise<void> {
    for (const callback of this.#all) {
      await (callback[method] as ((...args: Method[K]) => unknown) | undefined)?.call(callback, ...args);
    }
  }
}
