// Reading a slot's elements into one vector: whichever instructions its strides allow, else one element at a time.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { Affine } from "../../../graph/kernel.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { MemoryLaneOp, MemoryOp } from "../assembler/opcodes.ts";
import type { Addresses } from "./addresses.ts";
import type { Helpers } from "./helpers.ts";
import type { Nest } from "./nest.ts";

/** Where in a kernel a load is written. */
export interface Place {
  readonly f: FunctionBuilder;
  readonly nest: Nest;
  readonly addresses: Addresses;
  readonly helpers: Helpers;
  /** Lanes that count. */
  readonly lanes: number;
}

const splats = { 2: "v128.load16_splat", 4: "v128.load32_splat", 8: "v128.load64_splat" } as const;
const laneLoads = { 2: "v128.load16_lane", 4: "v128.load32_lane", 8: "v128.load64_lane" } as const;

/** Loads one element into every lane. */
export const splat = (dtype: DType): MemoryOp => splats[dtypes[dtype].bytes];
/** Loads one element into one lane. */
export const laneLoad = (dtype: DType): MemoryLaneOp => laneLoads[dtypes[dtype].bytes];
/** Loads a vector's elements that lie side by side. */
export const rowLoad = (dtype: DType): MemoryOp => (dtype === "f16" ? "v128.load64_zero" : "v128.load");

/** Pushes the elements at `at`; with a mask (a local) only the lanes in it, the others are 0. */
export function loadVector(
  place: Place,
  slot: number,
  at: Affine,
  dtype: DType,
  mask: number | undefined,
): void {
  loadStored(place, slot, at, dtype, mask);
  if (dtype === "f16") place.f.call(place.helpers.widen());
}

/** As they lie in memory: halves in the first 16-bit lanes. */
function loadStored(place: Place, slot: number, at: Affine, dtype: DType, mask: number | undefined): void {
  const { f, nest, addresses, lanes } = place;
  const { bytes } = dtypes[dtype];
  const stride = nest.laneStride(at);
  if (stride === 0) {
    f.memory(splat(dtype), addresses.push(slot, at));
  } else if (mask !== undefined) {
    loadLanes(place, slot, at, dtype, mask);
  } else if (stride === 1) {
    f.memory(rowLoad(dtype), addresses.push(slot, at));
  } else if (stride === -1 && lanes === 4 && bytes === 4) {
    const offset = addresses.push(slot, { ...at, offset: at.offset - 3 });
    const local = f.memory("v128.load", offset).local("v128");
    f.tee(local).get(local).shuffle(3, 2, 1, 0);
    f.release("v128", local);
  } else if (stride === 2 && lanes === 4 && bytes === 4) {
    const offset = addresses.push(slot, at);
    const pointer = f.local("i32");
    f.tee(pointer).memory("v128.load", offset).get(pointer);
    f.memory("v128.load", offset + 16).shuffle(0, 2, 4, 6);
    f.release("i32", pointer);
  } else {
    loadLanes(place, slot, at, dtype, undefined);
  }
}

/** One load a lane. */
function loadLanes(
  { f, nest, addresses, lanes }: Place,
  slot: number,
  at: Affine,
  dtype: DType,
  mask: number | undefined,
): void {
  const { bytes } = dtypes[dtype];
  const stride = nest.laneStride(at);
  const offset = addresses.push(slot, at);
  const pointer = f.local("i32");
  const value = f.local("v128");
  f.set(pointer).i32x4(0).set(value);
  for (let lane = 0; lane < lanes; lane++) {
    const place = offset + bytes * lane * stride;
    const load = () => {
      f.get(pointer);
      if (place < 0) f.i32(place).op("i32.add");
      f.get(value).memoryLane(laneLoad(dtype), lane, Math.max(place, 0)).set(value);
    };
    if (mask === undefined) load();
    else f.get(mask).lane("i32x4.extract_lane", lane).if(load);
  }
  f.get(value);
  f.release("i32", pointer);
  f.release("v128", value);
}
