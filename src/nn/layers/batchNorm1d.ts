// Batch normalisation of [N, C] or [N, C, L].
import { BatchNorm } from "./batchNorm.ts";

/**
 * Normalises each channel of [N, C] or [N, C, L] over the batch; see `BatchNorm`.
 * @example new nn.BatchNorm1d(64).forward(zeros([32, 64]))
 */
export class BatchNorm1d<const C extends number = number> extends BatchNorm<"batchNorm1d", C> {
  protected override readonly op = "batchNorm1d";
  protected override readonly ranks = [2, 3];
}
