// A model in another float: parameters stay the same handles, so that optimizers and users keep what they hold.
import { DTypeError } from "../errors.ts";
import { type DType, dtypes } from "../graph/dtype.ts";
import { primitive, withoutRecording } from "../ops/index.ts";
import { assign, type Tensor } from "../tensor/index.ts";

/** Gives every tensor that is a float the dtype; whole numbers, such as counts of batches, stay. */
export function convert(tensors: readonly Tensor[], dtype: DType): void {
  if (!dtypes[dtype].float) {
    throw new DTypeError({
      op: "to",
      message: `dtype does not fit: parameters are floats and got ${dtype}`,
      help: 'write model.to("f16"), model.to("f32") or model.to("f64")',
    });
  }
  for (const tensor of tensors) {
    if (tensor.dtype === dtype || !dtypes[tensor.dtype].float) continue;
    assign(
      tensor,
      withoutRecording(() => primitive.cast(tensor.node, dtype)),
    );
    tensor.grad = null;
  }
}
