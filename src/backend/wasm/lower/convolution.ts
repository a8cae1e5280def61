// Convolution and its two gradients as packed matrix products (implicit GEMM). The image is copied once into a padded grid,
// split by the stride's residues, so that each tap reads one contiguous run: tap k's row of the right operand is the grid,
// shifted. Columns that fall between rows or images of the grid are computed and thrown away; that is a few per cent, and
// saves every address calculation.
import type { Affine, Bound, Expr, Kernel, Operand } from "../../../graph/kernel.ts";
import type { ConvGeometry } from "../../../graph/node.ts";
import { canonicalMap } from "../../../graph/schedule/canonical.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { wholePanels } from "../runtime/runtime.ts";
import { epilogue } from "./epilogue.ts";
import { type Axis, axesOf, type Grid, inputTaps, windowGrid } from "./grid.ts";
import type { Lowering } from "./lowering.ts";

type Convolution = Extract<Kernel, { readonly geometry: ConvGeometry }>;

/** Elements of grid and result that one pass over some images may take: they should stay in the second-level cache. */
const passElements = 1 << 19;

export function lowerConvolution(kernel: Convolution, to: Lowering): void {
  switch (kernel.kind) {
    case "conv":
      lowerForward(kernel, to);
      break;
    case "convInput":
      lowerInput(kernel, to);
      break;
    case "convWeight":
      lowerWeight(kernel, to);
      break;
  }
}

/** The most images a pass takes: a divisor of all. */
function imagesAPass(images: number, elementsAnImage: number): number {
  let best = 1;
  for (let count = 1; count <= images; count++) {
    if (images % count === 0 && count * elementsAnImage <= passElements) best = count;
  }
  return best;
}

/** Copies an operand over its loop into a new room, zero where a bound fails. */
function copy(
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
function dense(to: Lowering, shape: readonly number[], operand: Operand): { slot: number; offset: number } {
  const strides = stridesOf(shape);
  if (shape.every((size, axis) => size === 1 || operand.at.strides[axis] === strides[axis])) {
    return { slot: operand.slot, offset: operand.at.offset };
  }
  return { slot: copy(to, shape, operand, []), offset: 0 };
}

/** x [N, C, *S] as [C, *residues, images, *grid], for `images` images from the slot's start. */
function copyWindowGrid(
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
function copyOutputGrid(
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
function combinations<T>(axes: readonly (readonly T[])[]): T[][] {
  return axes.reduce<T[][]>(
    (all, axis) => all.flatMap((head) => axis.map((entry) => [...head, entry])),
    [[]],
  );
}

/** Byte offsets of the taps in a window grid: [channels of a group, *taps] in row-major order. */
function tapOffsets(
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
function columnsOf(images: number, grid: readonly number[], used: readonly number[]): number {
  const strides = stridesOf(grid);
  return (images - 1) * sizeOf(grid) + used.reduce((sum, count, i) => sum + (count - 1) * strides[i]!, 0) + 1;
}

/** Raw results [channels, images, *grid] of a pass to their place, or all the way through the epilogue in a single pass. */
function finish(
  kernel: Convolution,
  to: Lowering,
  passes: number,
  target: { slot: number },
  loop: { shape: readonly number[]; slot: number; at: Affine },
): void {
  if (passes === 1) {
    to.map(epilogue(kernel.outputs, loop.shape, loop.slot, loop.at));
    return;
  }
  const value: Expr = { op: "result", dtype: "f32" };
  to.map(epilogue([{ slot: target.slot, value }], loop.shape, loop.slot, loop.at));
}

/** After several passes the whole result lies in the first output. */
function finishAll(kernel: Convolution, to: Lowering): void {
  const [first] = kernel.outputs;
  if (kernel.outputs.length === 1 && first!.value.op === "result") return;
  const at = { offset: 0, strides: stridesOf(kernel.shape) };
  to.map(epilogue(kernel.outputs, kernel.shape, first!.slot, at));
}

function lowerForward(kernel: Convolution, to: Lowering): void {
  const { geometry, aShape, bShape, shape, a, b } = kernel;
  const axes = axesOf(geometry, aShape.slice(2), bShape.slice(2), shape.slice(2));
  const grids = axes.map(windowGrid);
  const grid = grids.map((g) => g.size);
  const [n, c] = aShape as [number, number];
  const [o, cg] = bShape as [number, number];
  const m = o / geometry.groups;
  const total = sizeOf(grid);
  const residues = sizeOf(grids.map((g) => g.residues));
  const images = imagesAPass(n, (c * residues + o) * total);
  const passes = n / images;
  const depth = cg * sizeOf(bShape.slice(2));
  const columns = columnsOf(images, grid, shape.slice(2));
  const w = dense(to, bShape, b);
  const table = to.words(tapOffsets(axes, grids, cg, images));
  const source = to.moving(a.slot, images * a.at.strides[0]!);
  const target = to.moving(kernel.outputs[0]!.slot, images * sizeOf(shape.slice(1)));
  const { runtime } = to;
  to.repeat(passes, [source.move, target.move], () => {
    const x = copyWindowGrid(to, a, axes, c, images, source.slot);
    const result = to.room(o * images * total);
    to.step(({ addresses }) => {
      for (let group = 0; group < geometry.groups; group++) {
        const weights = addresses[w.slot]! + 4 * (w.offset + group * m * depth);
        const left = runtime.strided(weights, 4 * depth, 4);
        const image = addresses[x]! + 4 * group * cg * residues * images * total;
        const right = runtime.byDepth(image, 4, addresses[table]!);
        const at = addresses[result]! + 4 * group * m * images * total;
        runtime.multiply(m, columns, depth, left, right, at, 4 * images * total, false);
      }
    });
    const strides = [total, images * total, ...stridesOf(grid)];
    const loop = { shape: [images, ...shape.slice(1)], slot: result, at: { offset: 0, strides } };
    finish(kernel, to, passes, target, loop);
  });
  if (passes > 1) finishAll(kernel, to);
}

function lowerWeight(kernel: Convolution, to: Lowering): void {
  const { geometry, aShape, bShape, shape, a, b, outputs } = kernel;
  const axes = axesOf(geometry, aShape.slice(2), shape.slice(2), bShape.slice(2));
  const grids = axes.map(windowGrid);
  const grid = grids.map((g) => g.size);
  const [n, c] = aShape as [number, number];
  const [o, cg] = shape as [number, number];
  const m = o / geometry.groups;
  const total = sizeOf(grid);
  const residues = sizeOf(grids.map((g) => g.residues));
  const images = imagesAPass(n, (c * residues + o) * total);
  const columns = cg * sizeOf(shape.slice(2));
  const depth = columnsOf(images, grid, bShape.slice(2));
  const table = to.words(wholePanels(tapOffsets(axes, grids, cg, images)));
  const sourceX = to.moving(a.slot, images * a.at.strides[0]!);
  const sourceG = to.moving(b.slot, images * b.at.strides[0]!);
  let pass = 0;
  const count = (_: unknown, turn: number) => {
    pass = turn;
  };
  const { runtime } = to;
  const target = outputs[0]!.slot;
  to.repeat(n / images, [sourceX.move, sourceG.move, count], () => {
    const x = copyWindowGrid(to, a, axes, c, images, sourceX.slot);
    const whole = grid.map((size) => ({ size, first: 0 }));
    const g = copyOutputGrid(to, b, axes, whole, o, images, sourceG.slot);
    to.step(({ addresses }) => {
      for (let group = 0; group < geometry.groups; group++) {
        const rows = addresses[g]! + 4 * group * m * images * total;
        const left = runtime.strided(rows, 4 * images * total, 4);
        const image = addresses[x]! + 4 * group * cg * residues * images * total;
        const right = runtime.byMinor(image, addresses[table]!);
        const at = addresses[target]! + 4 * group * m * columns;
        runtime.multiply(m, columns, depth, left, right, at, 4 * columns, pass > 0);
      }
    });
  });
  finishAll(kernel, to);
}

function lowerInput(kernel: Convolution, to: Lowering): void {
  const { geometry, aShape, bShape, shape, a, b } = kernel;
  const axes = axesOf(geometry, shape.slice(2), bShape.slice(2), aShape.slice(2));
  const [n, o] = aShape as [number, number];
  const [, cg] = bShape as [number, number];
  const c = shape[1]!;
  const spatial = axes.length;
  const perGroup = o / geometry.groups;
  const taps = axes.map(inputTaps);
  const grid = taps.map(({ positions, least, most }) => ({ size: positions + most - least, first: least }));
  const sizes = grid.map((axis) => axis.size);
  const total = sizeOf(sizes);
  const kernelStrides = stridesOf(bShape);
  const phases = combinations(taps.map((axis) => axis.residues));
  const images = imagesAPass(n, (o + c * phases.length) * total);
  const passes = n / images;
  const columns = columnsOf(
    images,
    sizes,
    taps.map((axis) => axis.positions),
  );
  const gridStrides = stridesOf(sizes);
  const w = dense(to, bShape, b);
  const plans = phases.map((phase) => {
    const chosen = combinations(phase);
    const each = (offset: (tap: (typeof chosen)[number]) => number, step: number) =>
      Array.from({ length: perGroup }, (_, i) => chosen.map((tap) => 4 * (i * step + offset(tap)))).flat();
    const shift = (tap: (typeof chosen)[number]) =>
      tap.reduce((sum, { shift }, i) => sum + (shift - grid[i]!.first) * gridStrides[i]!, 0);
    const weight = (tap: (typeof chosen)[number]) =>
      tap.reduce((sum, { tap }, i) => sum + tap * kernelStrides[2 + i]!, 0);
    const depth = perGroup * chosen.length;
    return {
      depth,
      image: to.words(each(shift, images * total)),
      weights: to.words(each(weight, kernelStrides[0]!)),
    };
  });
  const source = to.moving(a.slot, images * a.at.strides[0]!);
  const target = to.moving(kernel.outputs[0]!.slot, images * sizeOf(shape.slice(1)));
  const { runtime } = to;
  to.repeat(passes, [source.move, target.move], () => {
    const g = copyOutputGrid(to, a, axes, grid, o, images, source.slot);
    const plane = c * images * total;
    const result = to.room(phases.length * plane);
    to.step(({ addresses, words }) => {
      plans.forEach(({ depth, image, weights }, phase) => {
        for (let group = 0; group < geometry.groups; group++) {
          const at = addresses[result]! + 4 * (phase * plane + group * cg * images * total);
          if (depth === 0) {
            words.fill(0, at / 4, at / 4 + cg * images * total);
            continue;
          }
          const matrix = addresses[w.slot]! + 4 * (w.offset + group * perGroup * kernelStrides[0]!);
          const left = runtime.byDepth(matrix, 4 * kernelStrides[1]!, addresses[weights]!);
          const from = addresses[g]! + 4 * group * perGroup * images * total;
          const right = runtime.byDepth(from, 4, addresses[image]!);
          runtime.multiply(cg, columns, depth, left, right, at, 4 * images * total, false);
        }
      });
    });
    const strides = [total, images * total, ...gridStrides];
    const out = [images, ...shape.slice(1)];
    if (phases.length === 1) {
      finish(kernel, to, passes, target, { shape: out, slot: result, at: { offset: 0, strides } });
      return;
    }
    // Residues beside positions: [images, C, position, residue, …] is the image, rounded up to whole strides.
    const phaseStrides = stridesOf(taps.map((axis) => axis.residues.length)).map((stride) => stride * plane);
    const pairs = taps.flatMap((axis) => [axis.positions, axis.residues.length]);
    const at = {
      offset: 0,
      strides: [total, images * total, ...taps.flatMap((_, i) => [gridStrides[i]!, phaseStrides[i]!])],
    };
    const woven = copy(to, [images, c, ...pairs], { slot: result, at }, []);
    const rounded = [
      images,
      c,
      ...Array.from({ length: spatial }, (_, i) => pairs[2 * i]! * pairs[2 * i + 1]!),
    ];
    finish(kernel, to, passes, target, {
      shape: out,
      slot: woven,
      at: { offset: 0, strides: stridesOf(rounded) },
    });
  });
  if (passes > 1) finishAll(kernel, to);
}
