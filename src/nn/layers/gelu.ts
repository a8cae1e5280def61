// The Gaussian error linear unit as a layer.
import type { Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { SameRule } from "../rules/rule.ts";

/**
 * x · Φ(x), Φ the normal distribution's; exact, or by the tanh approximation (Hendrycks and Gimpel, arXiv 1606.08415).
 * @example
 * await new nn.GELU().forward(tensor([-1, 0, 1])).toArray() // [-0.1586553, 0, 0.8413447]
 */
export class GELU extends Layer<SameRule> {
  /** "none" (exact) or "tanh". */
  readonly approximate: "none" | "tanh";

  constructor(approximate: "none" | "tanh" = "none") {
    super();
    this.approximate = approximate;
  }

  protected override compute(x: Tensor): Tensor {
    return x.gelu(this.approximate);
  }

  override describe(): string {
    return `GELU(${this.approximate === "none" ? "" : this.approximate})`;
  }
}
