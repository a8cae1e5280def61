// The learning rate rises to its greatest value and falls far below where it began (Smith and Topin, 2018, arXiv
// 1708.07120). As torch.optim.lr_scheduler.OneCycleLR with cosines, without its cycle of the momentum.
import { alongCosine, checkCount, type Scheduled, Scheduler } from "./scheduler.ts";

/** What OneCycleLR takes. */
export interface OneCycleLROptions {
  /** The greatest learning rate. */
  maxLr: number;
  /** Steps of the whole cycle: batches an epoch times epochs. */
  totalSteps: number;
  /** The share of steps in which the rate rises, 0.3 unless told. */
  pctStart?: number;
  /** The first rate is maxLr / divFactor; 25 unless told. */
  divFactor?: number;
  /** The last rate is the first / finalDivFactor; 10,000 unless told. */
  finalDivFactor?: number;
}

/**
 * One cycle over all of training: the rate rises to `maxLr`, then falls far below where it began, both along half a cosine
 * (Smith and Topin, arXiv 1708.07120). A step is a batch.
 * @throws ArgumentError when `totalSteps` is no whole number from 1
 * @example
 * const schedule = new optim.OneCycleLR(optimizer, { maxLr: 0.01, totalSteps: 45 * 20 });
 */
export class OneCycleLR extends Scheduler {
  override readonly every = "batch";
  /** Steps of the whole cycle. */
  readonly totalSteps: number;
  readonly #first: number;
  readonly #greatest: number;
  readonly #last: number;
  readonly #top: number;

  constructor(optimizer: Scheduled, options: OneCycleLROptions) {
    super(optimizer);
    const { maxLr, totalSteps, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
    this.totalSteps = checkCount("OneCycleLR", "totalSteps", totalSteps);
    this.#greatest = maxLr;
    this.#first = maxLr / divFactor;
    this.#last = this.#first / finalDivFactor;
    this.#top = pctStart * totalSteps - 1;
    this.begin();
  }

  protected override rate(_: number, steps: number): number {
    const end = this.totalSteps - 1;
    if (steps >= end) return this.#last;
    return this.#top > 0 && steps <= this.#top
      ? alongCosine(this.#first, this.#greatest, steps / this.#top)
      : alongCosine(this.#greatest, this.#last, (steps - this.#top) / (end - this.#top));
  }
}
