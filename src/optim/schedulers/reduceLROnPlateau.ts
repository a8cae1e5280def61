// The learning rate falls when a measure no longer gets better. As torch.optim.lr_scheduler.ReduceLROnPlateau.
import { ArgumentError } from "../../errors.ts";
import type { Scheduled } from "./scheduler.ts";

/** What ReduceLROnPlateau takes. */
export interface ReduceLROnPlateauOptions {
  /** Whether small or large measures are good; "min" unless told. */
  mode?: "min" | "max";
  /** What the rate is multiplied by, 0.1 unless told. */
  factor?: number;
  /** Steps without improvement that are waited for, 10 unless told. */
  patience?: number;
  /** An improvement is larger than this share of the best measure, 1e-4 unless told. */
  threshold?: number;
  /** Steps after a change in which nothing is counted, 0 unless told. */
  cooldown?: number;
  /** No rate falls below, 0 unless told. */
  minLr?: number;
}

/**
 * Multiplies the learning rate by `factor` when the measure has not improved for more than `patience` steps.
 * @throws ArgumentError when `factor` is not between 0 and 1
 * @example
 * const schedule = new optim.ReduceLROnPlateau(optimizer, { patience: 3 });
 * schedule.step(0.25);
 */
export class ReduceLROnPlateau {
  /** What a step of this schedule is. */
  readonly every = "epoch";
  readonly #optimizer: Scheduled;
  readonly #options: Required<ReduceLROnPlateauOptions>;
  #best: number | undefined;
  #bad = 0;
  #cooling = 0;

  /** @throws ArgumentError when `factor` is not below 1 */
  constructor(optimizer: Scheduled, options: ReduceLROnPlateauOptions = {}) {
    this.#optimizer = optimizer;
    this.#options = {
      mode: "min",
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      cooldown: 0,
      minLr: 0,
      ...options,
    };
    const { factor } = this.#options;
    if (!(factor > 0 && factor < 1)) {
      const message = `factor is out of range: got ${factor}, between 0 and 1`;
      throw new ArgumentError({ op: "ReduceLROnPlateau", message });
    }
  }

  /**
   * Goes one step on.
   * @param measure such as the validation loss
   * @example
   * new optim.ReduceLROnPlateau(optimizer, { patience: 3 }).step(0.25);
   */
  step(measure: number): void {
    const { patience, cooldown } = this.#options;
    if (this.#improves(measure)) {
      this.#best = measure;
      this.#bad = 0;
    } else this.#bad++;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#bad = 0;
    }
    if (this.#bad <= patience) return;
    this.#reduce();
    this.#cooling = cooldown;
    this.#bad = 0;
  }

  #improves(measure: number): boolean {
    if (Number.isNaN(measure)) return false;
    if (this.#best === undefined) return true;
    const { mode, threshold } = this.#options;
    return mode === "min" ? measure < this.#best * (1 - threshold) : measure > this.#best * (1 + threshold);
  }

  #reduce(): void {
    const { factor, minLr } = this.#options;
    for (const group of this.#optimizer.paramGroups) group.lr = Math.max(group.lr * factor, minLr);
  }
}
