// The elementwise primitives as SIMD instructions, operands on the stack. What takes more than a few instructions is a
// function of the module (`helpers.ts`).
import type { DType } from "../../../graph/dtype.ts";
import type { BinaryKind, UnaryKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { PlainOp } from "../assembler/opcodes.ts";
import type { Helpers } from "./helpers.ts";

const floatUnary: Partial<Record<UnaryKind, PlainOp>> = {
  neg: "f32x4.neg",
  abs: "f32x4.abs",
  floor: "f32x4.floor",
  ceil: "f32x4.ceil",
  round: "f32x4.nearest",
  trunc: "f32x4.trunc",
  sqrt: "f32x4.sqrt",
};

export function emitUnary(f: FunctionBuilder, helpers: Helpers, kind: UnaryKind, dtype: DType): void {
  if (kind === "not") {
    f.op("v128.not");
    return;
  }
  if (dtype === "f32") {
    const direct = floatUnary[kind];
    if (direct) f.op(direct);
    else if (kind === "reciprocal") {
      const x = f.local("v128");
      f.set(x).f32x4(1).get(x).op("f32x4.div").release("v128", x);
    } else if (kind === "isnan") {
      const x = f.local("v128");
      f.tee(x).get(x).op("f32x4.ne").release("v128", x);
    } else if (kind === "sign") {
      const x = f.local("v128");
      f.tee(x).f32x4(0).op("f32x4.gt").f32x4(1).op("v128.and");
      f.get(x).f32x4(0).op("f32x4.lt").f32x4(1).op("v128.and", "f32x4.sub").release("v128", x);
    } else f.call(helpers.unary(kind));
    return;
  }
  if (kind === "neg") f.op("i32x4.neg");
  else if (kind === "abs") {
    if (dtype === "i32") f.op("i32x4.abs");
  } else if (kind === "sign") {
    const x = f.local("v128");
    f.set(x);
    if (dtype === "u32") f.get(x).i32x4(0).op("i32x4.ne").i32x4(1).op("v128.and");
    else {
      f.get(x).i32x4(1).op("i32x4.min_s").i32x4(-1).op("i32x4.max_s");
    }
    f.release("v128", x);
  } else throw new Error(`${kind} does not take ${dtype}`);
}

const floatBinary: Partial<Record<BinaryKind, PlainOp>> = {
  add: "f32x4.add",
  sub: "f32x4.sub",
  mul: "f32x4.mul",
  div: "f32x4.div",
  max: "f32x4.max",
  min: "f32x4.min",
  eq: "f32x4.eq",
  ne: "f32x4.ne",
  lt: "f32x4.lt",
  le: "f32x4.le",
};

const integerBinary: Partial<Record<BinaryKind, PlainOp>> = {
  add: "i32x4.add",
  sub: "i32x4.sub",
  mul: "i32x4.mul",
  max: "i32x4.max_s",
  min: "i32x4.min_s",
  eq: "i32x4.eq",
  ne: "i32x4.ne",
  lt: "i32x4.lt_s",
  le: "i32x4.le_s",
  and: "v128.and",
  or: "v128.or",
  xor: "v128.xor",
};

const unsignedBinary: Partial<Record<BinaryKind, PlainOp>> = {
  ...integerBinary,
  max: "i32x4.max_u",
  min: "i32x4.min_u",
  lt: "i32x4.lt_u",
  le: "i32x4.le_u",
};

/** On masks: true is -1, so that the order of bools is the reverse of the lanes' order. */
const boolBinary: Partial<Record<BinaryKind, PlainOp>> = {
  max: "v128.or",
  min: "v128.and",
  eq: "i32x4.eq",
  ne: "v128.xor",
  lt: "i32x4.gt_s",
  le: "i32x4.ge_s",
  and: "v128.and",
  or: "v128.or",
  xor: "v128.xor",
};

const binaryTables = { f32: floatBinary, i32: integerBinary, u32: unsignedBinary, bool: boolBinary };

export function emitBinary(f: FunctionBuilder, helpers: Helpers, kind: BinaryKind, dtype: DType): void {
  const direct = binaryTables[dtype][kind];
  if (direct) f.op(direct);
  else f.call(helpers.binary(kind, dtype));
}

/** A shift by the same number of bits in every lane. */
export function emitShift(f: FunctionBuilder, kind: "shl" | "shr", dtype: DType, bits: number): void {
  f.i32(bits).op(kind === "shl" ? "i32x4.shl" : dtype === "u32" ? "i32x4.shr_u" : "i32x4.shr_s");
}

export function emitCast(f: FunctionBuilder, from: DType, to: DType): void {
  if (from === to) return;
  if (to === "bool") {
    if (from === "f32") f.f32x4(0).op("f32x4.ne");
    else f.i32x4(0).op("i32x4.ne");
  } else if (from === "bool") {
    if (to === "f32") f.f32x4(1).op("v128.and");
    else f.i32x4(1).op("v128.and");
  } else if (to === "f32") f.op(from === "u32" ? "f32x4.convert_i32x4_u" : "f32x4.convert_i32x4_s");
  else if (from === "f32") f.op(to === "u32" ? "i32x4.trunc_sat_f32x4_u" : "i32x4.trunc_sat_f32x4_s");
}
