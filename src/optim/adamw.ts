// Adam with decoupled weight decay. Formulas and defaults of torch.optim.AdamW.
import type { Node } from "../graph/node.ts";
import { Adam, type AdamSettings, adamStep } from "./adam.ts";
import { changing, mul } from "./formulas.ts";
import type { Group, Parameters, Slots } from "./settings.ts";

/**
 * AdamW, as torch.optim.AdamW (Loshchilov and Hutter, 2019, arXiv 1711.05101): first p = p - lr · weightDecay · p, then
 * Adam's step without weight decay in the gradient. `weightDecay` is 0.01 and `lr` 0.001 unless told.
 * @throws ArgumentError when there are no parameters, or a setting is out of its range
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-4, weightDecay: 0.1 });
 */
export class AdamW extends Adam {
  constructor(parameters: Parameters<AdamSettings>, settings: Partial<AdamSettings> = {}) {
    super(parameters, { weightDecay: 1e-2, ...settings });
  }

  protected override update(value: Node, g: Node, slots: Slots, group: Group<AdamSettings>): Node {
    const { lr, weightDecay } = group;
    const decayed = weightDecay === 0 ? value : mul(value, changing(1 - lr * weightDecay, value));
    return adamStep(decayed, g, slots, group);
  }
}
