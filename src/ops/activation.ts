// Activation functions, by the formulas of PyTorch's documentation; each holds for the largest and smallest values too.
import { ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, showShape } from "../graph/shape.ts";
import { add, div, mul, neg, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { given, type Op, op, type Sample, some } from "./define.ts";
import { binary, unary } from "./elementwise.ts";
import { exp, expm1, log1p } from "./math.ts";
import { slice } from "./views.ts";

type One = (x: Node) => Node;

const activation = (name: string, build: One, ...samples: Sample[]): Op<One> =>
  op(name, (x: Node) => build(float(x)), [[some([6], -4, 4)], ...samples.map((sample) => [sample] as const)]);

/** Numbers as they are; truths have no order to keep. */
const number = (x: Node): Node => (x.dtype === "bool" ? float(x) : x);

const above0 = (x: Node): Node => binary("lt", numberLeaf(0, x.shape, x.dtype), x);
const extremes = given([-100, -50, 50, 100]);

/** max(x, 0), with gradient 0 at 0; NaN stays NaN. Whole numbers stay whole. */
export const relu = op(
  "relu",
  (input: Node): Node => {
    const x = number(input);
    const none = numberLeaf(0, x.shape, x.dtype);
    return where(binary("le", x, none), none, x);
  },
  [[some([6], -4, 4)]],
);

// -|x|, with gradient 1 at 0: written so, e^-|x| never overflows, and what is smooth keeps its gradient at 0.
const below0 = (x: Node): Node => where(above0(x), neg(x), x);

/** 1 / (1 + e^-x), written e^-|x| / (1 + e^-|x|) below 0. */
export const sigmoid = activation(
  "sigmoid",
  (x) => {
    const small = exp(below0(x));
    return div(where(above0(x), 1, small), add(small, 1));
  },
  extremes,
);

/** x · sigmoid(x) */
export const silu = activation("silu", (x) => mul(x, sigmoid(x)));

/** log(1 + e^x), written max(x, 0) + log1p(e^-|x|). */
export const softplus = activation("softplus", (x) => add(relu(x), log1p(exp(below0(x)))), extremes);

/** log(sigmoid(x)) */
export const logSigmoid = activation("logSigmoid", (x) => neg(softplus(neg(x))), extremes);

/** x where positive, else slope · x */
export const leakyRelu = op(
  "leakyRelu",
  (x: Node, slope: number = 0.01): Node => where(above0(float(x)), x, mul(x, slope)),
  [[some([6])], [some([6]), 0.3]],
);

/** x where positive, else alpha · (e^x - 1) */
export const elu = op(
  "elu",
  (x: Node, alpha: number = 1): Node => {
    const positive = above0(float(x));
    return where(positive, x, mul(expm1(where(positive, 0, x)), alpha));
  },
  [[some([6])], [some([6]), 0.5], [given([100, -100])]],
);

/** x · Φ(x), exactly by erf or by Hendrycks and Gimpel's tanh approximation (arXiv 1606.08415). */
export const gelu = op(
  "gelu",
  (input: Node, approximate: "none" | "tanh" = "none"): Node => {
    const x = float(input);
    const half = mul(x, 0.5);
    if (approximate === "none") return mul(half, add(unary("erf", mul(x, Math.SQRT1_2)), 1));
    const inner = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return mul(half, add(unary("tanh", inner), 1));
  },
  [[some([6], -4, 4)], [some([6], -4, 4), "tanh"]],
);

/** x / (1 + |x|) */
export const softsign = activation("softsign", (x) => div(x, add(unary("abs", x), 1)));

/** x · tanh(softplus(x)) */
export const mish = activation("mish", (x) => mul(x, unary("tanh", softplus(x))));

/** x within [-1, 1]; whole numbers stay whole within whole ends. */
export const hardtanh = op(
  "hardtanh",
  (x: Node, lo: number = -1, hi: number = 1): Node => {
    const isWhole = Number.isInteger(lo) && Number.isInteger(hi) && (x.dtype === "i32" || hi >= 0);
    const value = isWhole ? number(x) : float(x);
    const least = value.dtype === "u32" ? Math.max(lo, 0) : lo;
    const low = binary("le", value, numberLeaf(least, x.shape, value.dtype));
    const high = binary("le", numberLeaf(hi, x.shape, value.dtype), value);
    return where(low, least, where(high, hi, value));
  },
  [[some([6])], [some([6]), 0, 1]],
);

/** x - tanh(x) */
export const tanhshrink = activation("tanhshrink", (x) => sub(x, unary("tanh", x)));

/** The first half of an axis times the sigmoid of the second. */
export const glu = op(
  "glu",
  (input: Node, axis: number = -1): Node => {
    const x = float(input);
    const on = axisOf("glu", axis, x.shape);
    const half = x.shape[on]! / 2;
    if (!Number.isInteger(half)) {
      throw new ShapeError({ op: "glu", message: `axis ${axis} has no halves: shape ${showShape(x.shape)}` });
    }
    return mul(slice(x, 0, half, on), sigmoid(slice(x, half, null, on)));
  },
  [[some([2, 4])], [some([4, 2]), 0]],
);
