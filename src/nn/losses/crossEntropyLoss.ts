// The loss `crossEntropy` as a module, with its options.
import type { CrossEntropyOptions } from "../../ops/index.ts";
import { crossEntropy, type Tensor } from "../../tensor/index.ts";
import { Module } from "../module.ts";

/**
 * The cross-entropy of logits with classes (i32) or probabilities, averaged over the batch.
 * @example new nn.CrossEntropyLoss({ labelSmoothing: 0.1 }).forward(logits, labels)
 */
export class CrossEntropyLoss extends Module {
  readonly options: CrossEntropyOptions;

  constructor(options: CrossEntropyOptions = {}) {
    super();
    this.options = options;
  }

  /** @throws ShapeError when the targets do not fit */
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return crossEntropy(predictions, targets, this.options);
  }
}
