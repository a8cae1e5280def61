// The movement primitives: which element stands where, never what it is. On a constant they give a constant of the new
// shape, and where nothing moves they give their operand back, so that gradients don't grow graphs of no-ops.
import { ArgumentError, ShapeError } from "../errors.ts";
import { type Node, node, type Shape } from "../graph/node.ts";
import { axisOf, checkSizes, reshapedTo, sameShape, showShape } from "../graph/shape.ts";
import { constant, constantValue } from "./leaf.ts";

const every = (values: readonly number[], wanted: (value: number, i: number) => boolean): boolean =>
  values.every(wanted);

const alike = (x: Node, shape: Shape): Node | undefined => {
  const value = constantValue(x);
  return value === undefined ? undefined : constant(value, shape, x.dtype);
};

/** The same elements in another shape; one size may be -1. Refuses another number of elements. */
export function reshape(x: Node, shape: Shape): Node {
  const to = reshapedTo("reshape", x.shape, shape);
  if (sameShape(to, x.shape)) return x;
  return alike(x, to) ?? node("reshape", [x], to, x.dtype, {});
}

/** Axis i of the result is axis `axes[i]` of x. Refuses axes that are no permutation. */
export function permute(x: Node, axes: readonly number[]): Node {
  if (axes.length !== x.shape.length) {
    const message = `needs one axis for each dimension: ${showShape(x.shape)} and ${showShape(axes)}`;
    throw new ShapeError({ op: "permute", message });
  }
  const from0 = axes.map((axis) => axisOf("permute", axis, x.shape));
  if (new Set(from0).size !== from0.length) {
    const message = `needs one axis for each dimension: ${showShape(x.shape)} and ${showShape(axes)}`;
    throw new ShapeError({ op: "permute", message });
  }
  if (every(from0, (axis, i) => axis === i)) return x;
  const shape = from0.map((axis) => x.shape[axis]!);
  return alike(x, shape) ?? node("permute", [x], shape, x.dtype, { axes: from0 });
}

/** Sizes of 1 repeated. Refuses another rank, and a size other than 1 that differs. */
export function expand(x: Node, shape: Shape): Node {
  if (sameShape(shape, x.shape)) return x;
  checkSizes("expand", shape);
  if (shape.length !== x.shape.length || !every(x.shape, (size, i) => size === 1 || size === shape[i])) {
    const message = `only sizes of 1 stretch: ${showShape(x.shape)} and ${showShape(shape)}`;
    throw new ShapeError({ op: "expand", message });
  }
  return alike(x, shape) ?? node("expand", [x], shape, x.dtype, {});
}

/** Element i of each axis is element `starts + i * steps` of x. Refuses elements outside x, and steps of 0. */
export function slice(x: Node, starts: readonly number[], steps: readonly number[], shape: Shape): Node {
  checkSizes("slice", shape);
  for (let axis = 0; axis < x.shape.length; axis++) {
    const size = x.shape[axis]!;
    const count = shape[axis]!;
    const last = starts[axis]! + (count - 1) * steps[axis]!;
    if (!Number.isInteger(steps[axis]) || steps[axis] === 0) {
      throw new ArgumentError({
        op: "slice",
        message: `steps are whole numbers other than 0: got ${steps[axis]}`,
      });
    }
    if (count > 0 && (starts[axis]! < 0 || starts[axis]! >= size || last < 0 || last >= size)) {
      const message = `elements ${starts[axis]} to ${last} of axis ${axis} are outside shape ${showShape(x.shape)}`;
      throw new ShapeError({ op: "slice", message });
    }
  }
  const whole = sameShape(shape, x.shape) && every(starts, (s, i) => s === 0 && steps[i] === 1);
  if (whole) return x;
  return alike(x, shape) ?? node("slice", [x], shape, x.dtype, { starts, steps });
}

/** Zeros (false) around x. Refuses negative counts. */
export function pad(x: Node, before: readonly number[], after: readonly number[]): Node {
  for (const counts of [before, after]) {
    if (counts.length !== x.shape.length || !every(counts, (n) => Number.isInteger(n) && n >= 0)) {
      const message = `needs one count from 0 for each dimension: ${showShape(x.shape)} and ${showShape(counts)}`;
      throw new ShapeError({ op: "pad", message });
    }
  }
  const shape = x.shape.map((size, i) => before[i]! + size + after[i]!);
  if (sameShape(shape, x.shape)) return x;
  return node("pad", [x], shape, x.dtype, { before, after });
}

/** How windows lie over the last axes. */
export interface Windows {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** The number of windows along each axis. Refuses windows larger than the axis. */
export function windowCounts(op: string, spatial: Shape, { size, stride, dilation }: Windows): number[] {
  return spatial.map((n, i) => {
    const extent = (size[i]! - 1) * dilation[i]! + 1;
    if (extent > n) {
      const message = `window ${showShape(size)} is larger than the padded input: ${extent} and ${n} on axis ${i - spatial.length}`;
      throw new ShapeError({ op, message });
    }
    return Math.floor((n - extent) / stride[i]!) + 1;
  });
}

/** [..., *spatial] → [..., *positions, *size]: a view of every window of the last axes. */
export function window(x: Node, windows: Windows): Node {
  const lead = x.shape.length - windows.size.length;
  const counts = windowCounts("window", x.shape.slice(lead), windows);
  const { size, stride, dilation } = windows;
  const shape = [...x.shape.slice(0, lead), ...counts, ...size];
  return alike(x, shape) ?? node("window", [x], shape, x.dtype, { size, stride, dilation });
}

/** The transpose of `window`: each window's elements summed back to where they came from in `shape`. */
export function fold(x: Node, windows: Windows, shape: Shape): Node {
  const { size, stride, dilation } = windows;
  const lead = shape.length - size.length;
  const counts = windowCounts("fold", shape.slice(lead), windows);
  const expected = [...shape.slice(0, lead), ...counts, ...size];
  if (!sameShape(x.shape, expected)) {
    const message = `shapes differ: windows ${showShape(x.shape)} and expected ${showShape(expected)}`;
    throw new ShapeError({ op: "fold", message });
  }
  return node("fold", [x], shape, x.dtype, { size, stride, dilation });
}
