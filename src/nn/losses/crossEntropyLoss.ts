// The loss `crossEntropy` as a module, with its options.
import { type CrossEntropyOptions, crossEntropy, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The cross-entropy of logits with class numbers or probabilities, averaged over the batch; see `crossEntropy`. A `weight`
 * of classes belongs to the module's state and moves with it.
 * @example
 * const objective = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
 * objective.forward(model.forward(x), y).backward();
 */
export class CrossEntropyLoss extends Module {
  /** What the loss was made with. */
  readonly options: CrossEntropyOptions;

  constructor(options: CrossEntropyOptions = {}) {
    super();
    const { weight } = options;
    this.options = weight
      ? { ...options, weight: this.buffer("weight", weight.detach() as Tensor) }
      : options;
  }

  /**
   * The loss of predictions: a single value, unless `reduction` is "none".
   * @throws ShapeError when the targets do not fit
   * @example
   * new nn.CrossEntropyLoss().forward(logits, y)
   */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return crossEntropy(predictions, targets, this.options);
  }
}
