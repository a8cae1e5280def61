// Dropout as a layer (Srivastava et al., 2014). Its randomness follows from `manualSeed`.
import { dropout, type Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";
import { share } from "./arguments.ts";

/**
 * While training, each value is left out (0) with probability p and the others are divided by 1 - p; otherwise nothing
 * happens.
 * @example new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Dropout(0.2), new nn.Linear(128, 10))
 */
export class Dropout extends Layer<SameRule> {
  readonly p: number;

  /** @throws ArgumentError when p is not from 0 to 1 */
  constructor(p = 0.5) {
    super();
    this.p = share("dropout", "p", p);
  }

  protected override compute(x: Tensor): Tensor {
    return this.training && this.p > 0 ? dropout(x, this.p) : x;
  }

  override describe(): string {
    return `Dropout(${this.p})`;
  }
}
