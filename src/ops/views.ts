// Movement as users call it: names and arguments of PyTorch, negative axes, ranges that clamp.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axesOf, axisOf, showShape, sizeOf } from "../graph/shape.ts";
import { where } from "./arithmetic.ts";
import { broadcastTo, numberLeaf } from "./broadcast.ts";
import { op, some } from "./define.ts";
import { binary } from "./elementwise.ts";
import { constant } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as p from "./movement.ts";

export const reshape = op("reshape", (x: Node, shape: Shape) => p.reshape(x, shape), [
  [some([2, 3]), [3, -1]],
  [some([2, 3]), [6]],
]);

export const permute = op("permute", (x: Node, axes: readonly number[]) => p.permute(x, axes), [
  [some([2, 3, 4]), [2, 0, -2]],
]);

export const transpose = op(
  "transpose",
  (x: Node, a: number, b: number): Node =>
    swapped(x, axisOf("transpose", a, x.shape), axisOf("transpose", b, x.shape)),
  [[some([2, 3, 4]), 0, -1]],
);

/** A matrix transposed; vectors and numbers as they are. */
export const t = op(
  "t",
  (x: Node): Node => {
    if (x.shape.length > 2) {
      const message = `needs at most two dimensions: ${showShape(x.shape)}`;
      throw new ShapeError({ op: "t", message, help: "name the axes: x.transpose(-2, -1)" });
    }
    return x.shape.length < 2 ? x : swapped(x, 0, 1);
  },
  [[some([2, 3])], [some([2])]],
);

/** Axes start to end become one. */
export const flatten = op(
  "flatten",
  (x: Node, start: number = 0, end: number = -1): Node => {
    if (x.shape.length === 0) return p.reshape(x, [1]);
    const from = axisOf("flatten", start, x.shape);
    const last = axisOf("flatten", end, x.shape);
    if (last < from)
      throw new ShapeError({ op: "flatten", message: `start is after end: ${start} and ${end}` });
    const size = sizeOf(x.shape.slice(from, last + 1));
    return p.reshape(x, [...x.shape.slice(0, from), size, ...x.shape.slice(last + 1)]);
  },
  [[some([2, 3, 4]), 1], [some([2, 3])]],
);

/** Without axes of size 1: all of them, or those named (others named stay). */
export const squeeze = op(
  "squeeze",
  (x: Node, axis?: number | readonly number[] | null): Node => {
    const axes = axesOf("squeeze", axis, x.shape);
    return p.reshape(
      x,
      x.shape.filter((size, i) => size !== 1 || !axes.includes(i)),
    );
  },
  [[some([1, 2, 1])], [some([1, 2, 1]), 0]],
);

export const unsqueeze = op(
  "unsqueeze",
  (x: Node, axis: number): Node => {
    const at = axis < 0 ? axis + x.shape.length + 1 : axis;
    if (!Number.isInteger(axis) || at < 0 || at > x.shape.length) {
      const message = `axis ${axis} is out of range for shape ${showShape(x.shape)}`;
      throw new ShapeError({ op: "unsqueeze", message });
    }
    return p.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
  },
  [[some([2, 3]), 1]],
);

/** Sizes of 1 repeated; -1 keeps a size. */
export const expand = op(
  "expand",
  (x: Node, shape: Shape): Node => {
    const missing = shape.length - x.shape.length;
    return broadcastTo(
      "expand",
      x,
      shape.map((size, i) => (size === -1 ? (x.shape[i - missing] ?? -1) : size)),
    );
  },
  [
    [some([3, 1]), [2, 3, 4]],
    [some([1, 3]), [2, -1]],
  ],
);

/** Elements start to end (left out) of an axis, every `step`th; negative places count from the end, ends are clamped. */
export const slice = op(
  "slice",
  (x: Node, start: number | null, end?: number | null, axis: number = 0, step: number = 1): Node => {
    const on = axisOf("slice", axis, x.shape);
    const size = x.shape[on]!;
    const [lo, hi] = step > 0 ? [0, size] : [-1, size - 1];
    const place = (at: number) => Math.min(hi, Math.max(lo, at < 0 ? at + size : at));
    const from = start === null ? (step > 0 ? 0 : size - 1) : place(start);
    const to = end === null || end === undefined ? (step > 0 ? size : -1) : place(end);
    const count = Math.max(0, Math.ceil((to - from) / step));
    return p.slice(
      x,
      x.shape.map((_, i) => (i === on ? from : 0)),
      x.shape.map((_, i) => (i === on ? step : 1)),
      x.shape.map((n, i) => (i === on ? count : n)),
    );
  },
  [
    [some([5, 2]), 1, 4],
    [some([2, 7]), -1, null, 1, -2],
    [some([7]), 1, null, 0, 3],
    [some([7]), -3],
  ],
);

/** The order along axes turned around. */
export const flip = op(
  "flip",
  (x: Node, axis?: number | readonly number[] | null): Node => {
    const axes = axesOf("flip", axis, x.shape);
    return p.slice(
      x,
      x.shape.map((size, i) => (axes.includes(i) ? Math.max(0, size - 1) : 0)),
      x.shape.map((_, i) => (axes.includes(i) ? -1 : 1)),
      x.shape,
    );
  },
  [[some([2, 3]), 1], [some([2, 3])]],
);

/** What padding repeats instead of a value: mirrored without the edge, the edge, or the other end. */
export type PadMode = "reflect" | "replicate" | "circular";

/** Values around x: one [before, after] (or one number for both) for each of the last axes. */
export const pad = op(
  "pad",
  (x: Node, padding: readonly (number | readonly [number, number])[], around: number | PadMode = 0): Node => {
    const missing = x.shape.length - padding.length;
    if (missing < 0) {
      const message = `more entries than dimensions: ${padding.length} and ${showShape(x.shape)}`;
      throw new ShapeError({ op: "pad", message });
    }
    const side = (which: 0 | 1) =>
      x.shape.map((_, i) => {
        const entry = padding[i - missing] ?? 0;
        return typeof entry === "number" ? entry : entry[which];
      });
    const [before, after] = [side(0), side(1)];
    if (typeof around === "string") {
      return x.shape.reduce((y, _, axis) => extended(y, axis, before[axis]!, after[axis]!, around), x);
    }
    const padded = p.pad(x, before, after);
    if (around === 0 || padded === x) return padded;
    const inside = p.pad(constant(1, x.shape, "bool"), before, after);
    return where(inside, padded, numberLeaf(around, padded.shape, x.dtype));
  },
  [
    [some([2, 3]), [[1, 2]]],
    [some([2, 3]), [1, [0, 1]], 2.5],
    [
      some([3, 4]),
      [
        [2, 1],
        [1, 3],
      ],
      "reflect",
    ],
    [some([2, 3]), [2, [0, 1]], "replicate"],
    [some([2, 3]), [[1, 2]], "circular"],
  ],
);

// One axis at a time: each end is a slice of x, laid where zeros stand around the others.
function extended(x: Node, axis: number, before: number, after: number, mode: PadMode): Node {
  const size = x.shape[axis]!;
  const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : size > 0 ? Infinity : 0;
  for (const count of [before, after]) {
    if (Number.isInteger(count) && count >= 0 && count <= most) continue;
    const message = `${mode} padding is from 0 to ${most} on axis ${axis} of ${showShape(x.shape)}: got ${count}`;
    throw new ArgumentError({ op: "pad", message });
  }
  const along = (count: number) => x.shape.map((n, i) => (i === axis ? count : n));
  const cut = (start: number, step: number, count: number): Node =>
    p.slice(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      x.shape.map((_, i) => (i === axis ? step : 1)),
      along(count),
    );
  const edge = (start: number, count: number): Node => p.expand(cut(start, 1, 1), along(count));
  const ends: readonly [() => Node, () => Node] = {
    reflect: [() => cut(before, -1, before), () => cut(size - 2, -1, after)] as const,
    replicate: [() => edge(0, before), () => edge(size - 1, after)] as const,
    circular: [() => cut(size - before, 1, before), () => cut(0, 1, after)] as const,
  }[mode];
  const place = (part: Node, from: number): Node => {
    const zeros = (count: number) => x.shape.map((_, i) => (i === axis ? count : 0));
    return p.pad(part, zeros(from), zeros(before + size + after - from - part.shape[axis]!));
  };
  const join = (a: Node, b: Node): Node => binary(x.dtype === "bool" ? "or" : "add", a, b);
  let result = place(x, before);
  if (before > 0) result = join(result, place(ends[0](), 0));
  if (after > 0) result = join(result, place(ends[1](), before + size));
  return result;
}
