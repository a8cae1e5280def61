// What convolutions read: the image in a padded grid, split by the stride's residues, the gradient in a grid of its own, and
// where each tap of the window finds them.
import type { Affine, Bound, Expr, Operand } from "../../../graph/kernel.ts";
import { canonicalMap } from "../../../graph/schedule/canonical.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { type Axis, type Grid, windowGrid } from "./grid.ts";
import type { Lowering } from "./lowering.ts";

/** Elements of grid and result that one pass over some images may take: they should stay in the second-level cache. */
const passElements = 1 << 19;

/** The most images a pass takes: a divisor of all. */
export function imagesAPass(images: number, elementsAnImage: number): number {
  let best = 1;
  for (let count = 1; count <= images; count++) {
    if (images % count === 0 && count * elementsAnImage <= passElements) best = count;
  }
  return best;
}

/** Copies an operand over its loop into a new room, zero where a bound fails. */
export function copy(
  to: Lowering,
  shape: readonly number[],
  from: { slot: number; at: Affine },
  bounds: readonly Bound[],
): number {
  const slot = to.room(sizeOf(shape));
  const load: Expr = { op: "load", slot: from.slot, at: from.at, dtype: "f32" };
  const value: Expr = bounds.length === 0 ? load : { op: "guard", bounds, x: load, dtype: "f32" };
  to.map(canonicalMap({ kind: "map", shape, outputs: [{ slot, value }] }));
  return slot;
}

/** The operand, row-major in memory: where it is, or a copy. */
export function dense(
  to: Lowering,
  shape: readonly number[],
  operand: Operand,
): { slot: number; offset: number } {
  const strides = stridesOf(shape);
  if (shape.every((size, axis) => size === 1 || operand.at.strides[axis] === strides[axis])) {
    return { slot: operand.slot, offset: operand.at.offset };
  }
  return { slot: copy(to, shape, operand, []), offset: 0 };
}

/** The weights [O, C / groups, *K] as [*K, O, C / groups]: a matrix for each tap. */
export function weightsByTap(
  to: Lowering,
  w: Operand,
  shape: readonly number[],
): { slot: number; offset: number } {
  const [o, c, ...taps] = w.at.strides;
  const at = { offset: w.at.offset, strides: [...taps, o!, c!] };
  const turned = [...shape.slice(2), ...shape.slice(0, 2)];
  return { slot: copy(to, turned, { slot: w.slot, at }, []), offset: 0 };
}

/** x [N, C, *S] as [C, *residues, images, *grid], for `images` images from the slot's start. */
export function copyWindowGrid(
  to: Lowering,
  x: Operand,
  axes: readonly Axis[],
  c: number,
  images: number,
  slot: number,
): number {
  const grids = axes.map(windowGrid);
  const spatial = axes.length;
  const [xn, xc, ...xs] = x.at.strides;
  const shape = [c, ...grids.map((g) => g.residues), images, ...grids.map((g) => g.size)];
  const rank = shape.length;
  const at: Affine = {
    offset: x.at.offset - axes.reduce((sum, axis, i) => sum + axis.before * xs[i]!, 0),
    strides: [
      xc!,
      ...grids.map((g, i) => g.step * xs[i]!),
      xn!,
      ...axes.map((axis, i) => axis.stride * xs[i]!),
    ],
  };
  const bounds = axes.map((axis, i): Bound => {
    const strides = new Array<number>(rank).fill(0);
    strides[1 + i] = grids[i]!.step;
    strides[2 + spatial + i] = axis.stride;
    return { at: { offset: -axis.before, strides }, lo: 0, hi: axis.input };
  });
  return copy(to, shape, { slot, at }, bounds);
}

/** g [N, O, *S'] as [O, images, *grid]: position y of the grid is element y + first of g, zero outside. */
export function copyOutputGrid(
  to: Lowering,
  g: Operand,
  axes: readonly Axis[],
  grid: readonly { size: number; first: number }[],
  o: number,
  images: number,
  slot: number,
): number {
  const [gn, go, ...gs] = g.at.strides;
  const shape = [o, images, ...grid.map((axis) => axis.size)];
  const at: Affine = {
    offset: g.at.offset + grid.reduce((sum, axis, i) => sum + axis.first * gs[i]!, 0),
    strides: [go!, gn!, ...gs],
  };
  const bounds = axes.map((axis, i): Bound => {
    const strides = new Array<number>(shape.length).fill(0);
    strides[2 + i] = 1;
    return { at: { offset: grid[i]!.first, strides }, lo: 0, hi: axis.output };
  });
  return copy(to, shape, { slot, at }, bounds);
}

/** Every combination of one entry an axis, row-major. */
export function combinations<T>(axes: readonly (readonly T[])[]): T[][] {
  return axes.reduce<T[][]>(
    (all, axis) => all.flatMap((head) => axis.map((entry) => [...head, entry])),
    [[]],
  );
}

/** Byte offsets of the taps in a window grid: [channels of a group, *taps] in row-major order. */
export function tapOffsets(
  axes: readonly Axis[],
  grids: readonly Grid[],
  channels: number,
  images: number,
): number[] {
  const gridStrides = stridesOf(grids.map((g) => g.size));
  const residueStrides = stridesOf(grids.map((g) => g.residues));
  const total = images * sizeOf(grids.map((g) => g.size));
  const taps = combinations(axes.map((axis) => Array.from({ length: axis.taps }, (_, k) => k)));
  const offsets = taps.map((tap) => {
    let offset = 0;
    tap.forEach((k, i) => {
      const { stride, dilation } = axes[i]!;
      offset += (((k * dilation) % stride) / grids[i]!.step) * residueStrides[i]! * total;
      offset += Math.floor((k * dilation) / stride) * gridStrides[i]!;
    });
    return offset;
  });
  const channel = sizeOf(grids.map((g) => g.residues)) * total;
  return Array.from({ length: channels }, (_, c) =>
    offsets.map((offset) => 4 * (c * channel + offset)),
  ).flat();
}

/** The columns from the first to the last that count, of `images` grids of which positions below `used` count. */
export function columnsOf(images: number, grid: readonly number[], used: readonly number[]): number {
  const strides = stridesOf(grid);
  return (images - 1) * sizeOf(grid) + used.reduce((sum, count, i) => sum + (count - 1) * strides[i]!, 0) + 1;
}
