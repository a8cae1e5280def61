// Pooling as users call it, over one to three spatial axes: [batch, channels, *spatial]. It is windows and a reduction, so
// it needs no gradient of its own.
import { ArgumentError } from "../errors.ts";
import { isRecording, type Node, type Shape } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { add, clamp, div, mul, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { type Op, op, type Sample, some } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
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
  /** Whether a last window may reach beyond the padded input, so that no element is left out; false unless told. */
  ceilMode?: boolean;
}
export interface MaxPoolOptions extends PoolOptions {
  /** Distance of the window's elements, 1 unless told. */
  dilation?: Extent;
}
export interface AvgPoolOptions extends PoolOptions {
  /** Whether padding counts as zeros (true unless told), or not at all. */
  countIncludePad?: boolean;
  /** What the sum is divided by, instead of the number of elements. */
  divisorOverride?: number;
}

type Pool<O> = (x: Node, size: Extent, options?: O) => Node;
type Samples<O> = readonly (readonly [Sample, Extent, O?])[];

const checkImages = (name: string, rank: number, x: Node): void =>
  checkRank(name, "input", `batch, channels, ${axesNamed(rank)}`, rank + 2, x.shape);

/** How windows lie over the spatial axes of an input. */
interface Placed {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  /** Places behind the padding that the last window reaches over. */
  readonly beyond: readonly number[];
}

function placed(name: string, rank: number, input: Node, size: Extent, options: MaxPoolOptions): Placed {
  checkImages(name, rank, input);
  const window = extents(name, "size", size, rank, 1);
  const stride = extents(name, "stride", options.stride ?? size, rank, 1);
  const padding = extents(name, "padding", options.padding ?? 0, rank);
  const dilation = extents(name, "dilation", options.dilation ?? 1, rank, 1);
  const reach = window.map((n, i) => (n - 1) * dilation[i]! + 1);
  if (padding.some((n, i) => 2 * n > reach[i]!)) {
    const message = `padding is more than half the window: ${showShape(padding)} and ${showShape(reach)}`;
    throw new ArgumentError({ op: name, message });
  }
  const beyond = padding.map((around, i) => {
    const [n, step] = [input.shape[i + 2]!, stride[i]!];
    const left = (n + 2 * around - reach[i]!) % step;
    // As in PyTorch, a window that begins behind the input is none.
    const begins = n + 2 * around - reach[i]! - left + step;
    return options.ceilMode && left > 0 && begins < n + around ? step - left : 0;
  });
  return { size: window, stride, padding, dilation, beyond };
}

/** The windows of x, each as a vector: [N, C, *positions, elements]. */
function windowsOf(name: string, input: Node, windows: Placed, around: number): Node {
  const { size, padding, beyond } = windows;
  const x = pad(
    float(input),
    padding.map((n, i) => [n, n + beyond[i]!] as const),
    around,
  );
  move.windowCounts(name, x.shape.slice(2), windows);
  const seen = move.window(x, windows);
  return move.reshape(seen, [...seen.shape.slice(0, -size.length), sizeOf(size)]);
}

/** How many elements each window of `shape` has that are no padding, or at least lie before its end. */
function counts({ size, stride, padding }: Placed, spatial: Shape, shape: Shape, includesPad: boolean): Node {
  return spatial
    .map((n, i): Node => {
      const around = padding[i]!;
      const begin = sub(mul(iota(shape, i + 2), stride[i]!), around);
      const end = clamp(add(begin, size[i]!), null, includesPad ? n + around : n);
      return sub(end, includesPad ? begin : clamp(begin, 0));
    })
    .reduce(mul);
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

/** The sum along the last axis, which is left out. */
function total(x: Node): Node {
  const last = x.shape.length - 1;
  return move.reshape(reduce("sum", x, [last]), x.shape.slice(0, -1));
}

/** The mean along the last axis, which is left out. */
const average = (x: Node): Node => div(total(x), x.shape.at(-1)!);

const maxPool = (name: string, rank: number, samples: Samples<MaxPoolOptions>): Op<Pool<MaxPoolOptions>> =>
  op(
    name,
    (x: Node, size: Extent, options: MaxPoolOptions = {}): Node =>
      largest(windowsOf(name, x, placed(name, rank, x, size, options), Number.NEGATIVE_INFINITY)),
    samples,
  );

const avgPool = (name: string, rank: number, samples: Samples<AvgPoolOptions>): Op<Pool<AvgPoolOptions>> =>
  op(
    name,
    (x: Node, size: Extent, options: AvgPoolOptions = {}): Node => {
      const { countIncludePad = true, divisorOverride } = options;
      const windows = placed(name, rank, x, size, { ...options, dilation: 1 });
      const seen = windowsOf(name, x, windows, 0);
      if (divisorOverride === 0) {
        throw new ArgumentError({ op: name, message: "divisorOverride is a number other than 0: got 0" });
      }
      const isWhole = windows.beyond.every((n) => n === 0);
      const allCount = isWhole && (countIncludePad || windows.padding.every((n) => n === 0));
      if (divisorOverride === undefined && allCount) return average(seen);
      const sums = total(seen);
      return div(
        sums,
        divisorOverride ?? cast(counts(windows, x.shape.slice(2), sums.shape, countIncludePad), sums.dtype),
      );
    },
    samples,
  );

const lines: Samples<PoolOptions> = [
  [some([1, 2, 6]), 2],
  [some([2, 1, 7]), 3, { stride: 2, padding: 1 }],
  [some([1, 1, 6]), 3, { stride: 2, ceilMode: true }],
];
const images: Samples<PoolOptions> = [
  [some([1, 2, 4, 6]), 2],
  [some([1, 1, 5, 5]), 3, { stride: 2, padding: 1 }],
  [some([1, 1, 4, 4]), [2, 3], { stride: 1 }],
  [some([1, 1, 4, 6]), 3, { stride: 2, padding: 1, ceilMode: true }],
];
const volumes: Samples<PoolOptions> = [
  [some([1, 1, 4, 2, 4]), 2],
  [some([1, 1, 3, 3, 4]), [3, 1, 2], { stride: 1, padding: [1, 0, 0] }],
];

export const maxPool1d = maxPool("maxPool1d", 1, [...lines, [some([1, 1, 7]), 2, { dilation: 3 }]]);
export const maxPool2d = maxPool("maxPool2d", 2, [
  ...images,
  [some([1, 1, 5, 7]), 2, { dilation: [2, 1], padding: [1, 0] }],
]);
export const maxPool3d = maxPool("maxPool3d", 3, volumes);
/** Padding counts as zeros, unless told. */
export const avgPool1d = avgPool("avgPool1d", 1, [
  ...lines,
  [some([1, 1, 6]), 3, { padding: 1, countIncludePad: false }],
]);
export const avgPool2d = avgPool("avgPool2d", 2, [
  ...images,
  [some([1, 1, 4, 6]), 3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }],
  [some([1, 1, 4, 4]), 2, { divisorOverride: 3 }],
]);
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
