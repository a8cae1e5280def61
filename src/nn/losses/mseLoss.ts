// The loss `mseLoss` as a module, with its options.
import type { LossOptions } from "../../ops/index.ts";
import { mseLoss, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The mean of (prediction - target)².
 * @example new nn.MSELoss().forward(predictions, targets)
 */
export class MSELoss extends Module {
  readonly options: LossOptions;

  constructor(options: LossOptions = {}) {
    super();
    this.options = options;
  }

  /** @throws ShapeError when the targets do not fit */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return mseLoss(predictions, targets, this.options);
  }
}
