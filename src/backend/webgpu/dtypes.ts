// Which dtypes a WebGPU device has. It is asked before anything is compiled or uploaded, so that the error names the dtype and
// not a line of a shader.
import { DTypeError } from "../../errors.ts";
import type { DType } from "../../graph/dtype.ts";
import { distinct } from "../../graph/expr.ts";
import { expressionsOf, type Plan } from "../../graph/kernel.ts";

/** Refuses a dtype that shaders cannot compute with. */
export function checkDType(dtype: DType): void {
  if (dtype !== "f64") return;
  throw new DTypeError({
    op: "webgpu",
    message: `dtype does not fit: ${dtype} and a device without ${dtype}`,
    help: 'for single precision write x.to("f32"); for double precision compute on the processor: await setDevice("wasm")',
  });
}

/** Refuses a plan that meets such a dtype, be it between two others. */
export function checkPlan({ kernels, slots }: Plan): void {
  for (const { dtype } of slots) checkDType(dtype);
  for (const kernel of kernels) {
    for (const { dtype } of distinct(expressionsOf(kernel))) checkDType(dtype);
  }
}
