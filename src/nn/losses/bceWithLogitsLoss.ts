// The loss `bceWithLogits` as a module, with its options.
import type { LossOptions } from "../../ops/index.ts";
import { bceWithLogits, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The cross-entropy of logits with probabilities of yes, averaged: -(t log σ(x) + (1 - t) log(1 - σ(x))).
 * @example new nn.BCEWithLogitsLoss().forward(logits, isSick)
 */
export class BCEWithLogitsLoss extends Module {
  readonly options: LossOptions;

  constructor(options: LossOptions = {}) {
    super();
    this.options = options;
  }

  /** @throws ShapeError when the targets do not fit */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return bceWithLogits(predictions, targets, this.options);
  }
}
