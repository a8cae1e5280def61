// Dropout as a layer (Srivastava et al., 2014). Its randomness follows from `manualSeed`.
import { dropout, type Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";
import { share } from "./arguments.ts";

/**
 * While training, each value is left out (0) with probability p and the others are divided by 1 - p; otherwise nothing
 * happens (Srivastava et al., 2014).
 * @example
 * await new nn.Dropout(0.5).eval().forward(tensor([1, 2])).toArray() // [1, 2]
 */
export class Dropout extends Layer<SameRule> {
  /** The probability of being left out, 0 to 1. */
  readonly p: number;

  /**
   * @param p the probability of being left out, 0 to 1; 0.5 unless told
   * @throws ArgumentError when it is anything else
   */
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
