// Writes the loops of a nest. The vector axis takes a vector's elements a turn, and what is left of it in one shorter turn.
import type { DType } from "../../../graph/dtype.ts";
import type { Affine } from "../../../graph/kernel.ts";
import { stridesOf } from "../../../graph/shape.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ExpressionEmitter } from "./expression.ts";
import type { Helpers } from "./helpers.ts";
import { kernelParams } from "./target.ts";

/** Elements that a turn of a loop takes at most. */
const mostAtOnce = 16;

/**
 * Loops from `level` to `end` around `body`. The loop at level 0 runs over the kernel's range [begin, end), whose ends are
 * multiples of 4 elements or the axis' end, when `ranged`. The vector axis takes `units` vectors a turn as long as there are
 * so many (`e.units` tells the body), then one, then what is left. What is written for a ranged axis depends on its size by
 * `sizeVariant` only, and not at all when lanes lie along another one.
 */
export function emitLoops(
  e: ExpressionEmitter,
  level: number,
  end: number,
  ranged: boolean,
  units: number,
  body: () => void,
): void {
  if (level === end) {
    body();
    return;
  }
  const { f, nest } = e;
  const axis = nest.order[level]!;
  const counter = nest.counters[axis]!;
  const size = nest.sizes[axis]!;
  const parts = ranged && level === 0;
  const inner = () => e.inside(level, () => emitLoops(e, level + 1, end, ranged, units, body));
  const limit = f.local("i32");
  if (parts) f.get(kernelParams.begin).i32(2).op("i32.shl").set(counter);
  else f.i32(0).set(counter);
  const upTo = (granule: number) => {
    if (parts) {
      f.get(kernelParams.end)
        .i32(2)
        .op("i32.shl")
        .get(counter)
        .op("i32.sub")
        .i32(-4 * granule)
        .op("i32.and");
      f.get(counter).op("i32.add").set(limit);
    } else f.i32(4 * (size - (size % granule))).set(limit);
    f.range(
      counter,
      () => f.get(counter),
      () => f.get(limit),
      4 * granule,
      inner,
    );
  };
  if (axis !== nest.vectorAxis) upTo(1);
  else {
    const { lanes } = nest;
    if (units > 1 && size >= lanes * units) {
      e.units = units;
      upTo(lanes * units);
      e.units = 1;
    }
    if (size >= lanes) upTo(lanes);
    if (size % lanes > 0) {
      const tail = () => {
        if (!parts) f.i32(4 * (size - (size % lanes))).set(counter);
        e.lanes = size % lanes;
        inner();
        e.lanes = lanes;
      };
      if (parts)
        f.get(kernelParams.end)
          .i32(lanes - 1)
          .op("i32.and")
          .if(tail);
      else tail();
    }
  }
  f.release("i32", limit);
}

/** Equal for sizes of a ranged vector axis whose loops are the same. */
export const sizeVariant = (size: number): number => (size < mostAtOnce ? size : mostAtOnce + (size % 4));

/** So many rows on in a slot that has the shape of the whole loop: what the next turns of a driver read. */
export interface Ahead {
  readonly slot: number;
  readonly dtype: DType;
  readonly rows: number;
}

/** Writes reads of what is ahead, of the cache line that stands where a turn of the innermost loop does. */
export function toucher(e: ExpressionEmitter, ahead: readonly Ahead[]): () => void {
  const strides = stridesOf(e.nest.sizes);
  const touches = ahead.map(({ slot, dtype, rows }) => {
    const at: Affine = { offset: rows * strides[0]!, strides };
    e.addresses.declare(slot, at, dtype);
    return { slot, at };
  });
  return () => {
    if (e.lanes < e.nest.lanes) return;
    for (const { slot, at } of touches) e.f.memory("i32.load", e.pushAddress(slot, at)).op("drop");
  };
}

/** Stores the vector in local `value` at the address on the stack: as many lanes as count. */
export function storeLanes(
  f: FunctionBuilder,
  lanes: number,
  pointer: number,
  value: number,
  offset: number,
  dtype: DType,
  helpers: Helpers,
): void {
  if (dtype === "f16") {
    f.get(value).call(helpers.narrow()).set(value);
    storeHalves(f, lanes, pointer, value, offset);
    return;
  }
  const wide = dtype === "f64";
  if (lanes === (wide ? 2 : 4)) {
    f.get(pointer).get(value).memory("v128.store", offset);
    return;
  }
  if (lanes >= 2 || wide) f.get(pointer).get(value).memoryLane("v128.store64_lane", 0, offset);
  if (lanes === 1 && !wide) f.get(pointer).get(value).memoryLane("v128.store32_lane", 0, offset);
  if (lanes === 3)
    f.get(pointer)
      .get(value)
      .memoryLane("v128.store32_lane", 2, offset + 8);
}

function storeHalves(
  f: FunctionBuilder,
  lanes: number,
  pointer: number,
  value: number,
  offset: number,
): void {
  f.get(pointer).get(value);
  if (lanes === 4) f.memoryLane("v128.store64_lane", 0, offset);
  else if (lanes >= 2) f.memoryLane("v128.store32_lane", 0, offset);
  else f.memoryLane("v128.store16_lane", 0, offset);
  if (lanes === 3)
    f.get(pointer)
      .get(value)
      .memoryLane("v128.store16_lane", 2, offset + 4);
}
