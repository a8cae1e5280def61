// Halves to and from f32, four at a time, exactly: every half has its f32; an f32 goes to the nearest half, ties to even.
import type { FunctionBuilder } from "../assembler/function.ts";

/** The bits of the largest half, 65504, in f32, and of the smallest normal one, 2^-14. */
const infinite = 0x7f800000;
const smallest = 0x38800000;

/** Param: halves in the first four 16-bit lanes. */
export function writeWiden(f: FunctionBuilder): void {
  const [x, size] = [0, f.local("v128")];
  f.get(x)
    .op("i32x4.extend_low_i16x8_u")
    .tee(x)
    .i32x4(0x7fff)
    .op("v128.and")
    .i32(13)
    .op("i32x4.shl")
    .set(size);
  // The exponents are 112 apart. A subnormal half is then a subnormal f32, which this product makes normal.
  f.get(size)
    .f32x4(2 ** 112)
    .op("f32x4.mul");
  f.get(size)
    .i32x4((0x7c00 << 13) - 1)
    .op("i32x4.gt_s")
    .i32x4(infinite)
    .op("v128.and", "v128.or");
  f.get(x).i32x4(0x8000).op("v128.and").i32(16).op("i32x4.shl", "v128.or");
}

/** Param: f32. */
export function writeNarrow(f: FunctionBuilder): void {
  const [x, size, normal] = [0, f.local("v128"), f.local("v128")];
  f.get(x).i32x4(0x7fffffff).op("v128.and").set(size);
  // Half a step, less a bit where the last digit is even, then cut.
  f.get(size).i32(13).op("i32x4.shr_u").i32x4(1).op("v128.and").get(size).op("i32x4.add");
  f.i32x4(0xfff - (112 << 23))
    .op("i32x4.add")
    .i32(13)
    .op("i32x4.shr_u")
    .set(normal);
  // Below the normal halves: adding 1/2 in f32 rounds to steps of 2^-24, their distance.
  f.get(normal);
  f.get(size).f32x4(0.5).op("f32x4.add").i32x4(0x3f000000).op("i32x4.sub");
  f.get(size)
    .i32x4(smallest - 1)
    .op("i32x4.gt_s", "v128.bitselect")
    .i32x4(0x7c00)
    .op("i32x4.min_s")
    .set(normal);
  f.i32x4(0x7e00).get(normal).get(size).i32x4(infinite).op("i32x4.gt_s", "v128.bitselect");
  f.get(x).i32(16).op("i32x4.shr_u").i32x4(0x8000).op("v128.and", "v128.or").set(normal);
  f.get(normal).get(normal).op("i16x8.narrow_i32x4_u");
}
