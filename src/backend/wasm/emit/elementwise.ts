// The elementwise primitives as SIMD instructions, operands on the stack. What takes more than a few instructions is a
// function of the module (`helpers.ts`).
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { BinaryKind, UnaryKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { PlainOp } from "../assembler/opcodes.ts";
import type { Helpers } from "./helpers.ts";
import { emitExp } from "./math.ts";

/** A mask of two wide lanes as one of 32-bit lanes. */
function narrowMask(f: FunctionBuilder): void {
  const mask = f.local("v128");
  f.tee(mask).get(mask).shuffle(0, 2, 0, 2).release("v128", mask);
}

const doubleUnary: Partial<Record<UnaryKind, PlainOp>> = {
  neg: "f64x2.neg",
  abs: "f64x2.abs",
  floor: "f64x2.floor",
  ceil: "f64x2.ceil",
  round: "f64x2.nearest",
  trunc: "f64x2.trunc",
  sqrt: "f64x2.sqrt",
};

function emitDoubleUnary(f: FunctionBuilder, helpers: Helpers, kind: UnaryKind): void {
  const direct = doubleUnary[kind];
  const x = f.local("v128");
  if (direct) f.op(direct);
  else if (kind === "reciprocal") f.set(x).f64x2(1).get(x).op("f64x2.div");
  else if (kind === "isnan") {
    f.tee(x).get(x).op("f64x2.ne");
    narrowMask(f);
  } else if (kind === "sign") {
    f.tee(x).f64x2(0).op("f64x2.gt").f64x2(1).op("v128.and");
    f.get(x).f64x2(0).op("f64x2.lt").f64x2(1).op("v128.and", "f64x2.sub");
  } else f.call(helpers.host(kind, "f64"));
  f.release("v128", x);
}

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
  if (dtype === "f64") {
    emitDoubleUnary(f, helpers, kind);
    return;
  }
  if (dtypes[dtype].float) {
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
    } else if (kind === "exp") {
      const x = f.local("v128");
      f.set(x);
      emitExp(f, helpers, [x]);
      f.get(x).release("v128", x);
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

const doubleBinary: Partial<Record<BinaryKind, PlainOp>> = {
  add: "f64x2.add",
  sub: "f64x2.sub",
  mul: "f64x2.mul",
  div: "f64x2.div",
  max: "f64x2.max",
  min: "f64x2.min",
  eq: "f64x2.eq",
  ne: "f64x2.ne",
  lt: "f64x2.lt",
  le: "f64x2.le",
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

const binaryTables: { readonly [D in DType]: Partial<Record<BinaryKind, PlainOp>> } = {
  bool: boolBinary,
  u32: unsignedBinary,
  i32: integerBinary,
  f16: floatBinary,
  f32: floatBinary,
  f64: doubleBinary,
};
const comparing: ReadonlySet<BinaryKind> = new Set<BinaryKind>(["eq", "ne", "lt", "le"]);

export function emitBinary(f: FunctionBuilder, helpers: Helpers, kind: BinaryKind, dtype: DType): void {
  const direct = binaryTables[dtype][kind];
  if (direct) f.op(direct);
  else f.call(helpers.binary(kind, computedAs(dtype)));
  if (dtype === "f64" && comparing.has(kind)) narrowMask(f);
}

/** A shift by the same number of bits in every lane. */
export function emitShift(f: FunctionBuilder, kind: "shl" | "shr", dtype: DType, bits: number): void {
  f.i32(bits).op(kind === "shl" ? "i32x4.shl" : dtype === "u32" ? "i32x4.shr_u" : "i32x4.shr_s");
}

/** Halves are computed with as f32. */
const computedAs = (dtype: DType): DType => (dtype === "f16" ? "f32" : dtype);

/** To or from f64; the others go by way of f32 or i32. */
function emitDoubleCast(f: FunctionBuilder, from: DType, to: DType): void {
  if (to === "bool") {
    f.f64x2(0).op("f64x2.ne");
    narrowMask(f);
  } else if (to === "f32") f.op("f32x4.demote_f64x2_zero");
  else if (from === "f64")
    f.op(to === "u32" ? "i32x4.trunc_sat_f64x2_u_zero" : "i32x4.trunc_sat_f64x2_s_zero");
  else if (from === "f32") f.op("f64x2.promote_low_f32x4");
  else {
    if (from === "bool") f.i32x4(1).op("v128.and");
    f.op(from === "u32" ? "f64x2.convert_low_i32x4_u" : "f64x2.convert_low_i32x4_s");
  }
}

export function emitCast(f: FunctionBuilder, helpers: Helpers, from: DType, to: DType): void {
  emitComputedCast(f, computedAs(from), computedAs(to));
  if (to === "f16" && from !== "bool") f.call(helpers.narrow()).call(helpers.widen());
}

function emitComputedCast(f: FunctionBuilder, from: DType, to: DType): void {
  if (from === to) return;
  if (from === "f64" || to === "f64") {
    emitDoubleCast(f, from, to);
    return;
  }
  if (to === "bool") {
    if (from === "f32") f.f32x4(0).op("f32x4.ne");
    else f.i32x4(0).op("i32x4.ne");
  } else if (from === "bool") {
    if (to === "f32") f.f32x4(1).op("v128.and");
    else f.i32x4(1).op("v128.and");
  } else if (to === "f32") f.op(from === "u32" ? "f32x4.convert_i32x4_u" : "f32x4.convert_i32x4_s");
  else if (from === "f32") f.op(to === "u32" ? "i32x4.trunc_sat_f32x4_u" : "i32x4.trunc_sat_f32x4_s");
}
