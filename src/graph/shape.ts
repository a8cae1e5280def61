// Arithmetic on shapes: sizes, strides, axes, broadcasting. Pure functions; each refuses bad input with a sentence that
// starts with the name of the operation the user called. Nothing here knows of nodes.
import { ShapeError } from "../errors.ts";
import type { Shape } from "./node.ts";

/** `[2, 3]` */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** The number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** Elements from one index of an axis to the next, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Kernels count with 32 bits: more elements than this have no index. */
const mostElements = 2 ** 31 - 1;

function checkCount(op: string, shape: Shape): Shape {
  if (sizeOf(shape) > mostElements) {
    const count = sizeOf(shape).toLocaleString("en");
    const message = `too many values: ${showShape(shape)} has ${count}, at most ${mostElements.toLocaleString("en")}`;
    throw new ShapeError({ op, message, help: "work on parts of it, such as batches" });
  }
  return shape;
}

/** Refuses sizes that are negative or no integers, and more values than a tensor can have. */
export function checkSizes(op: string, shape: Shape): Shape {
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ShapeError({ op, message: `sizes are whole numbers from 0: got ${showShape(shape)}` });
    }
  }
  return checkCount(op, shape);
}

/** An axis from 0; negative ones count from the end. Refuses axes outside the shape. */
export function axisOf(op: string, axis: number, shape: Shape): number {
  const from0 = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || from0 < 0 || from0 >= shape.length) {
    throw new ShapeError({ op, message: `axis ${axis} is out of range for shape ${showShape(shape)}` });
  }
  return from0;
}

/** Axes from 0, ascending; all of them when none is named. Refuses repeated ones. */
export function axesOf(
  op: string,
  axes: number | readonly number[] | null | undefined,
  shape: Shape,
): number[] {
  if (axes === null || axes === undefined) return shape.map((_, i) => i);
  if (typeof axes === "number") return [axisOf(op, axes, shape)];
  const sorted = axes.map((axis) => axisOf(op, axis, shape)).sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) {
      throw new ShapeError({ op, message: `axis ${sorted[i]} is named twice: ${showShape(axes)}` });
    }
  }
  return sorted;
}

/** The shape that both stretch to: sizes are matched from the right, 1 stretches. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const x = a[a.length - i] ?? 1;
    const y = b[b.length - i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError({
        op,
        message: `shapes do not broadcast: ${showShape(a)} and ${showShape(b)} (${x} vs ${y})`,
        help: "sizes are matched from the right; each pair must be equal, or one of them 1",
      });
    }
    shape[rank - i] = x === 1 ? y : x;
  }
  return checkCount(op, shape);
}

/** The shape with each of `axes` at size 1, or left out. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  return keepDims
    ? shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : shape.filter((_, i) => !axes.includes(i));
}

/** A reshape's target with its one -1 filled in. */
export function reshapedTo(op: string, from: Shape, to: Shape): Shape {
  const size = sizeOf(from);
  const unknown = to.indexOf(-1);
  if (unknown < 0) {
    checkSizes(op, to);
    if (sizeOf(to) !== size) {
      throw new ShapeError({
        op,
        message: `sizes differ: ${showShape(from)} has ${size} values and ${showShape(to)} has ${sizeOf(to)}`,
      });
    }
    return to;
  }
  if (to.lastIndexOf(-1) !== unknown) {
    throw new ShapeError({ op, message: `one size can be -1: got ${showShape(to)}` });
  }
  const rest = sizeOf(
    checkSizes(
      op,
      to.filter((_, i) => i !== unknown),
    ),
  );
  if (rest === 0 || size % rest !== 0) {
    throw new ShapeError({
      op,
      message: `${size} values do not divide into ${showShape(to)}: from ${showShape(from)}`,
    });
  }
  return to.map((n, i) => (i === unknown ? size / rest : n));
}
