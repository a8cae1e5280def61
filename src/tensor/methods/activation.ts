// The typed signatures of activation functions; what they compute is in ops/activation.ts.
import type { AxisArg } from "../shapes/arguments.ts";
import type { Halved } from "../shapes/axes.ts";
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** The activation functions of neural networks. */
export interface ActivationMethods<S extends Shape> {
  /**
   * max(x, 0); the gradient at 0 is 0.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as f32.
   * @example
   * await tensor([-1, 2]).relu().toArray() // [0, 2]
   */
  relu(): Tensor<S>;

  /**
   * x above 0, slope · x below; slope 0.01 unless told.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([-1, 2]).leakyRelu(0.1).toArray() // [-0.1, 2]
   */
  leakyRelu(slope?: number): Tensor<S>;

  /**
   * x above 0, alpha · (e^x - 1) below; alpha 1 unless told (Clevert et al., arXiv 1511.07289).
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([2, -1]).elu().toArray() // [2, -0.6321206]
   */
  elu(alpha?: number): Tensor<S>;

  /**
   * x · Φ(x), Φ the normal distribution's; exact, or by its tanh approximation (Hendrycks and Gimpel, arXiv 1606.08415).
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([-1, 0, 1]).gelu().toArray() // [-0.1586553, 0, 0.8413447]
   */
  gelu(approximate?: "none" | "tanh"): Tensor<S>;

  /**
   * 1 / (1 + e^-x), in [0, 1].
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([-2, 0, 2]).sigmoid().toArray() // [0.1192029, 0.5, 0.8807971]
   */
  sigmoid(): Tensor<S>;

  /**
   * log(sigmoid(x)), exact far out.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0]).logSigmoid().toArray() // [-0.6931472]
   */
  logSigmoid(): Tensor<S>;

  /**
   * x · sigmoid(x), also called swish.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([-1, 0, 1]).silu().toArray() // [-0.2689414, 0, 0.7310586]
   */
  silu(): Tensor<S>;

  /**
   * log(1 + e^x), a smooth relu that does not overflow.
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1000]).softplus().toArray() // [0.6931472, 1000]
   */
  softplus(): Tensor<S>;

  /**
   * x / (1 + |x|), in (-1, 1).
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([1]).softsign().toArray() // [0.5]
   */
  softsign(): Tensor<S>;

  /**
   * x · tanh(softplus(x)) (Misra, arXiv 1908.08681).
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([-1, 0, 1]).mish().toArray() // [-0.3034015, 0, 0.8650984]
   */
  mish(): Tensor<S>;

  /**
   * x within [lo, hi], [-1, 1] unless told; outside the gradient is 0.
   * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as f32.
   * @example
   * await tensor([-2, 0.5]).hardtanh().toArray() // [-1, 0.5]
   */
  hardtanh(lo?: number, hi?: number): Tensor<S>;

  /**
   * x - tanh(x).
   * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
   * @example
   * await tensor([0, 1]).tanhshrink().toArray() // [0, 0.2384058]
   */
  tanhshrink(): Tensor<S>;

  /**
   * The first half of an axis (the last unless told) times the sigmoid of the second (Dauphin et al., arXiv 1612.08083).
   * Shapes: [2, 4].glu() gives [2, 2]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when that axis has no halves
   * @example
   * await tensor([2, 0]).glu().toArray() // [1]
   */
  glu<A extends number = -1>(axis?: A): Tensor<Halved<S, A>>;

  /**
   * e^x / Σ e^x along an axis: positive numbers that sum to 1.
   * Shapes: [2, 3].softmax(1) gives [2, 3]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([0, 1, 2]).softmax(0).toArray() // [0.09003057, 0.2447285, 0.6652410]
   */
  softmax<A extends number>(axis: AxisArg<"softmax", S, A>): Tensor<S>;

  /**
   * x - log Σ e^x along an axis: the logarithm of softmax, exact far out.
   * Shapes: [2, 3].logSoftmax(-1) gives [2, 3]. Dtypes: floats, kept; integers and bool as f32.
   * @throws ShapeError when the axis is out of range
   * @example
   * await tensor([0, 0]).logSoftmax(-1).toArray() // [-0.6931472, -0.6931472]
   */
  logSoftmax<A extends number>(axis: AxisArg<"logSoftmax", S, A>): Tensor<S>;
}
