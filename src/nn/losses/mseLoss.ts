// The loss `mseLoss` as a module, with its options.
import type { LossOptions } from "../../ops/index.ts";
import { mseLoss, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The mean of (prediction - target)².
 * @example
 * await new nn.MSELoss().forward(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export class MSELoss extends Module {
  /** What the loss was made with. */
  readonly options: LossOptions;

  constructor(options: LossOptions = {}) {
    super();
    this.options = options;
  }

  /**
   * The loss of predictions: a single value, unless `reduction` is "none".
   * @throws ShapeError when the targets do not fit
   * @example
   * new nn.MSELoss({ reduction: "sum" }).forward(tensor([1, 2]), tensor([1, 4]))
   */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return mseLoss(predictions, targets, this.options);
  }
}
