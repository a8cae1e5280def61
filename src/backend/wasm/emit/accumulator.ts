// What a reduction keeps between elements. Sums and products of f32 are kept in f64, so that the result is the rounded
// exact sum for all sizes one meets; the others keep vectors of the dtype.
import type { DType } from "../../../graph/dtype.ts";
import type { ReduceKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { PlainOp } from "../assembler/opcodes.ts";

export interface Accumulator {
  start(): void;
  /** Takes in the vector on the stack (bool as 0 or 1). `position` pushes the element's index, for arg…. */
  step(position: () => void): void;
  /** Pushes the value that changes nothing, for lanes that do not count. */
  identity(): void;
  /** Pushes the result of each lane. */
  lanes(): void;
  /** Pushes a vector whose lane 0 is the result of all lanes together. */
  together(): void;
}

const upper = [2, 3, 2, 3] as const;

export function accumulator(f: FunctionBuilder, kind: ReduceKind, dtype: DType): Accumulator {
  if (kind === "argmax" || kind === "argmin") return extremeIndex(f, kind, dtype);
  if (dtype !== "f32") return inVector(f, kind, dtype);
  return kind === "sum" || kind === "prod" ? inDouble(f, kind) : extreme(f, kind);
}

function inDouble(f: FunctionBuilder, kind: "sum" | "prod"): Accumulator {
  const op: PlainOp = kind === "sum" ? "f64x2.add" : "f64x2.mul";
  const start = kind === "sum" ? 0 : 1;
  const [low, high, x] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return {
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
    together() {
      f.get(low)
        .get(high)
        .op(op)
        .tee(low)
        .get(low)
        .get(low)
        .shuffle(...upper);
      f.op(op, "f32x4.demote_f64x2_zero");
    },
  };
}

/** max and min of f32: one comparison that passes over NaN, and a mask that remembers it. */
function extreme(f: FunctionBuilder, kind: "max" | "min"): Accumulator {
  const { start } = rule(kind, "f32");
  const op: PlainOp = kind === "max" ? "f32x4.pmax" : "f32x4.pmin";
  const [kept, invalid, x] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return {
    start() {
      f.f32x4(start).set(kept).i32x4(0).set(invalid);
    },
    identity() {
      f.f32x4(start);
    },
    step() {
      f.set(x).get(kept).get(x).op(op).set(kept);
      f.get(x).get(x).op("f32x4.ne").get(invalid).op("v128.or").set(invalid);
    },
    lanes() {
      f.get(kept).get(invalid).op("v128.or");
    },
    together() {
      f.get(kept).get(kept).get(kept).shuffle(2, 3, 2, 3).op(op).tee(kept);
      f.get(kept).get(kept).shuffle(1, 1, 1, 1).op(op).f32x4(Number.NaN);
      f.get(invalid).op("v128.any_true", "i32.eqz", "select");
    },
  };
}

interface VectorRule {
  readonly op: PlainOp;
  readonly start: number;
}

function rule(kind: ReduceKind, dtype: DType): VectorRule {
  if (dtype === "f32") {
    return kind === "max"
      ? { op: "f32x4.pmax", start: Number.NEGATIVE_INFINITY }
      : { op: "f32x4.pmin", start: Number.POSITIVE_INFINITY };
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

const pushConstant = (f: FunctionBuilder, value: number, dtype: DType) =>
  dtype === "f32" ? f.f32x4(value) : f.i32x4(value | 0);

function inVector(f: FunctionBuilder, kind: ReduceKind, dtype: DType): Accumulator {
  const { op, start } = rule(kind, dtype);
  const kept = f.local("v128");
  return {
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

/** The index of the extreme: the first NaN, else the first value that no other beats. */
function extremeIndex(f: FunctionBuilder, kind: "argmax" | "argmin", dtype: DType): Accumulator {
  const { start } = rule(kind === "argmax" ? "max" : "min", dtype);
  const greater: PlainOp = dtype === "f32" ? "f32x4.gt" : dtype === "u32" ? "i32x4.gt_u" : "i32x4.gt_s";
  const less: PlainOp = dtype === "f32" ? "f32x4.lt" : dtype === "u32" ? "i32x4.lt_u" : "i32x4.lt_s";
  const beats = kind === "argmax" ? greater : less;
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
    if (dtype !== "f32") return;
    f.get(x).get(x).op("f32x4.ne").get(best).get(best).op("f32x4.eq", "v128.and", "v128.or");
  };
  const take = () => {
    f.set(wins);
    f.get(x).get(best).get(wins).op("v128.bitselect").set(best);
    f.get(at).get(index).get(wins).op("v128.bitselect").set(index);
  };
  const fold = (a: number, b: number, c: number, d: number) => {
    f.get(best).get(best).shuffle(a, b, c, d);
    f.set(x).get(index).get(index).shuffle(a, b, c, d);
    f.set(at);
    takes();
    // Equals (two NaN are equal here): the lower index wins.
    f.get(x)
      .get(best)
      .op(dtype === "f32" ? "f32x4.eq" : "i32x4.eq");
    if (dtype === "f32") {
      f.get(x).get(x).op("f32x4.ne").get(best).get(best).op("f32x4.ne", "v128.and", "v128.or");
    }
    f.get(at).get(index).op("i32x4.lt_u", "v128.and", "v128.or");
    take();
  };
  return {
    start() {
      pushConstant(f, start, dtype).set(best);
      f.i32x4(-1).set(index);
    },
    identity() {
      pushConstant(f, start, dtype);
    },
    step(position) {
      f.set(x);
      position();
      f.set(at);
      takes();
      f.get(index).i32x4(-1).op("i32x4.eq", "v128.or");
      take();
    },
    lanes() {
      f.get(index);
    },
    together() {
      fold(2, 3, 2, 3);
      fold(1, 1, 1, 1);
      f.get(index);
    },
  };
}
