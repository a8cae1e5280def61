// Convolution and its two gradients as packed matrix products (implicit GEMM). The image is copied once into a padded grid,
// split by the stride's residues, so that each tap reads one contiguous run: tap k's row of the right operand is the grid,
// shifted. Columns that fall between rows or images of the grid are computed and thrown away; that is a few per cent, and
// saves every address calculation. With a BLAS, which knows no tables, a convolution is a sum of plain products, one for each
// tap.
import type { Affine, Expr, Kernel } from "../../../graph/kernel.ts";
import type { ConvGeometry } from "../../../graph/node.ts";
import { canonicalMap } from "../../../graph/schedule/canonical.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { wholePanels } from "../runtime/runtime.ts";
import { epilogue } from "./epilogue.ts";
import { axesOf, inputTaps, windowGrid } from "./grid.ts";
import {
  columnsOf,
  combinations,
  copy,
  copyOutputGrid,
  copyWindowGrid,
  dense,
  imagesAPass,
  tapOffsets,
  weightsByTap,
} from "./images.ts";
import type { Lowering } from "./lowering.ts";

type Convolution = Extract<Kernel, { readonly geometry: ConvGeometry }>;

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
  const { runtime } = to;
  const byTap = runtime.hasBlas(m * columns * cg);
  const w = byTap ? weightsByTap(to, b, bShape) : dense(to, bShape, b);
  const offsets = tapOffsets(axes, grids, byTap ? 1 : cg, images);
  const table = to.words(byTap ? offsets.flatMap((offset, tap) => [4 * tap * o * cg, offset]) : offsets);
  const source = to.moving(a.slot, images * a.at.strides[0]!);
  const target = to.moving(kernel.outputs[0]!.slot, images * sizeOf(shape.slice(1)));
  to.repeat(passes, [source.move, target.move], () => {
    const x = copyWindowGrid(to, a, axes, c, images, source.slot);
    const result = to.room(o * images * total);
    to.step(({ addresses }) => {
      for (let group = 0; group < geometry.groups; group++) {
        const place = addresses[x]! + 4 * group * cg * residues * images * total;
        if (byTap) {
          const product = {
            ...{ m, n: columns, k: cg, add: false },
            ...{ a: addresses[w.slot]! + 4 * group * m * cg, aRow: cg, aTurned: false },
            ...{ b: place, bRow: residues * images * total, bTurned: false },
            ...{ c: addresses[result]! + 4 * group * m * images * total, cRow: images * total },
          };
          runtime.blasProducts(product, addresses[table]!, offsets.length, true);
          continue;
        }
        const weights = addresses[w.slot]! + 4 * (w.offset + group * m * depth);
        const left = runtime.strided(weights, 4 * depth, 4);
        const right = runtime.byDepth(place, 4, addresses[table]!);
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
  const { runtime } = to;
  const taps = shape.slice(2);
  const byTap = runtime.hasBlas(m * cg * depth);
  const offsets = tapOffsets(axes, grids, byTap ? 1 : cg, images);
  const table = to.words(byTap ? offsets.flatMap((offset) => [0, offset]) : wholePanels(offsets));
  const sums = byTap ? to.room(sizeOf(shape)) : 0;
  const sourceX = to.moving(a.slot, images * a.at.strides[0]!);
  const sourceG = to.moving(b.slot, images * b.at.strides[0]!);
  let pass = 0;
  const count = (_: unknown, turn: number) => {
    pass = turn;
  };
  const target = outputs[0]!.slot;
  to.repeat(n / images, [sourceX.move, sourceG.move, count], () => {
    const x = copyWindowGrid(to, a, axes, c, images, sourceX.slot);
    const whole = grid.map((size) => ({ size, first: 0 }));
    const g = copyOutputGrid(to, b, axes, whole, o, images, sourceG.slot);
    to.step(({ addresses }) => {
      for (let group = 0; group < geometry.groups; group++) {
        const rows = addresses[g]! + 4 * group * m * images * total;
        if (byTap) {
          const product = {
            ...{ m, n: cg, k: depth, add: pass > 0 },
            ...{ a: rows, aRow: images * total, aTurned: false },
            ...{
              b: addresses[x]! + 4 * group * cg * residues * images * total,
              bRow: residues * images * total,
            },
            ...{ bTurned: true, c: addresses[sums]! + 4 * group * m * columns, cRow: cg },
          };
          runtime.blasProducts(product, addresses[table]!, offsets.length, false);
          continue;
        }
        const left = runtime.strided(rows, 4 * images * total, 4);
        const image = addresses[x]! + 4 * group * cg * residues * images * total;
        const right = runtime.byMinor(image, addresses[table]!);
        const at = addresses[target]! + 4 * group * m * columns;
        runtime.multiply(m, columns, depth, left, right, at, 4 * columns, pass > 0);
      }
    });
  });
  if (byTap) {
    // From [groups, *taps, m, cg] to the weights' order.
    const inTaps = stridesOf(taps).map((stride) => stride * m * cg);
    const at = { offset: 0, strides: [m * columns, cg, 1, ...inTaps] };
    const value: Expr = { op: "load", slot: sums, at, dtype: "f32" };
    const by = [geometry.groups, m, cg, ...taps];
    to.map(canonicalMap({ kind: "map", shape: by, outputs: [{ slot: target, value }] }));
  }
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
  const { runtime } = to;
  const byTap = runtime.hasBlas(cg * columns * perGroup);
  const w = byTap ? weightsByTap(to, b, bShape) : dense(to, bShape, b);
  const tapStrides = stridesOf(bShape.slice(2));
  const plans = phases.map((phase) => {
    const chosen = combinations(phase);
    const each = (offset: (tap: (typeof chosen)[number]) => number, step: number) =>
      Array.from({ length: perGroup }, (_, i) => chosen.map((tap) => 4 * (i * step + offset(tap)))).flat();
    const shift = (tap: (typeof chosen)[number]) =>
      tap.reduce((sum, { shift }, i) => sum + (shift - grid[i]!.first) * gridStrides[i]!, 0);
    const weight = (tap: (typeof chosen)[number]) =>
      tap.reduce((sum, { tap }, i) => sum + tap * kernelStrides[2 + i]!, 0);
    const depth = perGroup * chosen.length;
    if (byTap) {
      const number = (tap: (typeof chosen)[number]) =>
        tap.reduce((sum, { tap }, i) => sum + tap * tapStrides[i]!, 0);
      const table = chosen.flatMap((tap) => [4 * number(tap) * o * cg, 4 * shift(tap)]);
      return { depth, image: 0, weights: to.words(table) };
    }
    return {
      depth,
      image: to.words(each(shift, images * total)),
      weights: to.words(each(weight, kernelStrides[0]!)),
    };
  });
  const source = to.moving(a.slot, images * a.at.strides[0]!);
  const target = to.moving(kernel.outputs[0]!.slot, images * sizeOf(shape.slice(1)));
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
          const from = addresses[g]! + 4 * group * perGroup * images * total;
          if (byTap) {
            const product = {
              ...{ m: cg, n: columns, k: perGroup, add: false },
              ...{ a: addresses[w.slot]! + 4 * group * perGroup * cg, aRow: cg, aTurned: true },
              ...{ b: from, bRow: images * total, bTurned: false, c: at, cRow: images * total },
            };
            runtime.blasProducts(product, addresses[weights]!, depth / perGroup, true);
            continue;
          }
          const matrix = addresses[w.slot]! + 4 * (w.offset + group * perGroup * kernelStrides[0]!);
          const left = runtime.byDepth(matrix, 4 * kernelStrides[1]!, addresses[weights]!);
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
