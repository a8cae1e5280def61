// Adam (arXiv 1412.6980) and AdamW (arXiv 1711.05101), by the formulas and defaults of torch.optim: eps outside the root.
import type { Node } from "../graph/node.ts";
import { ops } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { blend, inRange, Optimizer, plus, times, type Update } from "./optimizer.ts";

export interface AdamOptions {
  /** The learning rate; 0.001 unless told. */
  lr?: number;
  /** How slowly the means of gradients and of their squares forget; [0.9, 0.999] unless told. */
  betas?: readonly [number, number];
  /** Added to the root, so that nothing is divided by 0; 1e-8 unless told. */
  eps?: number;
  /** Pulls parameters towards 0; 0 unless told (AdamW: 0.01). */
  weightDecay?: number;
}

/**
 * Steps by the mean of gradients over the root of the mean of their squares; weight decay is added to the gradient.
 * @example const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
 */
export class Adam extends Optimizer {
  readonly #betas: readonly [number, number];
  readonly #eps: number;
  protected readonly weightDecay: number;
  protected readonly stateNames: readonly string[] = ["expAvg", "expAvgSq"];

  /** @throws ArgumentError when a setting is out of its range. */
  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    super(parameters, options.lr ?? 1e-3);
    const { betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 } = options;
    const name = this.constructor.name;
    for (const beta of betas) inRange(name, "betas", beta, 0, 1 - Number.EPSILON);
    inRange(name, "eps", eps, 0, Number.POSITIVE_INFINITY);
    inRange(name, "weightDecay", weightDecay, 0, Number.POSITIVE_INFINITY);
    this.#betas = betas;
    this.#eps = eps;
    this.weightDecay = weightDecay;
  }

  protected decayed(parameter: Node, gradient: Node): { parameter: Node; gradient: Node } {
    if (this.weightDecay === 0) return { parameter, gradient };
    return { parameter, gradient: ops.add(gradient, times(parameter, this.weightDecay)) };
  }

  protected update({ parameter: old, gradient: raw, state, step }: Update) {
    const { parameter, gradient } = this.decayed(old, raw);
    const [beta1, beta2] = this.#betas;
    const expAvg = blend(state.expAvg!, beta1, gradient);
    const expAvgSq = blend(state.expAvgSq!, beta2, ops.square(gradient));
    const root = times(ops.sqrt(expAvgSq), 1 / Math.sqrt(1 - beta2 ** step));
    const change = times(ops.div(expAvg, plus(root, this.#eps)), this.lr / (1 - beta1 ** step));
    return { parameter: ops.sub(parameter, change), state: { expAvg, expAvgSq } };
  }
}

/**
 * Adam whose weight decay shrinks the parameters themselves, apart from the gradient; 0.01 unless told.
 * @example const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-4, weightDecay: 0.1 });
 */
export class AdamW extends Adam {
  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    super(parameters, { ...options, weightDecay: options.weightDecay ?? 0.01 });
  }
  protected override decayed(parameter: Node, gradient: Node): { parameter: Node; gradient: Node } {
    return { parameter: times(parameter, 1 - this.lr * this.weightDecay), gradient };
  }
}
