// The learning rate falls in stairs. As torch.optim.lr_scheduler.StepLR.
import { checkCount, type Scheduled, Scheduler } from "./scheduler.ts";

/**
 * Multiplies the learning rate by `gamma` (0.1 unless told) every `stepSize` steps: lr₀ · gamma^⌊t / stepSize⌋.
 * @throws ArgumentError when `stepSize` is no whole number from 1
 * @example
 * const schedule = new optim.StepLR(optimizer, { stepSize: 30 });
 */
export class StepLR extends Scheduler {
  /** Steps between two stairs. */
  readonly stepSize: number;
  /** What the rate is multiplied by. */
  readonly gamma: number;

  constructor(optimizer: Scheduled, { stepSize, gamma = 0.1 }: { stepSize: number; gamma?: number }) {
    super(optimizer);
    this.stepSize = checkCount("StepLR", "stepSize", stepSize);
    this.gamma = gamma;
    this.begin();
  }

  protected override rate(base: number, steps: number): number {
    return base * this.gamma ** Math.floor(steps / this.stepSize);
  }
}
