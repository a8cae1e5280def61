// Affine index arithmetic: how an element's address depends on the loop's index. A view (permute, expand, slice, window)
// only ever changes such a function, so views cost no kernel; what no affine function can say is materialised instead.
import type { Affine, Bound } from "./kernel.ts";
import { sameShape, stridesOf } from "./shape.ts";

const zeros = (rank: number): number[] => new Array<number>(rank).fill(0);

export const constantAffine = (offset: number, rank: number): Affine => ({ offset, strides: zeros(rank) });

/** `offset + scale * a`. */
export const scaled = (a: Affine, scale: number, offset = 0): Affine => ({
  offset: a.offset * scale + offset,
  strides: a.strides.map((stride) => stride * scale),
});

export const sum = (a: Affine, b: Affine): Affine => ({
  offset: a.offset + b.offset,
  strides: a.strides.map((stride, axis) => stride + b.strides[axis]!),
});

/** `offset + Σ strides[i] * at[i]`: the address of a view at an index. */
export function address(
  offset: number,
  strides: readonly number[],
  at: readonly Affine[],
  rank: number,
): Affine {
  const total = { offset, strides: zeros(rank) };
  for (let i = 0; i < strides.length; i++) {
    const scale = strides[i]!;
    if (scale === 0) continue;
    const term = at[i]!;
    total.offset += term.offset * scale;
    for (let axis = 0; axis < rank; axis++) total.strides[axis]! += term.strides[axis]! * scale;
  }
  return total;
}

export const equalAffine = (a: Affine, b: Affine): boolean =>
  a.offset === b.offset &&
  a.strides.length === b.strides.length &&
  a.strides.every((s, i) => s === b.strides[i]);

/** Whether each point of a loop has its own element of what lies row-major over it. */
export function isIdentity({ offset, strides }: Affine, shape: readonly number[]): boolean {
  if (offset !== 0) return false;
  const dense = stridesOf(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === dense[axis]);
}

export const affineKey = (a: Affine): string => `${a.offset}:${a.strides.join(",")}`;

/** The least and the greatest value over a loop of these sizes (all at least 1). */
export function range(a: Affine, sizes: readonly number[]): [least: number, greatest: number] {
  let least = a.offset;
  let greatest = a.offset;
  for (let axis = 0; axis < sizes.length; axis++) {
    const span = a.strides[axis]! * (sizes[axis]! - 1);
    if (span < 0) least += span;
    else greatest += span;
  }
  return [least, greatest];
}

/** Whether the bound holds at every point of the loop. */
export function alwaysInside(bound: Bound, sizes: readonly number[]): boolean {
  const [least, greatest] = range(bound.at, sizes);
  return least >= bound.lo && greatest < bound.hi;
}

/** Asks for a finer loop: `axis` becomes two axes, the inner one of `inner` steps. */
export interface Refinement {
  readonly axis: number;
  readonly inner: number;
}

/**
 * The quotient and the remainder of `a` by `size`, if both are affine over the loop. When a finer loop would make them
 * so, the refinement to try; otherwise undefined.
 */
export function divide(
  a: Affine,
  size: number,
  sizes: readonly number[],
): { quotient: Affine; remainder: Affine } | Refinement | undefined {
  const rank = sizes.length;
  const quotient = { offset: Math.floor(a.offset / size), strides: zeros(rank) };
  const remainder = { offset: a.offset - quotient.offset * size, strides: zeros(rank) };
  for (let axis = 0; axis < rank; axis++) {
    const stride = a.strides[axis]!;
    if (stride === 0 || sizes[axis]! === 1) continue;
    if (stride % size === 0) {
      quotient.strides[axis] = stride / size;
      continue;
    }
    const inner = size / stride;
    if (stride > 0 && Number.isInteger(inner) && sizes[axis]! > inner && sizes[axis]! % inner === 0) {
      return { axis, inner };
    }
    remainder.strides[axis] = stride;
  }
  const [least, greatest] = range(remainder, sizes);
  return least >= 0 && greatest < size ? { quotient, remainder } : undefined;
}

/** Axes [from, to) of one shape that hold the same elements as axes [from, to) of another. */
interface Match {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
}

/** Groups of axes of two shapes of equal counts that hold the same elements, from the left: as many groups as there can be. */
export function matchAxes(left: readonly number[], right: readonly number[]): readonly Match[] {
  const matches: Match[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [fromLeft, fromRight] = [i, j];
    let a = i < left.length ? left[i++]! : 1;
    let b = j < right.length ? right[j++]! : 1;
    while (a !== b) {
      if (a < b) a *= left[i++]!;
      else b *= right[j++]!;
    }
    matches.push({ left: [fromLeft, i], right: [fromRight, j] });
  }
  return matches;
}

/** Splits loop axis `axis` into two, the inner one of `inner` steps. */
export function splitAxis(a: Affine, axis: number, inner: number): Affine {
  const stride = a.strides[axis]!;
  return { offset: a.offset, strides: a.strides.toSpliced(axis, 1, stride * inner, stride) };
}

/** Strides that read the same elements under another shape, if there are any. */
export function reshapeStrides(
  from: readonly number[],
  strides: readonly number[],
  to: readonly number[],
): number[] | undefined {
  if (from.includes(0)) return stridesOf(to);
  if (sameShape(from, to)) return strides.map((stride, axis) => (from[axis] === 1 ? 0 : stride));
  const result = new Array<number>(to.length);
  for (const { left, right } of matchAxes(from, to)) {
    let inner: { stride: number; size: number } | undefined;
    for (let axis = left[1] - 1; axis >= left[0]; axis--) {
      const size = from[axis]!;
      if (size === 1) continue;
      if (!inner) inner = { stride: strides[axis]!, size };
      else if (strides[axis] === inner.stride * inner.size) inner.size *= size;
      else return undefined;
    }
    let stride = inner?.stride ?? 0;
    for (let axis = right[1] - 1; axis >= right[0]; axis--) {
      result[axis] = stride;
      stride *= to[axis]!;
    }
  }
  return result;
}
