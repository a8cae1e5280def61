// RMSprop, by the formulas and defaults of torch.optim.RMSprop: eps outside the root, alpha 0.99.
import { ops } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { blend, inRange, Optimizer, plus, times, type Update } from "./optimizer.ts";

export interface RMSpropOptions {
  /** The learning rate; 0.01 unless told. */
  lr?: number;
  /** How slowly the mean of squared gradients forgets; 0.99 unless told. */
  alpha?: number;
  /** Added to the root, so that nothing is divided by 0; 1e-8 unless told. */
  eps?: number;
  /** Pulls parameters towards 0; 0 unless told. */
  weightDecay?: number;
  /** The share of the last step that is kept; 0 unless told. */
  momentum?: number;
  /** Divides by the standard deviation of gradients instead of the root of their mean square. */
  centered?: boolean;
}

/**
 * Steps by the gradient over the root of the mean of its squares.
 * @example const optimizer = new optim.RMSprop(model.parameters(), { lr: 1e-3 });
 */
export class RMSprop extends Optimizer {
  readonly #options: Required<Omit<RMSpropOptions, "lr">>;
  protected readonly stateNames: readonly string[];

  /** @throws ArgumentError when a setting is out of its range. */
  constructor(parameters: Iterable<Tensor>, options: RMSpropOptions = {}) {
    super(parameters, options.lr ?? 1e-2);
    const { alpha = 0.99, eps = 1e-8, weightDecay = 0, momentum = 0, centered = false } = options;
    inRange("RMSprop", "alpha", alpha, 0, 1);
    inRange("RMSprop", "eps", eps, 0, Number.POSITIVE_INFINITY);
    inRange("RMSprop", "momentum", momentum, 0, 1);
    this.#options = { alpha, eps, weightDecay, momentum, centered };
    this.stateNames = [
      "squareAvg",
      ...(momentum > 0 ? ["momentumBuffer"] : []),
      ...(centered ? ["gradAvg"] : []),
    ];
  }

  protected update({ parameter, gradient: raw, state }: Update) {
    const { alpha, eps, weightDecay, momentum, centered } = this.#options;
    const gradient = weightDecay === 0 ? raw : ops.add(raw, times(parameter, weightDecay));
    const squareAvg = blend(state.squareAvg!, alpha, ops.square(gradient));
    const gradAvg = centered ? blend(state.gradAvg!, alpha, gradient) : undefined;
    const spread = gradAvg ? ops.sub(squareAvg, ops.square(gradAvg)) : squareAvg;
    const direction = ops.div(gradient, plus(ops.sqrt(spread), eps));
    const buffer = momentum > 0 ? ops.add(times(state.momentumBuffer!, momentum), direction) : undefined;
    return {
      parameter: ops.sub(parameter, times(buffer ?? direction, this.lr)),
      state: {
        squareAvg,
        ...(gradAvg ? { gradAvg } : {}),
        ...(buffer ? { momentumBuffer: buffer } : {}),
      },
    };
  }
}
