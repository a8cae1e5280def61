// The learning rate falls along half a cosine (Loshchilov and Hutter, 2017, arXiv 1608.03983). As
// torch.optim.lr_scheduler.CosineAnnealingLR.
import { alongCosine, checkCount, type Scheduled, Scheduler } from "./scheduler.ts";

/**
 * From the learning rate to `etaMin` (0 unless told) in `tMax` steps: etaMin + (lr₀ - etaMin) · (1 + cos(π t / tMax)) / 2
 * (Loshchilov and Hutter, arXiv 1608.03983).
 * @throws ArgumentError when `tMax` is no whole number from 1
 * @example
 * const schedule = new optim.CosineAnnealingLR(optimizer, { tMax: 20 });
 */
export class CosineAnnealingLR extends Scheduler {
  /** Steps from the first rate to the last. */
  readonly tMax: number;
  /** The last rate. */
  readonly etaMin: number;

  constructor(optimizer: Scheduled, { tMax, etaMin = 0 }: { tMax: number; etaMin?: number }) {
    super(optimizer);
    this.tMax = checkCount("CosineAnnealingLR", "tMax", tMax);
    this.etaMin = etaMin;
    this.begin();
  }

  protected override rate(base: number, steps: number): number {
    return alongCosine(base, this.etaMin, steps / this.tMax);
  }
}
