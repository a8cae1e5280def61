// Activation functions made of pieces, and those scaled to keep variances, by the formulas of PyTorch's documentation. A
// tensor's methods follow from these rows (tensor/methods/derived.ts): their documentation is what users read.
import type { Node } from "../graph/node.ts";
import { elu, hardtanh } from "./activation.ts";
import { add, div, mul, neg, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { binary, unary } from "./elementwise.ts";
import { expm1 } from "./math.ts";
import { softmax } from "./reduction.ts";

const wide = [[some([6], -5, 5)], [given([-100, 100, Number.NaN])]] as const;
const atMost = (x: Node, limit: number): Node => binary("le", x, numberLeaf(limit, x.shape, x.dtype));

/**
 * x within [0, 6] (Howard et al., arXiv 1704.04861).
 * Shapes: any, kept. Dtypes: floats, kept; integers kept; bool as f32.
 * @example
 * await tensor([-1, 3, 8]).relu6().toArray() // [0, 3, 6]
 */
export const relu6 = op("relu6", (x: Node): Node => hardtanh(x, 0, 6), wide);

/**
 * relu6(x + 3) / 6: a sigmoid of three straight lines.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-4, 0, 1.5]).hardsigmoid().toArray() // [0, 0.5, 0.75]
 */
export const hardsigmoid = op("hardsigmoid", (x: Node): Node => div(relu6(add(x, 3)), 6), wide);

/**
 * x · relu6(x + 3) / 6 (Howard et al., arXiv 1905.02244).
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-4, 1, 5]).hardswish().toArray() // [0, 0.6666667, 5]
 */
export const hardswish = op("hardswish", (x: Node): Node => mul(float(x), hardsigmoid(x)), wide);

/**
 * scale · (x above 0, α (e^x - 1) below): layers of it keep mean 0 and variance 1 (Klambauer et al., arXiv 1706.02515).
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-1, 1]).selu().toArray() // [-1.1113307, 1.0507010]
 */
export const selu = op("selu", (x: Node): Node => mul(elu(x, 1.6732632423543772), 1.0507009873554805), wide);

/**
 * x above 0, alpha · (e^(x / alpha) - 1) below; alpha 1 unless told (Barron, arXiv 1704.07483).
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-1, 1]).celu(2).toArray() // [-0.7869387, 1]
 */
export const celu = op(
  "celu",
  (input: Node, alpha: number = 1): Node => {
    const x = float(input);
    const below = atMost(x, 0);
    return where(below, mul(expm1(div(where(below, x, 0), alpha)), alpha), x);
  },
  [[some([6])], [some([6]), 0.5], wide[1]],
);

/**
 * x nearer to 0 by `lambda` (0.5 unless told), 0 where it is nearer than that.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-2, 0.3, 2]).softshrink().toArray() // [-1.5, 0, 1.5]
 */
export const softshrink = op(
  "softshrink",
  (input: Node, lambda: number = 0.5): Node => {
    const x = float(input);
    const moved = where(atMost(x, 0), add(x, lambda), sub(x, lambda));
    return where(atMost(unary("abs", x), lambda), 0, moved);
  },
  [[some([6])], [some([6]), 1], wide[1]],
);

/**
 * x, but 0 where |x| is at most `lambda` (0.5 unless told).
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([-2, 0.3, 2]).hardshrink().toArray() // [-2, 0, 2]
 */
export const hardshrink = op(
  "hardshrink",
  (input: Node, lambda: number = 0.5): Node => {
    const x = float(input);
    return where(atMost(unary("abs", x), lambda), 0, x);
  },
  [[some([6])], [some([6]), 1], wide[1]],
);

/**
 * x above `limit`, else `value`.
 * Shapes: [6].threshold(0.1, 7) gives [6]. Dtypes: floats, kept; integers kept; bool as i32.
 * @example
 * await tensor([1, 5]).threshold(2, -1).toArray() // [-1, 5]
 */
export const threshold = op(
  "threshold",
  (x: Node, limit: number, value: number): Node => where(atMost(float(x), limit), value, x),
  [
    [some([6]), 0.1, 7],
    [given([Number.NaN, 1, 2]), 1, 0],
  ],
);

/**
 * e^-x / Σ e^-x along an axis: the smallest weighs most.
 * Shapes: [2, 3].softmin(1) gives [2, 3]. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the axis is out of range
 * @example
 * await tensor([0, 1, 2]).softmin(0).toArray() // [0.6652410, 0.2447285, 0.09003057]
 */
export const softmin = op("softmin", (x: Node, axis: number): Node => softmax(neg(float(x)), axis), [
  [some([2, 3]), 1],
]);
