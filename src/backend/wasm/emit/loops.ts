// Writes the loops of a nest. The vector axis takes four elements a turn, and what is left of it in one shorter turn.
import type { FunctionBuilder } from "../assembler/function.ts";
import { type ExpressionEmitter, kernelParams } from "./expression.ts";

/**
 * Loops from `level` to `end` around `body`. The loop at level 0 runs over the kernel's range [begin, end), whose ends are
 * multiples of 4 elements or the axis' end, when `ranged`.
 */
export function emitLoops(
  e: ExpressionEmitter,
  level: number,
  end: number,
  ranged: boolean,
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
  const inner = () => e.inside(level, () => emitLoops(e, level + 1, end, ranged, body));
  const parts = ranged && level === 0;
  if (axis !== nest.vectorAxis) {
    const limit = () => {
      if (parts) f.get(kernelParams.end).i32(2).op("i32.shl");
      else f.i32(4 * size);
    };
    from(f, counter, parts);
    f.range(counter, () => f.get(counter), limit, 4, inner);
    return;
  }
  const whole = size & ~3;
  if (whole > 0) {
    from(f, counter, parts);
    const limit = () => {
      if (parts) f.get(kernelParams.end).i32(~3).op("i32.and").i32(2).op("i32.shl");
      else f.i32(4 * whole);
    };
    f.range(counter, () => f.get(counter), limit, 16, inner);
  }
  if (size === whole) return;
  const tail = () => {
    f.i32(4 * whole).set(counter);
    e.lanes = size - whole;
    inner();
    e.lanes = 4;
  };
  if (parts) f.get(kernelParams.end).i32(size).op("i32.eq").if(tail);
  else tail();
}

function from(f: FunctionBuilder, counter: number, parts: boolean): void {
  if (parts) f.get(kernelParams.begin).i32(2).op("i32.shl").set(counter);
  else f.i32(0).set(counter);
}

/** Stores the vector in local `value` at the address on the stack: as many lanes as count. */
export function storeLanes(
  f: FunctionBuilder,
  lanes: number,
  pointer: number,
  value: number,
  offset: number,
): void {
  if (lanes === 4) {
    f.get(pointer).get(value).memory("v128.store", offset);
    return;
  }
  if (lanes >= 2) f.get(pointer).get(value).memoryLane("v128.store64_lane", 0, offset);
  if (lanes === 1) f.get(pointer).get(value).memoryLane("v128.store32_lane", 0, offset);
  if (lanes === 3)
    f.get(pointer)
      .get(value)
      .memoryLane("v128.store32_lane", 2, offset + 8);
}
