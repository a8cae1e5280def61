// Products and convolutions of f64, as reductions: the packed routines are written for f32. A convolution's gradient for its
// input is the only one that is no such sum over places that an affine function names: its windows are made first, then
// added up where they belong.
import type { Affine, Bound, Expr, Kernel, Operand } from "../../../graph/kernel.ts";
import type { ConvGeometry } from "../../../graph/node.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import type { KernelOf, Lowering } from "./lowering.ts";

type Convolution = Extract<Kernel, { readonly geometry: ConvGeometry }>;

/** Lowers a product or a convolution of f64 into the first output. */
export function lowerWide(kernel: KernelOf<"matmul"> | Convolution, to: Lowering): void {
  if (kernel.kind === "matmul") to.reduce(asReduce(kernel));
  else if (kernel.kind === "conv") to.reduce(forward(kernel));
  else if (kernel.kind === "convWeight") to.reduce(weights(kernel));
  else lowerInput(kernel, to);
}

const load = ({ slot, dtype }: Operand, offset: number, strides: readonly number[]): Expr => ({
  op: "load",
  slot,
  at: { offset, strides },
  dtype,
});

const product = (a: Expr, b: Expr): Expr => ({ op: "binary", kind: "mul", a, b, dtype: a.dtype });

const sumOf = (
  outer: readonly number[],
  inner: readonly number[],
  x: Expr,
  { outputs }: Kernel,
): KernelOf<"reduce"> => ({ kind: "reduce", reduce: "sum", outer, inner, x, outputs });

/** A product as a sum over [...batch, m, n, k]: for f64, and for vectors, where packing would cost more than it gives. */
export function asReduce(kernel: KernelOf<"matmul">): KernelOf<"reduce"> {
  const { batch, m, n, k, a, b } = kernel;
  const rank = batch.length;
  const [am, ak] = [a.at.strides[rank]!, a.at.strides[rank + 1]!];
  const [bk, bn] = [b.at.strides[rank]!, b.at.strides[rank + 1]!];
  const x = product(
    load(a, a.at.offset, [...a.at.strides.slice(0, rank), am, 0, ak]),
    load(b, b.at.offset, [...b.at.strides.slice(0, rank), 0, bn, bk]),
  );
  return sumOf([...batch, m, n], [k], x, kernel);
}

const scaled = (values: readonly number[], factors: readonly number[]): number[] =>
  values.map((value, i) => value * factors[i]!);

/** Where the image's axes are inside, over a loop of `rank` axes with positions from `at` and taps from `taps`. */
function inside(
  { stride, dilation, padding }: ConvGeometry,
  image: readonly number[],
  rank: number,
  at: number,
  taps: number,
): Bound[] {
  return image.map((size, i) => {
    const strides = new Array<number>(rank).fill(0);
    strides[at + i] = stride[i]!;
    strides[taps + i] = dilation[i]!;
    return { at: { offset: -padding[i]![0], strides }, lo: 0, hi: size };
  });
}

const guarded = (bounds: readonly Bound[], x: Expr): Expr => ({ op: "guard", bounds, x, dtype: x.dtype });

const before = ({ padding }: ConvGeometry, strides: readonly number[]): number =>
  padding.reduce((sum, [first], i) => sum + first * strides[i]!, 0);

/** Over [N, groups, O / groups, *positions] and [C / groups, *taps]. */
function forward(kernel: Convolution): KernelOf<"reduce"> {
  const { geometry, aShape, bShape, shape, a, b } = kernel;
  const spatial = aShape.length - 2;
  const perGroup = bShape[0]! / geometry.groups;
  const [xn, xc, ...xs] = a.at.strides as [number, number, ...number[]];
  const [wo, wc, ...ws] = b.at.strides as [number, number, ...number[]];
  const none = xs.map(() => 0);
  const outer = [shape[0]!, geometry.groups, perGroup, ...shape.slice(2)];
  const inner = bShape.slice(1);
  const image = load(a, a.at.offset - before(geometry, xs), [
    ...[xn, bShape[1]! * xc, 0, ...scaled(geometry.stride, xs)],
    ...[xc, ...scaled(geometry.dilation, xs)],
  ]);
  const weight = load(b, b.at.offset, [0, perGroup * wo, wo, ...none, wc, ...ws]);
  const bounds = inside(geometry, aShape.slice(2), outer.length + inner.length, 3, 4 + spatial);
  return sumOf(outer, inner, product(guarded(bounds, image), weight), kernel);
}

/** Over [groups, O / groups, C / groups, *taps] and [N, *positions]. */
function weights(kernel: Convolution): KernelOf<"reduce"> {
  const { geometry, aShape, bShape, shape, a, b } = kernel;
  const spatial = aShape.length - 2;
  const perGroup = shape[0]! / geometry.groups;
  const [xn, xc, ...xs] = a.at.strides as [number, number, ...number[]];
  const [gn, go, ...gs] = b.at.strides as [number, number, ...number[]];
  const none = xs.map(() => 0);
  const outer = [geometry.groups, perGroup, ...shape.slice(1)];
  const inner = [bShape[0]!, ...bShape.slice(2)];
  const image = load(a, a.at.offset - before(geometry, xs), [
    ...[shape[1]! * xc, 0, xc, ...scaled(geometry.dilation, xs)],
    ...[xn, ...scaled(geometry.stride, xs)],
  ]);
  const gradient = load(b, b.at.offset, [perGroup * go, go, 0, ...none, gn, ...gs]);
  const bounds = inside(geometry, aShape.slice(2), outer.length + inner.length, 4 + spatial, 3);
  return sumOf(outer, inner, product(guarded(bounds, image), gradient), kernel);
}

/** Windows [N, groups, C / groups, *taps, *positions], summed over [O / groups]; then each to its place. */
function lowerInput(kernel: Convolution, to: Lowering): void {
  const { geometry, aShape, bShape, shape, a, b, outputs } = kernel;
  const { groups } = geometry;
  const perGroup = bShape[0]! / groups;
  const [gn, go, ...gs] = a.at.strides as [number, number, ...number[]];
  const [wo, wc, ...ws] = b.at.strides as [number, number, ...number[]];
  const none = gs.map(() => 0);
  const taps = bShape.slice(2);
  const positions = aShape.slice(2);
  const windows = [shape[0]!, groups, bShape[1]!, ...taps, ...positions];
  const x = product(
    load(a, a.at.offset, [gn, perGroup * go, 0, ...none, ...gs, go]),
    load(b, b.at.offset, [0, perGroup * wo, wc, ...ws, ...none, wo]),
  );
  const result: Expr = { op: "result", dtype: x.dtype };
  const made = to.room(sizeOf(windows), 8);
  to.reduce({
    kind: "reduce",
    reduce: "sum",
    outer: windows,
    inner: [perGroup],
    x,
    outputs: [{ slot: made, value: result }],
  });
  const padded = [shape[0]!, shape[1]!, ...taps.map((_, i) => paddedSize(kernel, i))];
  const strides = stridesOf(padded);
  const sums = to.room(sizeOf(padded), 8);
  const spatial = strides.slice(2);
  to.scatter({
    shape: windows,
    dtype: x.dtype,
    source: { slot: made, at: { offset: 0, strides: stridesOf(windows) } },
    target: {
      slot: sums,
      at: {
        offset: 0,
        strides: [
          ...[strides[0]!, bShape[1]! * strides[1]!, strides[1]!],
          ...[...scaled(spatial, geometry.dilation), ...scaled(spatial, geometry.stride)],
        ],
      },
      size: sizeOf(padded),
    },
  });
  const at: Affine = { offset: before(geometry, spatial), strides };
  const value: Expr = { op: "load", slot: sums, at, dtype: x.dtype };
  to.map({ kind: "map", shape, outputs: [{ slot: outputs[0]!.slot, value }] });
}

/** The size that all windows of an axis, and what lies between, need. */
function paddedSize({ geometry, aShape, bShape, shape }: Convolution, i: number): number {
  const reach = (aShape[i + 2]! - 1) * geometry.stride[i]! + (bShape[i + 2]! - 1) * geometry.dilation[i]! + 1;
  const [first, last] = geometry.padding[i]!;
  return Math.max(reach, shape[i + 2]! + first + last);
}
