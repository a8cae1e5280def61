// Batch normalisation of [N, C, H, W].
import { BatchNorm } from "./batchNorm.ts";

/**
 * Normalises each channel of [N, C, H, W] over the batch (Ioffe and Szegedy, 2015). While training:
 * (x - mean) / √(variance + eps) · weight + bias with the batch's statistics, which the running ones follow; after `eval()`
 * with the running ones. Formulas and defaults of PyTorch.
 * @throws ShapeError when the input has other channels or dimensions
 * @example
 * new nn.BatchNorm2d(16).forward(zeros([32, 16, 28, 28])).shape // [32, 16, 28, 28]
 */
export class BatchNorm2d<const C extends number = number> extends BatchNorm<"batchNorm2d", C> {
  protected override readonly op = "batchNorm2d";
  protected override readonly ranks = [4];
}
