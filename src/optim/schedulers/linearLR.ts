// The learning rate goes along a line: a warm-up. As torch.optim.lr_scheduler.LinearLR.
import { checkCount, type Scheduled, Scheduler } from "./scheduler.ts";

/** What LinearLR takes. */
export interface LinearLROptions {
  /** The share of the learning rate to begin with, 1/3 unless told. */
  startFactor?: number;
  /** The share to end with, 1 unless told. */
  endFactor?: number;
  /** Steps from one to the other, 5 unless told. */
  totalIters?: number;
}

/**
 * lr₀ times a factor that goes from `startFactor` to `endFactor` in `totalIters` steps and stays there.
 * @throws ArgumentError when `totalIters` is no whole number from 1
 * @example
 * const warmUp = new optim.LinearLR(optimizer, { startFactor: 0.1, totalIters: 10 });
 */
export class LinearLR extends Scheduler {
  /** The share of the learning rate to begin with. */
  readonly startFactor: number;
  /** The share to end with. */
  readonly endFactor: number;
  /** Steps from one to the other. */
  readonly totalIters: number;

  constructor(
    optimizer: Scheduled,
    { startFactor = 1 / 3, endFactor = 1, totalIters = 5 }: LinearLROptions = {},
  ) {
    super(optimizer);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = checkCount("LinearLR", "totalIters", totalIters);
    this.begin();
  }

  protected override rate(base: number, steps: number): number {
    const share = Math.min(steps, this.totalIters) / this.totalIters;
    return base * (this.startFactor + (this.endFactor - this.startFactor) * share);
  }
}
