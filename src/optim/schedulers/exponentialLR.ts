// The learning rate falls by the same factor at each step. As torch.optim.lr_scheduler.ExponentialLR.
import { type Scheduled, Scheduler } from "./scheduler.ts";

/**
 * Multiplies the learning rate by `gamma` at each step: lr₀ · gammaᵗ.
 * @example
 * const schedule = new optim.ExponentialLR(optimizer, { gamma: 0.95 });
 */
export class ExponentialLR extends Scheduler {
  /** What the rate is multiplied by. */
  readonly gamma: number;

  constructor(optimizer: Scheduled, { gamma }: { gamma: number }) {
    super(optimizer);
    this.gamma = gamma;
    this.begin();
  }

  protected override rate(base: number, steps: number): number {
    return base * this.gamma ** steps;
  }
}
