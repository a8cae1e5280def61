// RMSprop. Formulas and defaults of torch.optim.RMSprop.
import type { Node } from "../graph/node.ts";
import { add, changing, div, fixed, mean, mul, plusScaled, scaledBy, sqrt, sub, zeros } from "./formulas.ts";
import { Optimizer } from "./optimizer.ts";
import { atLeast0, type CommonSettings, type Group, type Parameters, type Slots } from "./settings.ts";

/** What RMSprop takes. */
export interface RMSpropSettings extends CommonSettings {
  /** How slowly the mean of the squares forgets, 0.99 unless told. */
  alpha: number;
  /** Added to the root, 1e-8 unless told. */
  eps: number;
  /** Added to the gradient: weightDecay · parameter. 0 unless told. */
  weightDecay: number;
  /** The share of the last step's direction that is kept, 0 unless told. */
  momentum: number;
  /** Divides by the deviation rather than by the root mean square. False unless told. */
  centered: boolean;
}

/**
 * RMSprop, as torch.optim.RMSprop (Hinton, lecture 6e, 2012; centered: Graves, arXiv 1308.0850):
 *
 *     g = gradient + weightDecay · p
 *     v = α v + (1 - α) g²
 *     a = α a + (1 - α) g,  v' = v - a²           (centered; otherwise v' = v)
 *     b = momentum · b + g / (√v' + eps)
 *     p = p - lr · b
 *
 * `lr` is 0.01 unless told.
 * @throws ArgumentError when there are no parameters, or a setting is out of its range
 * @example
 * const optimizer = new optim.RMSprop(model.parameters(), { lr: 1e-3 });
 */
export class RMSprop extends Optimizer<RMSpropSettings> {
  constructor(parameters: Parameters<RMSpropSettings>, settings: Partial<RMSpropSettings> = {}) {
    super(parameters, {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      ...settings,
    });
  }

  protected override check(settings: RMSpropSettings): void {
    super.check(settings);
    for (const name of ["alpha", "eps", "weightDecay", "momentum"] as const) {
      atLeast0("RMSprop", name, settings[name]);
    }
  }

  protected override update(value: Node, gradient: Node, slots: Slots, group: Group<RMSpropSettings>): Node {
    const { lr, alpha, eps, weightDecay, momentum, centered } = group;
    const { tensors } = slots;
    const g = plusScaled(gradient, weightDecay, value);
    const following = (name: string, now: Node): Node => {
      const made = mean(tensors.get(name), alpha, now);
      tensors.set(name, made);
      return made;
    };
    let v = following("square_avg", mul(g, g));
    if (centered) {
      const a = following("grad_avg", g);
      v = sub(v, mul(a, a));
    }
    let b = div(g, add(sqrt(v), fixed(eps, v)));
    if (momentum > 0) {
      b = add(scaledBy(momentum, tensors.get("momentum_buffer") ?? zeros(b)), b);
      tensors.set("momentum_buffer", b);
    }
    return sub(value, mul(b, changing(lr, b)));
  }
}
