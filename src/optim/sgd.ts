// Stochastic gradient descent, with momentum. Formulas and defaults of torch.optim.SGD.
import { ArgumentError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { add, changing, mul, plusScaled, scaledBy, sub, zeros } from "./formulas.ts";
import { Optimizer } from "./optimizer.ts";
import { atLeast0, type CommonSettings, type Group, type Parameters, type Slots } from "./settings.ts";

/** What SGD takes. */
export interface SGDSettings extends CommonSettings {
  /** The share of the last step's direction that is kept, 0 unless told. */
  momentum: number;
  /** The share of the gradient that momentum leaves out, 0 unless told. */
  dampening: number;
  /** Added to the gradient: weightDecay · parameter. 0 unless told. */
  weightDecay: number;
  /** Looks ahead along the momentum (Nesterov, 1983). False unless told. */
  nesterov: boolean;
}

/**
 * Stochastic gradient descent, as torch.optim.SGD (Sutskever et al., "On the importance of initialization and momentum in
 * deep learning", 2013):
 *
 *     g = gradient + weightDecay · p
 *     b = momentum · b + (1 - dampening) · g      (the first b is g)
 *     g = nesterov ? g + momentum · b : b         (when momentum is not 0)
 *     p = p - lr · g
 *
 * `lr` is 0.001 unless told.
 * @throws ArgumentError when there are no parameters, or a setting is out of its range
 * @example
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 */
export class SGD extends Optimizer<SGDSettings> {
  constructor(parameters: Parameters<SGDSettings>, settings: Partial<SGDSettings> = {}) {
    super(parameters, {
      lr: 1e-3,
      momentum: 0,
      dampening: 0,
      weightDecay: 0,
      nesterov: false,
      ...settings,
    });
  }

  protected override check(settings: SGDSettings): void {
    super.check(settings);
    const { momentum, dampening, weightDecay, nesterov } = settings;
    atLeast0("SGD", "momentum", momentum);
    atLeast0("SGD", "weightDecay", weightDecay);
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      const message = `nesterov needs a momentum and no dampening: got ${momentum} and ${dampening}`;
      throw new ArgumentError({ op: "SGD", message });
    }
  }

  protected override update(value: Node, gradient: Node, slots: Slots, group: Group<SGDSettings>): Node {
    const { lr, momentum, dampening, weightDecay, nesterov } = group;
    let g = plusScaled(gradient, weightDecay, value);
    if (momentum !== 0) {
      // The first gradient is taken whole, which from zeros is the same unless it would be dampened.
      const before = slots.tensors.get("momentum_buffer") ?? (dampening === 0 ? zeros(g) : undefined);
      const b = before ? add(scaledBy(momentum, before), scaledBy(1 - dampening, g)) : g;
      slots.tensors.set("momentum_buffer", b);
      g = nesterov ? plusScaled(g, momentum, b) : b;
    }
    return sub(value, mul(g, changing(lr, g)));
  }
}
