// Batch normalisation of [N, C, H, W].
import { BatchNorm } from "./batchNorm.ts";

/**
 * Normalises each channel of [N, C, H, W] over the batch; see `BatchNorm`.
 * @example new nn.BatchNorm2d(16).forward(zeros([32, 16, 28, 28]))
 */
export class BatchNorm2d<const C extends number = number> extends BatchNorm<"batchNorm2d", C> {
  protected override readonly op = "batchNorm2d";
  protected override readonly ranks = [4];
}
