// Activation functions, by the formulas of PyTorch's documentation.
import type { Tensor } from "../tensor.ts";

export interface ActivationMethods {
  /**
   * max(x, 0), with gradient 0 at 0.
   * @example x.relu()
   */
  relu(): Tensor;
  /**
   * 1 / (1 + e^-x), in (0, 1).
   * @example x.sigmoid()
   */
  sigmoid(): Tensor;
  /**
   * x · sigmoid(x), also called swish.
   * @example x.silu()
   */
  silu(): Tensor;
  /**
   * log(1 + e^x), a smooth relu.
   * @example x.softplus()
   */
  softplus(): Tensor;
  /**
   * log(sigmoid(x)), exact far out.
   * @example x.logSigmoid()
   */
  logSigmoid(): Tensor;
  /**
   * x where positive, else slope · x; slope 0.01 unless told.
   * @example x.leakyRelu(0.2)
   */
  leakyRelu(slope?: number): Tensor;
  /**
   * x where positive, else alpha · (e^x - 1); alpha 1 unless told.
   * @example x.elu()
   */
  elu(alpha?: number): Tensor;
  /**
   * x · Φ(x), Φ the normal distribution's; exact, or by the tanh approximation (arXiv 1606.08415).
   * @example x.gelu("tanh")
   */
  gelu(approximate?: "none" | "tanh"): Tensor;
  /**
   * x / (1 + |x|), in (-1, 1).
   * @example x.softsign()
   */
  softsign(): Tensor;
  /**
   * x · tanh(softplus(x)) (arXiv 1908.08681).
   * @example x.mish()
   */
  mish(): Tensor;
  /**
   * x within [min, max]; [-1, 1] unless told.
   * @example x.hardtanh()
   */
  hardtanh(min?: number, max?: number): Tensor;
  /**
   * x - tanh(x)
   * @example x.tanhshrink()
   */
  tanhshrink(): Tensor;
  /**
   * e^x / Σ e^x along an axis: positive numbers that sum to 1.
   * @throws ShapeError when the axis is out of range.
   * @example logits.softmax(-1)
   */
  softmax(axis: number): Tensor;
  /**
   * x - log Σ e^x along an axis: the logarithm of softmax, exact far out.
   * @throws ShapeError when the axis is out of range.
   * @example logits.logSoftmax(-1)
   */
  logSoftmax(axis: number): Tensor;
}
