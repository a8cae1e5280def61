// Adam and its form with decoupled weight decay. Formulas and defaults of torch.optim.Adam and torch.optim.AdamW.
import type { Node } from "../graph/node.ts";
import { add, changing, div, fixed, mean, mul, plusScaled, sqrt, sub } from "./formulas.ts";
import { Optimizer } from "./optimizer.ts";
import {
  atLeast0,
  below1,
  type CommonSettings,
  type Group,
  type Parameters,
  type Slots,
} from "./settings.ts";

/** What Adam and AdamW take. */
export interface AdamSettings extends CommonSettings {
  /** How slowly the means of the gradient and of its square forget, [0.9, 0.999] unless told. */
  betas: readonly [number, number];
  /** Added to the root, 1e-8 unless told. */
  eps: number;
  /** 0 unless told; how it acts is where Adam and AdamW differ. */
  weightDecay: number;
}

/**
 * Adam, as torch.optim.Adam (Kingma and Ba, 2015, arXiv 1412.6980), at step t:
 *
 *     g = gradient + weightDecay · p
 *     m = β₁ m + (1 - β₁) g
 *     v = β₂ v + (1 - β₂) g²
 *     p = p - lr · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + eps)
 *
 * `lr` is 0.001 unless told.
 * @throws ArgumentError when there are no parameters, or a setting is out of its range
 * @example
 * const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
 */
export class Adam extends Optimizer<AdamSettings> {
  constructor(parameters: Parameters<AdamSettings>, settings: Partial<AdamSettings> = {}) {
    super(parameters, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...settings });
  }

  protected override check(settings: AdamSettings): void {
    super.check(settings);
    const op = this.constructor.name;
    for (const beta of settings.betas) below1(op, "betas", beta);
    atLeast0(op, "eps", settings.eps);
    atLeast0(op, "weightDecay", settings.weightDecay);
  }

  protected override update(value: Node, gradient: Node, slots: Slots, group: Group<AdamSettings>): Node {
    return adamStep(value, plusScaled(gradient, group.weightDecay, value), slots, group);
  }
}

/** The step of both, from the gradient that each makes. */
export function adamStep(value: Node, g: Node, { step, tensors }: Slots, group: Group<AdamSettings>): Node {
  const [beta1, beta2] = group.betas;
  const m = mean(tensors.get("exp_avg"), beta1, g);
  const v = mean(tensors.get("exp_avg_sq"), beta2, mul(g, g));
  tensors.set("exp_avg", m);
  tensors.set("exp_avg_sq", v);
  const rate = group.lr / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const root = add(mul(sqrt(v), changing(correction, v)), fixed(group.eps, v));
  return sub(value, mul(div(m, root), changing(rate, m)));
}
