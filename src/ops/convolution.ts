// Two-dimensional convolution and pooling as users call them: [batch, channels, height, width], numbers or [height, width]
// pairs. Pooling is windows and a reduction, so it needs no gradient of its own.
import { ArgumentError, ShapeError } from "../errors.ts";
import { isRecording, type Node, type Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { add, div, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { conv } from "./contraction.ts";
import { op, some } from "./define.ts";
import { binary } from "./elementwise.ts";
import { iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { reduce } from "./reduce.ts";
import { pad } from "./views.ts";

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [number, number];
const both = (pair: Pair): readonly [number, number] => (typeof pair === "number" ? [pair, pair] : pair);

export interface ConvOptions {
  /** Steps of the kernel, 1 unless told. */
  stride?: Pair;
  /** Zeros on each side, 0 unless told; "same" keeps the size (stride 1), "valid" is 0. */
  padding?: Pair | "same" | "valid";
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Pair;
  /** Blocks of channels that don't see one another, 1 unless told. */
  groups?: number;
  /** [out channels], added to each. */
  bias?: Node | null | undefined;
}

/** Cross-correlation, as everywhere in deep learning. x [N, C, H, W], weight [O, C / groups, KH, KW]. */
export const conv2d = op(
  "conv2d",
  (x: Node, weight: Node, options: ConvOptions = {}): Node => {
    checkFour("conv2d", "input", "(batch, channels, height, width)", x.shape);
    checkFour("conv2d", "weight", "(out, in, height, width)", weight.shape);
    const stride = positive("conv2d", "stride", both(options.stride ?? 1));
    const dilation = positive("conv2d", "dilation", both(options.dilation ?? 1));
    const padding = paddings(options.padding ?? 0, stride, dilation, weight.shape);
    const result = conv(float(x), float(weight), { stride, padding, dilation, groups: options.groups ?? 1 });
    if (!options.bias) return result;
    if (options.bias.shape.length !== 1 || options.bias.shape[0] !== weight.shape[0]) {
      const message = `bias does not fit the weight: ${showShape(options.bias.shape)} and ${showShape(weight.shape)}`;
      throw new ShapeError({ op: "conv2d", message: `${message} (expected [${weight.shape[0]}])` });
    }
    return add(result, move.reshape(options.bias, [1, weight.shape[0]!, 1, 1]));
  },
  [
    [some([1, 2, 5, 4]), some([3, 2, 3, 2])],
    [some([2, 2, 5, 6]), some([2, 2, 3, 3]), { stride: 2, padding: 1, bias: some([2]) }],
    [some([1, 4, 5, 5]), some([4, 2, 2, 3]), { groups: 2, dilation: [1, 2], padding: "same" }],
  ],
);

function paddings(
  padding: Pair | "same" | "valid",
  stride: Shape,
  dilation: Shape,
  weight: Shape,
): [number, number][] {
  if (padding === "same") {
    if (stride.some((step) => step !== 1)) {
      const message = `padding "same" needs stride 1: got ${showShape(stride)}`;
      throw new ArgumentError({ op: "conv2d", message });
    }
    return dilation.map((distance, i) => {
      const total = distance * (weight[i + 2]! - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  }
  return counts("conv2d", "padding", both(padding === "valid" ? 0 : padding)).map((n) => [n, n]);
}

export interface PoolOptions {
  /** Steps of the window, its own size unless told. */
  stride?: Pair;
  /** Places on each side, 0 unless told, at most half the window; never the largest, and zeros in an average. */
  padding?: Pair;
}

/** The windows of x: [N, C, H', W', kh * kw]. */
function windowsOf(name: string, input: Node, size: Pair, options: PoolOptions, around: number): Node {
  checkFour(name, "input", "(batch, channels, height, width)", input.shape);
  const window = positive(name, "size", both(size));
  const stride = positive(name, "stride", both(options.stride ?? size));
  const padding = counts(name, "padding", both(options.padding ?? 0));
  if (padding.some((n, i) => 2 * n > window[i]!)) {
    const message = `padding is more than half the window: ${showShape(padding)} and ${showShape(window)}`;
    throw new ArgumentError({ op: name, message });
  }
  const x = pad(
    float(input),
    padding.map((n) => [n, n] as const),
    around,
  );
  move.windowCounts(name, x.shape.slice(2), { size: window, stride, dilation: [1, 1] });
  const seen = move.window(x, { size: window, stride, dilation: [1, 1] });
  return move.reshape(seen, [...seen.shape.slice(0, 4), window[0] * window[1]]);
}

/** The largest of each window; the gradient goes to the first of equals, as in PyTorch. */
export const maxPool2d = op(
  "maxPool2d",
  (x: Node, size: Pair, options: PoolOptions = {}): Node => {
    const windows = windowsOf("maxPool2d", x, size, options, Number.NEGATIVE_INFINITY);
    const shape = windows.shape.slice(0, 4);
    if (!windows.requiresGrad || !isRecording()) return move.reshape(reduce("max", windows, [4]), shape);
    const first = move.expand(reduce("argmax", windows, [4]), windows.shape);
    const chosen = binary("eq", iota(windows.shape, 4), first);
    const kept = where(chosen, windows, numberLeaf(0, windows.shape, "f32"));
    return move.reshape(reduce("sum", kept, [4]), shape);
  },
  [
    [some([1, 2, 4, 6]), 2],
    [some([1, 1, 5, 5]), 3, { stride: 2, padding: 1 }],
    [some([1, 1, 4, 4]), [2, 3], { stride: 1 }],
  ],
);

/** The mean of each window, padding counted as zeros. */
export const avgPool2d = op(
  "avgPool2d",
  (x: Node, size: Pair, options: PoolOptions = {}): Node => {
    const windows = windowsOf("avgPool2d", x, size, options, 0);
    return div(move.reshape(reduce("sum", windows, [4]), windows.shape.slice(0, 4)), windows.shape[4]!);
  },
  [
    [some([1, 2, 4, 6]), 2],
    [some([1, 1, 5, 5]), 3, { stride: 2, padding: 1 }],
  ],
);

function checkFour(name: string, what: string, axes: string, shape: Shape): void {
  if (shape.length !== 4) {
    throw new ShapeError({ op: name, message: `${what} needs 4 dimensions ${axes}: ${showShape(shape)}` });
  }
}

function counts(
  name: string,
  what: string,
  pair: readonly [number, number],
  least = 0,
): readonly [number, number] {
  if (pair.every((n) => Number.isInteger(n) && n >= least)) return pair;
  throw new ArgumentError({
    op: name,
    message: `${what} is out of range: got ${showShape(pair)}, from ${least}`,
  });
}

const positive = (name: string, what: string, pair: readonly [number, number]): readonly [number, number] =>
  counts(name, what, pair, 1);
