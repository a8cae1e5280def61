// Batch normalisation of [N, C] or [N, C, L].
import { BatchNorm } from "./batchNorm.ts";

/**
 * Normalises each channel of [N, C] or [N, C, L] over the batch (Ioffe and Szegedy, 2015). While training:
 * (x - mean) / √(variance + eps) · weight + bias with the batch's statistics, which the running ones follow; after `eval()`
 * with the running ones. Formulas and defaults of PyTorch.
 * @throws ShapeError when the input has other channels or dimensions
 * @example
 * new nn.BatchNorm1d(64).forward(x).shape // [32, 64]
 */
export class BatchNorm1d<const C extends number = number> extends BatchNorm<"batchNorm1d", C> {
  protected override readonly op = "batchNorm1d";
  protected override readonly ranks = [2, 3];
}
