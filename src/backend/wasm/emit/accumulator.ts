// What a reduction keeps between elements. Sums and products of f32 are kept in f64, so that the result is the rounded
// exact sum for all sizes one meets; the others keep vectors of the dtype.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { ReduceKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { PlainOp } from "../assembler/opcodes.ts";

export interface Accumulator {
  start(): void;
  /** Takes in the vector on the stack (bool as 0 or 1). `position` pushes the element's index, for arg…. */
  step(position: () => void): void;
  /** Pushes the value that changes nothing, for lanes that do not count. */
  identity(): void;
  /** The locals that it keeps between elements. */
  readonly kept: readonly number[];
  /** Takes in what another of its kind keeps. */
  join(other: readonly number[]): void;
  /** Pushes the result of each lane. */
  lanes(): void;
  /** Pushes a vector whose lane 0 is the result of all lanes together; when `exact`, in the type that it is kept in. */
  together(exact?: boolean): void;
}

/** The type in which a reduction is kept. */
export const keptType = (kind: ReduceKind, dtype: DType): DType =>
  dtype === "f32" && (kind === "sum" || kind === "prod") ? "f64" : dtype;

const upper = [2, 3, 2, 3] as const;

/** An accumulator's locals, each joined with another's by an operation. */
const joined = (f: FunctionBuilder, kept: readonly number[], ops: readonly PlainOp[]) => ({
  kept,
  join(other: readonly number[]) {
    kept.forEach((local, i) => {
      f.get(local).get(other[i]!).op(ops[i]!).set(local);
    });
  },
});

export function accumulator(f: FunctionBuilder, kind: ReduceKind, stored: DType): Accumulator {
  const dtype = stored === "f16" ? "f32" : stored;
  if (kind === "argmax" || kind === "argmin") return extremeIndex(f, kind, dtype);
  const sums = kind === "sum" || kind === "prod";
  if (dtype === "f64" && sums) return ofDoubles(f, kind);
  if (dtype === "f32" && sums) return inDouble(f, kind);
  return dtypes[dtype].float ? extreme(f, kind as "max" | "min", dtype) : inVector(f, kind, dtype);
}

function inDouble(f: FunctionBuilder, kind: "sum" | "prod"): Accumulator {
  const op: PlainOp = kind === "sum" ? "f64x2.add" : "f64x2.mul";
  const start = kind === "sum" ? 0 : 1;
  const [low, high, x] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return {
    ...joined(f, [low, high], [op, op]),
    start() {
      f.f64x2(start).tee(low).set(high);
    },
    identity() {
      f.f32x4(start);
    },
    step() {
      f.tee(x).op("f64x2.promote_low_f32x4").get(low).op(op).set(low);
      f.get(x)
        .get(x)
        .shuffle(...upper);
      f.op("f64x2.promote_low_f32x4").get(high).op(op).set(high);
    },
    lanes() {
      f.get(low).op("f32x4.demote_f64x2_zero").get(high).op("f32x4.demote_f64x2_zero").shuffle(0, 1, 4, 5);
    },
    together(exact) {
      f.get(low)
        .get(high)
        .op(op)
        .tee(low)
        .get(low)
        .get(low)
        .shuffle(...upper);
      f.op(op);
      if (!exact) f.op("f32x4.demote_f64x2_zero");
    },
  };
}

/** Sums and products of f64. */
function ofDoubles(f: FunctionBuilder, kind: "sum" | "prod"): Accumulator {
  const op: PlainOp = kind === "sum" ? "f64x2.add" : "f64x2.mul";
  const start = kind === "sum" ? 0 : 1;
  const kept = f.local("v128");
  return {
    ...joined(f, [kept], [op]),
    start() {
      f.f64x2(start).set(kept);
    },
    identity() {
      f.f64x2(start);
    },
    step() {
      f.get(kept).op(op).set(kept);
    },
    lanes() {
      f.get(kept);
    },
    together() {
      f.get(kept)
        .get(kept)
        .get(kept)
        .shuffle(...upper);
      f.op(op);
    },
  };
}

/** max and min of floats: one comparison that passes over NaN, and a mask that remembers it. */
function extreme(f: FunctionBuilder, kind: "max" | "min", dtype: DType): Accumulator {
  const { op, start } = rule(kind, dtype);
  const wide = dtype === "f64";
  const [kept, invalid, x] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return {
    ...joined(f, [kept, invalid], [op, "v128.or"]),
    start() {
      pushConstant(f, start, dtype).set(kept).i32x4(0).set(invalid);
    },
    identity() {
      pushConstant(f, start, dtype);
    },
    step() {
      f.set(x).get(kept).get(x).op(op).set(kept);
      f.get(x)
        .get(x)
        .op(floatOps[dtype === "f64" ? "f64" : "f32"].ne)
        .get(invalid)
        .op("v128.or")
        .set(invalid);
    },
    lanes() {
      f.get(kept).get(invalid).op("v128.or");
    },
    together() {
      f.get(kept).get(kept).get(kept).shuffle(2, 3, 2, 3).op(op).tee(kept);
      if (!wide) f.get(kept).get(kept).shuffle(1, 1, 1, 1).op(op);
      pushConstant(f, Number.NaN, dtype);
      f.get(invalid).op("v128.any_true", "i32.eqz", "select");
    },
  };
}

interface VectorRule {
  readonly op: PlainOp;
  readonly start: number;
}

function rule(kind: ReduceKind, dtype: DType): VectorRule {
  if (dtypes[dtype].float) {
    const { max, min } = floatOps[dtype === "f64" ? "f64" : "f32"];
    return kind === "max"
      ? { op: max, start: Number.NEGATIVE_INFINITY }
      : { op: min, start: Number.POSITIVE_INFINITY };
  }
  const unsigned = dtype === "u32";
  switch (kind) {
    case "sum":
      return { op: "i32x4.add", start: 0 };
    case "prod":
      return { op: "i32x4.mul", start: 1 };
    case "max":
      return unsigned ? { op: "i32x4.max_u", start: 0 } : { op: "i32x4.max_s", start: -(2 ** 31) };
    default:
      return unsigned ? { op: "i32x4.min_u", start: 0xffffffff } : { op: "i32x4.min_s", start: 2 ** 31 - 1 };
  }
}

const floatOps = {
  f32: {
    max: "f32x4.pmax",
    min: "f32x4.pmin",
    ne: "f32x4.ne",
    eq: "f32x4.eq",
    gt: "f32x4.gt",
    lt: "f32x4.lt",
  },
  f64: {
    max: "f64x2.pmax",
    min: "f64x2.pmin",
    ne: "f64x2.ne",
    eq: "f64x2.eq",
    gt: "f64x2.gt",
    lt: "f64x2.lt",
  },
} as const;

const pushConstant = (f: FunctionBuilder, value: number, dtype: DType) =>
  dtype === "f64" ? f.f64x2(value) : dtypes[dtype].float ? f.f32x4(value) : f.i32x4(value | 0);

function inVector(f: FunctionBuilder, kind: ReduceKind, dtype: DType): Accumulator {
  const { op, start } = rule(kind, dtype);
  const kept = f.local("v128");
  return {
    ...joined(f, [kept], [op]),
    start() {
      pushConstant(f, start, dtype).set(kept);
    },
    identity() {
      pushConstant(f, start, dtype);
    },
    step() {
      f.get(kept).op(op).set(kept);
    },
    lanes() {
      f.get(kept);
    },
    together() {
      f.get(kept).get(kept).get(kept).shuffle(2, 3, 2, 3);
      f.op(op).tee(kept).get(kept).get(kept).shuffle(1, 1, 1, 1);
      f.op(op);
    },
  };
}

/** The index of the extreme: the first NaN, else the first value that no other beats. Beside f64, indices are f64 too. */
function extremeIndex(f: FunctionBuilder, kind: "argmax" | "argmin", dtype: DType): Accumulator {
  const { start } = rule(kind === "argmax" ? "max" : "min", dtype);
  const { float } = dtypes[dtype];
  const wide = dtype === "f64";
  const { ne, eq, gt, lt } = comparisons(dtype);
  const beats = kind === "argmax" ? gt : lt;
  const sameIndex: PlainOp = wide ? "f64x2.eq" : "i32x4.eq";
  const lowerIndex: PlainOp = wide ? "f64x2.lt" : "i32x4.lt_u";
  /** Pushes the index that stands for none, above all others. */
  const none = () => (wide ? f.f64x2(Number.POSITIVE_INFINITY) : f.i32x4(-1));
  const [best, index, x, at, wins] = Array.from({ length: 5 }, () => f.local("v128")) as [
    number,
    number,
    number,
    number,
    number,
  ];
  /** Pushes the mask of lanes where x takes the place of best, whatever the indices. */
  const takes = () => {
    f.get(x).get(best).op(beats);
    if (float) f.get(x).get(x).op(ne).get(best).get(best).op(eq, "v128.and", "v128.or");
  };
  const take = () => {
    f.set(wins);
    f.get(x).get(best).get(wins).op("v128.bitselect").set(best);
    f.get(at).get(index).get(wins).op("v128.bitselect").set(index);
  };
  /** Takes in x, found at at, which may lie before index. */
  const meet = () => {
    takes();
    // Equals (two NaN are equal here): the lower index wins.
    f.get(x).get(best).op(eq);
    if (float) f.get(x).get(x).op(ne).get(best).get(best).op(ne, "v128.and", "v128.or");
    f.get(at).get(index).op(lowerIndex, "v128.and", "v128.or");
    take();
  };
  const fold = (a: number, b: number, c: number, d: number) => {
    f.get(best).get(best).shuffle(a, b, c, d);
    f.set(x).get(index).get(index).shuffle(a, b, c, d);
    f.set(at);
    meet();
  };
  const result = () => {
    f.get(index);
    if (wide) f.op("i32x4.trunc_sat_f64x2_s_zero");
  };
  return {
    kept: [best, index],
    join(other) {
      f.get(other[0]!).set(x).get(other[1]!).set(at);
      meet();
    },
    start() {
      pushConstant(f, start, dtype).set(best);
      none().set(index);
    },
    identity() {
      pushConstant(f, start, dtype);
    },
    step(position) {
      f.set(x);
      position();
      if (wide) f.op("f64x2.convert_low_i32x4_s");
      f.set(at);
      takes();
      f.get(index);
      none().op(sameIndex, "v128.or");
      take();
    },
    lanes: result,
    together() {
      fold(2, 3, 2, 3);
      if (!wide) fold(1, 1, 1, 1);
      result();
    },
  };
}

function comparisons(dtype: DType): { readonly [K in "ne" | "eq" | "gt" | "lt"]: PlainOp } {
  if (dtypes[dtype].float) return floatOps[dtype === "f64" ? "f64" : "f32"];
  const unsigned = dtype === "u32";
  return {
    ne: "i32x4.ne",
    eq: "i32x4.eq",
    gt: unsigned ? "i32x4.gt_u" : "i32x4.gt_s",
    lt: unsigned ? "i32x4.lt_u" : "i32x4.lt_s",
  };
}
