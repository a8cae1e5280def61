// Pooling as users call it, over one to three spatial axes: [batch, channels, *spatial]. It is windows and a reduction, so
// it needs no gradient of its own.
import { ArgumentError } from "../errors.ts";
import { isRecording, type Node } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { div, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { type Op, op, type Sample, some } from "./define.ts";
import { binary } from "./elementwise.ts";
import { iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { reduce } from "./reduce.ts";
import { concat } from "./select.ts";
import { axesNamed, checkRank, type Extent, extents } from "./spatial.ts";
import { pad, slice } from "./views.ts";

export interface PoolOptions {
  /** Steps of the window, its own size unless told. */
  stride?: Extent;
  /** Places on each side, 0 unless told, at most half the window; never the largest, and zeros in an average. */
  padding?: Extent;
}

type Pool = (x: Node, size: Extent, options?: PoolOptions) => Node;
type Samples = readonly (readonly [Sample, Extent, PoolOptions?])[];

const checkImages = (name: string, rank: number, x: Node): void =>
  checkRank(name, "input", `batch, channels, ${axesNamed(rank)}`, rank + 2, x.shape);

/** The windows of x, each as a vector: [N, C, *positions, elements]. */
function windowsOf(
  name: string,
  rank: number,
  input: Node,
  size: Extent,
  options: PoolOptions,
  around: number,
): Node {
  checkImages(name, rank, input);
  const window = extents(name, "size", size, rank, 1);
  const stride = extents(name, "stride", options.stride ?? size, rank, 1);
  const padding = extents(name, "padding", options.padding ?? 0, rank);
  if (padding.some((n, i) => 2 * n > window[i]!)) {
    const message = `padding is more than half the window: ${showShape(padding)} and ${showShape(window)}`;
    throw new ArgumentError({ op: name, message });
  }
  const x = pad(
    float(input),
    padding.map((n) => [n, n] as const),
    around,
  );
  const windows = { size: window, stride, dilation: window.map(() => 1) };
  move.windowCounts(name, x.shape.slice(2), windows);
  const seen = move.window(x, windows);
  return move.reshape(seen, [...seen.shape.slice(0, rank + 2), sizeOf(window)]);
}

/** The largest along the last axis, which is left out; the gradient goes to the first of equals, as in PyTorch. */
function largest(x: Node): Node {
  const last = x.shape.length - 1;
  const shape = x.shape.slice(0, -1);
  if (!x.requiresGrad || !isRecording()) return move.reshape(reduce("max", x, [last]), shape);
  const first = move.expand(reduce("argmax", x, [last]), x.shape);
  const chosen = binary("eq", iota(x.shape, last), first);
  const kept = where(chosen, x, numberLeaf(0, x.shape, x.dtype));
  return move.reshape(reduce("sum", kept, [last]), shape);
}

/** The mean along the last axis, which is left out. */
function average(x: Node): Node {
  const last = x.shape.length - 1;
  return div(move.reshape(reduce("sum", x, [last]), x.shape.slice(0, -1)), x.shape[last]!);
}

const maxPool = (name: string, rank: number, samples: Samples): Op<Pool> =>
  op(
    name,
    (x: Node, size: Extent, options: PoolOptions = {}): Node =>
      largest(windowsOf(name, rank, x, size, options, Number.NEGATIVE_INFINITY)),
    samples,
  );

const avgPool = (name: string, rank: number, samples: Samples): Op<Pool> =>
  op(
    name,
    (x: Node, size: Extent, options: PoolOptions = {}): Node =>
      average(windowsOf(name, rank, x, size, options, 0)),
    samples,
  );

const lines: Samples = [
  [some([1, 2, 6]), 2],
  [some([2, 1, 7]), 3, { stride: 2, padding: 1 }],
];
const images: Samples = [
  [some([1, 2, 4, 6]), 2],
  [some([1, 1, 5, 5]), 3, { stride: 2, padding: 1 }],
  [some([1, 1, 4, 4]), [2, 3], { stride: 1 }],
];
const volumes: Samples = [
  [some([1, 1, 4, 2, 4]), 2],
  [some([1, 1, 3, 3, 4]), [3, 1, 2], { stride: 1, padding: [1, 0, 0] }],
];

export const maxPool1d = maxPool("maxPool1d", 1, lines);
export const maxPool2d = maxPool("maxPool2d", 2, images);
export const maxPool3d = maxPool("maxPool3d", 3, volumes);
/** Padding counts as zeros. */
export const avgPool1d = avgPool("avgPool1d", 1, lines);
export const avgPool2d = avgPool("avgPool2d", 2, images);
export const avgPool3d = avgPool("avgPool3d", 3, volumes);

/** The mean over all spatial axes, which stay with size 1. */
export const globalAvgPool = op(
  "globalAvgPool",
  (x: Node): Node => {
    const rank = Math.min(3, Math.max(1, x.shape.length - 2));
    checkImages("globalAvgPool", rank, x);
    const whole = average(move.reshape(float(x), [x.shape[0]!, x.shape[1]!, sizeOf(x.shape.slice(2))]));
    return move.reshape(whole, [x.shape[0]!, x.shape[1]!, ...Array<number>(rank).fill(1)]);
  },
  [[some([2, 2, 3, 4])], [some([1, 2, 3])]],
);

// Place i of an axis of n made `count` covers elements ⌊i n / count⌋ to ⌈(i + 1) n / count⌉; one axis after the other,
// the last one first, so that of equals the first in memory is the largest.
function adaptive(name: string, input: Node, size: Extent, pool: (x: Node) => Node): Node {
  checkImages(name, 2, input);
  return extents(name, "size", size, 2, 1).reduceRight((x, count, i) => {
    const [axis, n] = [i + 2, x.shape[i + 2]!];
    const last = x.shape.map((_, j) => j).filter((j) => j !== axis);
    const order = [...last, axis];
    const turned = move.permute(x, order);
    const back = order.map((_, j) => order.indexOf(j));
    const kept = turned.shape.slice(0, -1);
    if (n % count === 0) {
      const even = pool(move.reshape(turned, [...kept, count, n / count]));
      return move.permute(even, back);
    }
    const parts = Array.from({ length: count }, (_, place) => {
      const from = Math.floor((place * n) / count);
      const part = slice(turned, from, Math.ceil(((place + 1) * n) / count), kept.length);
      return move.reshape(pool(part), [...kept, 1]);
    });
    return move.permute(concat(parts, kept.length), back);
  }, float(input));
}

/** Means of windows that give a certain size. */
export const adaptiveAvgPool2d = op(
  "adaptiveAvgPool2d",
  (x: Node, size: Extent): Node => adaptive("adaptiveAvgPool2d", x, size, average),
  [
    [some([1, 2, 4, 6]), 2],
    [some([1, 1, 5, 7]), [3, 2]],
  ],
);

/** The largest of windows that give a certain size. */
export const adaptiveMaxPool2d = op(
  "adaptiveMaxPool2d",
  (x: Node, size: Extent): Node => adaptive("adaptiveMaxPool2d", x, size, largest),
  [
    [some([1, 2, 4, 6]), 2],
    [some([1, 1, 5, 7]), [3, 2]],
  ],
);
