// Images as columns of windows and back, in other sizes, and channels as pixels: [batch, channels, *spatial].
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { add, clamp, mul, sub } from "./arithmetic.ts";
import { broadcastTo, float } from "./broadcast.ts";
import { op, some } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import { constant, iota } from "./leaf.ts";
import { floor } from "./math.ts";
import * as move from "./movement.ts";
import { indexSelect } from "./places.ts";
import { repeatInterleave } from "./rearrange.ts";
import { checkRank, type Extent, extents } from "./spatial.ts";
import { pad, slice } from "./views.ts";

export interface UnfoldOptions {
  /** Steps of the window, 1 unless told. */
  stride?: Extent;
  /** Zeros on each side, 0 unless told. */
  padding?: Extent;
  /** Distance of the window's elements, 1 unless told. */
  dilation?: Extent;
}

function geometry(name: string, size: Extent, options: UnfoldOptions) {
  return {
    padding: extents(name, "padding", options.padding ?? 0, 2),
    windows: {
      size: extents(name, "size", size, 2, 1),
      stride: extents(name, "stride", options.stride ?? 1, 2, 1),
      dilation: extents(name, "dilation", options.dilation ?? 1, 2, 1),
    },
  };
}

/** [N, C, H, W] → [N, C · KH · KW, windows]: every window as a column. */
export const unfold = op(
  "unfold",
  (x: Node, size: Extent, options: UnfoldOptions = {}): Node => {
    checkRank("unfold", "input", "batch, channels, height, width", 4, x.shape);
    const { padding, windows } = geometry("unfold", size, options);
    const padded = pad(x, padding);
    move.windowCounts("unfold", padded.shape.slice(2), windows);
    const seen = move.permute(move.window(padded, windows), [0, 1, 4, 5, 2, 3]);
    const [n, c, kh, kw, h, w] = seen.shape as readonly [number, number, number, number, number, number];
    return move.reshape(seen, [n, c * kh * kw, h * w]);
  },
  [
    [some([1, 2, 4, 3]), 2],
    [some([1, 1, 5, 5]), [2, 3], { stride: 2, padding: 1, dilation: [2, 1] }],
  ],
);

/** [N, C · KH · KW, windows] → [N, C, H, W]: the windows of `unfold` summed back to where they lay; bool counts. */
export const fold = op(
  "fold",
  (input: Node, outputSize: Extent, size: Extent, options: UnfoldOptions = {}): Node => {
    const x = input.dtype === "bool" ? cast(input, "i32") : input;
    checkRank("fold", "input", "batch, channels times window, windows", 3, x.shape);
    const { padding, windows } = geometry("fold", size, options);
    const spatial = extents("fold", "outputSize", outputSize, 2, 1);
    const padded = spatial.map((n, i) => n + 2 * padding[i]!);
    const [h, w] = move.windowCounts("fold", padded, windows) as [number, number];
    const [kh, kw] = windows.size as [number, number];
    const [n, rows, columns] = x.shape as readonly [number, number, number];
    if (columns !== h * w || rows % (kh * kw) !== 0) {
      const message = `windows do not fit: ${showShape(x.shape)} and ${h * w} windows of ${showShape([kh, kw])}`;
      throw new ShapeError({ op: "fold", message });
    }
    const c = rows / (kh * kw);
    const seen = move.permute(move.reshape(x, [n, c, kh, kw, h, w]), [0, 1, 4, 5, 2, 3]);
    const whole = move.fold(seen, windows, [n, c, ...padded]);
    const [top, left] = padding as [number, number];
    return slice(slice(whole, top, top + spatial[0]!, 2), left, left + spatial[1]!, 3);
  },
  [
    [some([1, 8, 6]), [4, 3], 2],
    [some([1, 4, 9]), 4, 2, { stride: 2, padding: 1 }],
  ],
);

export interface InterpolateOptions {
  /** The spatial sizes to give. */
  size?: Extent;
  /** Or how many times larger. */
  scaleFactor?: number | readonly number[];
  /** "nearest" unless told; the linear ones are named by the number of spatial axes. */
  mode?: "nearest" | "linear" | "bilinear" | "trilinear";
  /** True puts the first and last pixels' centres on each other; else the images' edges. */
  alignCorners?: boolean;
}

/** Other spatial sizes, by the nearest pixel or on straight lines between pixels. */
export const interpolate = op(
  "interpolate",
  (input: Node, options: InterpolateOptions): Node => {
    const rank = input.shape.length - 2;
    const { mode = "nearest", alignCorners = false } = options;
    const linear = ["linear", "bilinear", "trilinear"][rank - 1];
    if (linear === undefined || (mode !== "nearest" && mode !== linear)) {
      const message = `mode does not fit the shape: ${mode} and ${showShape(input.shape)}`;
      const help = linear && `it takes "nearest" or "${linear}"`;
      throw new ArgumentError({ op: "interpolate", message, help });
    }
    if (alignCorners && mode === "nearest") {
      throw new ArgumentError({
        op: "interpolate",
        message: "alignCorners is for linear modes: got nearest",
      });
    }
    const factors = factorsOf(options, rank);
    return resized(input, options, factors).reduce((x, size, i) => {
      const from = x.shape[i + 2]!;
      if (size === from) return x;
      // A factor that is given is the step between pixels, whatever size comes out.
      const step = factors ? 1 / factors[i]! : from / size;
      return mode === "nearest" ? nearest(x, i + 2, size, step) : between(x, i + 2, size, step, alignCorners);
    }, float(input));
  },
  [
    [some([1, 2, 3, 2]), { scaleFactor: 2 }],
    [some([1, 1, 4, 5]), { size: [3, 7] }],
    [some([1, 1, 3, 4]), { size: [5, 3], mode: "bilinear" }],
    [some([1, 1, 3, 4]), { size: [5, 6], mode: "bilinear", alignCorners: true }],
    [some([1, 2, 4]), { scaleFactor: 1.5, mode: "linear" }],
    [some([1, 1, 5]), { scaleFactor: 0.5, mode: "linear" }],
    [some([1, 1, 5]), { scaleFactor: 1.5 }],
  ],
);

function factorsOf({ scaleFactor }: InterpolateOptions, rank: number): readonly number[] | undefined {
  return typeof scaleFactor === "number" ? Array<number>(rank).fill(scaleFactor) : scaleFactor;
}

function resized(x: Node, { size }: InterpolateOptions, factors: readonly number[] | undefined): number[] {
  const rank = x.shape.length - 2;
  if ((size === undefined) === (factors === undefined)) {
    const message = `takes either size or scaleFactor: got ${size === undefined ? "neither" : "both"}`;
    throw new ArgumentError({ op: "interpolate", message });
  }
  if (size !== undefined) return extents("interpolate", "size", size, rank, 1);
  const sizes = x.shape.slice(2).map((n, i) => Math.floor(n * (factors![i] ?? Number.NaN)));
  return extents("interpolate", "size", sizes, rank, 1);
}

function nearest(x: Node, axis: number, size: number, step: number): Node {
  const from = x.shape[axis]!;
  if (Math.abs(step * size - from) > 1e-6) {
    const source = floor(mul(float(iota([size], 0)), step));
    return indexSelect(x, axis, cast(clamp(source, null, from - 1), "i32"));
  }
  if (size % from === 0) return repeatInterleave(x, size / from, axis);
  const scaled = mul(iota([size], 0), from);
  return indexSelect(x, axis, binary("div", scaled, constant(size, [size], "i32")));
}

function between(x: Node, axis: number, size: number, step: number, alignCorners: boolean): Node {
  const from = x.shape[axis]!;
  const place = cast(iota([size], 0), x.dtype);
  const source = alignCorners
    ? mul(place, size > 1 ? (from - 1) / (size - 1) : 0)
    : clamp(sub(mul(add(place, 0.5), step), 0.5), 0);
  const low = clamp(floor(source), null, from - 1);
  const high = clamp(add(low, 1), null, from - 1);
  const shape = x.shape.map((_, i) => (i === axis ? size : 1));
  const [a, b] = [low, high].map((index) => indexSelect(x, axis, cast(index, "i32"))) as [Node, Node];
  const weight = broadcastTo("interpolate", move.reshape(sub(source, low), shape), a.shape);
  return add(a, mul(sub(b, a), weight));
}

function checkFactor(name: string, factor: number): void {
  if (Number.isInteger(factor) && factor >= 1) return;
  throw new ArgumentError({ op: name, message: `factor is a whole number from 1: got ${factor}` });
}

/** [N, C · r², H, W] → [N, C, H · r, W · r] */
export const pixelShuffle = op(
  "pixelShuffle",
  (x: Node, factor: number): Node => {
    checkRank("pixelShuffle", "input", "batch, channels, height, width", 4, x.shape);
    checkFactor("pixelShuffle", factor);
    const [n, channels, h, w] = x.shape as readonly [number, number, number, number];
    const c = channels / (factor * factor);
    if (!Number.isInteger(c)) {
      const message = `channels do not divide: ${channels} and ${factor}²`;
      throw new ShapeError({ op: "pixelShuffle", message });
    }
    const apart = move.permute(move.reshape(x, [n, c, factor, factor, h, w]), [0, 1, 4, 2, 5, 3]);
    return move.reshape(apart, [n, c, h * factor, w * factor]);
  },
  [[some([1, 8, 2, 3]), 2]],
);

/** [N, C, H · r, W · r] → [N, C · r², H, W] */
export const pixelUnshuffle = op(
  "pixelUnshuffle",
  (x: Node, factor: number): Node => {
    checkRank("pixelUnshuffle", "input", "batch, channels, height, width", 4, x.shape);
    checkFactor("pixelUnshuffle", factor);
    const [n, c, height, width] = x.shape as readonly [number, number, number, number];
    if (height % factor !== 0 || width % factor !== 0) {
      const message = `sizes do not divide: ${showShape(x.shape)} and ${factor}`;
      throw new ShapeError({ op: "pixelUnshuffle", message });
    }
    const [h, w] = [height / factor, width / factor];
    const apart = move.permute(move.reshape(x, [n, c, h, factor, w, factor]), [0, 1, 3, 5, 2, 4]);
    return move.reshape(apart, [n, c * factor * factor, h, w]);
  },
  [[some([1, 2, 4, 6]), 2]],
);
