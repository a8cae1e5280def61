// Bounds the norm of all gradients together. Formula and the 10⁻⁶ as in PyTorch's `clip_grad_norm_`.
import { ArgumentError } from "../../errors.ts";
import { ops, withoutRecording } from "../../ops/index.ts";
import { gradientOf, leaveGradient, type Tensor, wrap, zeros } from "../../tensor/index.ts";

/** How the norm is taken. */
export interface ClipOptions {
  /** Which norm: 2 (Euclidean) unless told; Infinity for the largest absolute value. */
  normType?: number;
}

/**
 * Scales the gradients of `parameters` down together, so that the norm of all their elements is at most `maxNorm`. To be
 * called between `backward` and the optimizer's step; nothing is computed before that.
 * @param maxNorm a number from 0
 * @returns the norm as it was, shape []
 * @throws ArgumentError when `maxNorm` or `normType` is out of its range
 * @example
 * loss.backward();
 * nn.utils.clipGradNorm(model.parameters(), 1);
 * optimizer.step();
 */
export function clipGradNorm(
  parameters: Iterable<Tensor>,
  maxNorm: number,
  { normType = 2 }: ClipOptions = {},
): Tensor<[]> {
  if (!(maxNorm >= 0)) throw outOfRange("maxNorm", maxNorm, "from 0");
  if (!(normType > 0)) throw outOfRange("normType", normType, "above 0");
  const held = [...parameters].filter(gradientOf);
  if (held.length === 0) return zeros([]);
  return withoutRecording(() => {
    const gradients = held.map((parameter) => gradientOf(parameter)!);
    // Squares of halves are sums of f32.
    const exact = gradients.map((g) => (g.dtype === "f16" ? ops.float(g) : g));
    const norm =
      normType === Infinity
        ? exact.map((g) => ops.max(ops.abs(g))).reduce((a, b) => ops.maximum(a, b))
        : ops.pow(
            exact
              .map((g) => ops.sum(normType === 2 ? ops.square(g) : ops.pow(ops.abs(g), normType)))
              .reduce((a, b) => ops.add(a, b)),
            1 / normType,
          );
    const factor = ops.minimum(ops.mul(ops.reciprocal(ops.add(norm, 1e-6)), maxNorm), 1);
    held.forEach((parameter, i) => {
      leaveGradient(parameter, ops.mul(gradients[i]!, factor));
    });
    return wrap(norm) as Tensor<[]>;
  });
}

const outOfRange = (name: string, value: number, range: string): ArgumentError =>
  new ArgumentError({ op: "clipGradNorm", message: `${name} is out of range: got ${value}, ${range}` });
