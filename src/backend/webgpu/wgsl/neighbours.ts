// Where four neighbours of a loop lie in one vector of memory. Every slot begins a buffer, and buffers are whole vectors, so
// that the last vector of a slot may be read and written to its end, past the slot's.
import { distinct } from "../../../graph/expr.ts";
import type { Affine, Expr } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";

/** Whether the neighbours along the axis, from a multiple of four on, are one vector of memory. */
export const lastsAlong = ({ offset, strides }: Affine, axis: number): boolean =>
  strides[axis] === 1 &&
  offset % 4 === 0 &&
  strides.every((stride, other) => other === axis || stride % 4 === 0);

/** Slots of which an expression reads vectors along the axis. */
export function quadSlots(roots: Iterable<Expr>, axis: number): Set<number> {
  const slots = new Set<number>();
  for (const e of distinct(roots)) {
    const reads = e.op === "load" || (e.op === "gather" && e.stride % 4 === 0);
    if (reads && lastsAlong(e.at, axis)) slots.add(e.slot);
  }
  return slots;
}

/** Whether the points of a row-major loop fall into fours along its last axis: always where there is one axis only. */
export const inFours = (shape: Shape): boolean =>
  shape.length === 1 || (shape.length > 1 && shape.at(-1)! % 4 === 0);
