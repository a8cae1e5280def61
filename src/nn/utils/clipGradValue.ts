// Bounds each element of the gradients, as PyTorch's `clip_grad_value_`.
import { ArgumentError } from "../../errors.ts";
import { ops, withoutRecording } from "../../ops/index.ts";
import { gradientOf, leaveGradient, type Tensor } from "../../tensor/index.ts";

/**
 * Brings each element of the gradients of `parameters` into [-limit, limit]. To be called between `backward` and the
 * optimizer's step.
 * @param limit a number from 0
 * @throws ArgumentError when the limit is below 0
 * @example
 * const w = tensor([1, -3], { requiresGrad: true });
 * w.square().sum().backward();
 * nn.utils.clipGradValue([w], 4);
 * await w.grad?.toArray() // [2, -4]
 */
export function clipGradValue(parameters: Iterable<Tensor>, limit: number): void {
  if (!(limit >= 0)) {
    const message = `limit is out of range: got ${limit}, from 0`;
    throw new ArgumentError({ op: "clipGradValue", message });
  }
  withoutRecording(() => {
    for (const parameter of parameters) {
      const gradient = gradientOf(parameter);
      if (gradient) leaveGradient(parameter, ops.clamp(gradient, -limit, limit));
    }
  });
}
