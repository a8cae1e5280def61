// Stochastic gradient descent, by the formulas and defaults of torch.optim.SGD.
import { ArgumentError } from "../errors.ts";
import { ops } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { inRange, Optimizer, times, type Update } from "./optimizer.ts";

export interface SGDOptions {
  /** The learning rate; 0.001 unless told. */
  lr?: number;
  /** The share of the last step that is kept, 0 to 1; 0 unless told. */
  momentum?: number;
  /** The share of a gradient that momentum leaves out; 0 unless told. */
  dampening?: number;
  /** Pulls parameters towards 0: this times the parameter is added to the gradient; 0 unless told. */
  weightDecay?: number;
  /** Looks ahead along the momentum (Nesterov, 1983). */
  nesterov?: boolean;
}

/**
 * Steps against the gradient, with momentum if wanted.
 * @example const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 */
export class SGD extends Optimizer {
  readonly #options: Required<Omit<SGDOptions, "lr">>;
  protected readonly stateNames: readonly string[];

  /** @throws ArgumentError when a setting is out of its range. */
  constructor(parameters: Iterable<Tensor>, options: SGDOptions = {}) {
    super(parameters, options.lr ?? 1e-3);
    const { momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
    inRange("SGD", "momentum", momentum, 0, 1);
    inRange("SGD", "weightDecay", weightDecay, 0, Number.POSITIVE_INFINITY);
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      const message = `nesterov needs momentum and no dampening: got ${momentum} and ${dampening}`;
      throw new ArgumentError({ op: "SGD", message });
    }
    this.#options = { momentum, dampening, weightDecay, nesterov };
    this.stateNames = momentum === 0 ? [] : ["momentumBuffer"];
  }

  protected update({ parameter, gradient, state, step }: Update) {
    const { momentum, dampening, weightDecay, nesterov } = this.#options;
    const g = weightDecay === 0 ? gradient : ops.add(gradient, times(parameter, weightDecay));
    if (momentum === 0) return { parameter: ops.sub(parameter, times(g, this.lr)), state };
    // The first gradient is taken whole.
    const fresh = times(g, step === 1 ? 1 : 1 - dampening);
    const buffer = ops.add(times(state.momentumBuffer!, momentum), fresh);
    const direction = nesterov ? ops.add(g, times(buffer, momentum)) : buffer;
    return {
      parameter: ops.sub(parameter, times(direction, this.lr)),
      state: { momentumBuffer: buffer },
    };
  }
}
