// A model's weights at a moment. Steps replace values and never change them in place, so a moment costs no copy.
import type { Node } from "../graph/node.ts";
import type { Module } from "../nn/index.ts";
import { assign, share, type Tensor } from "../tensor/index.ts";

/** All parameters and buffers as they were when this was made. */
export class Weights {
  readonly #values: readonly (readonly [tensor: Tensor, value: Node])[];

  constructor(model: Module) {
    const named = [...model.namedParameters(), ...model.namedBuffers()];
    this.#values = named.map(([, tensor]) => [tensor, tensor.node]);
    for (const [, value] of this.#values) share(value);
  }

  /** Gives the model these weights again. False where it has them already. */
  restore(): boolean {
    const changed = this.#values.filter(([tensor, value]) => tensor.node !== value);
    for (const [tensor, value] of changed) assign(tensor, value);
    return changed.length > 0;
  }
}
