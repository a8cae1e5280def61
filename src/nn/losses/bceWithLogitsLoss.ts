// The loss `bceWithLogits` as a module, with its options.
import { type BinaryOptions, bceWithLogits, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The cross-entropy of logits with probabilities of yes, averaged: -(t log σ(x) + (1 - t) log(1 - σ(x))); see
 * `bceWithLogits`. Weights belong to the module's state and move with it.
 * @example
 * await new nn.BCEWithLogitsLoss().forward(tensor([2, -3]), tensor([1, 0])).item() // 0.08775762
 */
export class BCEWithLogitsLoss extends Module {
  /** What the loss was made with. */
  readonly options: BinaryOptions;

  constructor(options: BinaryOptions = {}) {
    super();
    const { weight, posWeight } = options;
    this.options = {
      ...options,
      ...(weight ? { weight: this.buffer("weight", weight.detach() as Tensor) } : {}),
      ...(posWeight ? { posWeight: this.buffer("pos_weight", posWeight.detach() as Tensor) } : {}),
    };
  }

  /**
   * The loss of predictions: a single value, unless `reduction` is "none".
   * @throws ShapeError when the targets do not fit
   * @example
   * new nn.BCEWithLogitsLoss({ reduction: "sum" }).forward(tensor([2, -3]), tensor([1, 0]))
   */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return bceWithLogits(predictions, targets, this.options);
  }
}
