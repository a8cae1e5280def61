// What a running reduction keeps from vector to vector, and how the four values of one are combined: each with those before
// it (two shuffles), then all with what was carried. Sums and products of f32 are carried in f64, as reductions are.
import type { DType } from "../../../graph/dtype.ts";
import type { ScanKind } from "../../../graph/node.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { PlainOp } from "../assembler/opcodes.ts";

export interface Scanner {
  start(): void;
  /** Takes the vector on the stack, of which `lanes` count; pushes the running values. */
  step(lanes: number): void;
}

export function scanner(f: FunctionBuilder, kind: ScanKind, stored: DType): Scanner {
  const dtype = stored === "f16" ? "f32" : stored;
  return dtype === "f32" && (kind === "cumsum" || kind === "cumprod")
    ? inDouble(f, kind)
    : inVector(f, rule(kind, dtype), dtype === "f64");
}

interface Rule {
  readonly op: PlainOp;
  /** Pushes the vector that changes nothing. */
  neutral(f: FunctionBuilder): void;
}

const double = (value: number) => (f: FunctionBuilder) => void f.f64x2(value);
const doubles: { readonly [K in ScanKind]: Rule } = {
  cumsum: { op: "f64x2.add", neutral: double(0) },
  cumprod: { op: "f64x2.mul", neutral: double(1) },
  cummax: { op: "f64x2.max", neutral: double(Number.NEGATIVE_INFINITY) },
  cummin: { op: "f64x2.min", neutral: double(Number.POSITIVE_INFINITY) },
};

function rule(kind: ScanKind, dtype: DType): Rule {
  const word = (value: number) => (f: FunctionBuilder) => void f.i32x4(value | 0);
  if (dtype === "f64") return doubles[kind];
  switch (kind) {
    case "cumsum":
      return { op: "i32x4.add", neutral: word(0) };
    case "cumprod":
      return { op: "i32x4.mul", neutral: word(1) };
    case "cummax":
      if (dtype === "f32") return { op: "f32x4.max", neutral: (f) => void f.f32x4(Number.NEGATIVE_INFINITY) };
      return dtype === "u32"
        ? { op: "i32x4.max_u", neutral: word(0) }
        : { op: "i32x4.max_s", neutral: word(-(2 ** 31)) };
    case "cummin":
      if (dtype === "f32") return { op: "f32x4.min", neutral: (f) => void f.f32x4(Number.POSITIVE_INFINITY) };
      return dtype === "u32"
        ? { op: "i32x4.min_u", neutral: word(0xffffffff) }
        : { op: "i32x4.min_s", neutral: word(2 ** 31 - 1) };
  }
}

/** `wide`: two lanes of 64 bits. */
function inVector(f: FunctionBuilder, { op, neutral }: Rule, wide: boolean): Scanner {
  const [carry, x, none] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return {
    start() {
      neutral(f);
      f.tee(none).set(carry);
    },
    step(lanes) {
      f.set(x);
      if (!wide) f.get(none).get(x).shuffle(0, 4, 5, 6).get(x).op(op).set(x);
      f.get(none).get(x).shuffle(0, 1, 4, 5).get(x).op(op);
      f.get(carry).op(op).tee(x);
      const last = wide ? 2 * lanes - 2 : lanes - 1;
      const next = wide ? last + 1 : last;
      f.get(x).get(x).shuffle(last, next, last, next).set(carry);
    },
  };
}

function inDouble(f: FunctionBuilder, kind: "cumsum" | "cumprod"): Scanner {
  const op: PlainOp = kind === "cumsum" ? "f64x2.add" : "f64x2.mul";
  const [carry, x, none] = [f.local("v128"), f.local("v128"), f.local("v128")];
  const [low, high] = [f.local("v128"), f.local("v128")];
  /** Both halves of a pair with the second combined with the first. */
  const paired = (pair: number) => {
    f.op("f64x2.promote_low_f32x4").set(pair);
    f.get(none).get(pair).shuffle(0, 1, 4, 5).get(pair).op(op).set(pair);
  };
  const second = (pair: number) => f.get(pair).get(pair).shuffle(2, 3, 2, 3);
  return {
    start() {
      f.f64x2(kind === "cumsum" ? 0 : 1)
        .tee(none)
        .set(carry);
    },
    step(lanes) {
      f.tee(x);
      paired(low);
      f.get(x).get(x).shuffle(2, 3, 2, 3);
      paired(high);
      f.get(high);
      second(low).op(op).get(carry).op(op).set(high);
      f.get(low).get(carry).op(op).set(low);
      const last = lanes > 2 ? high : low;
      if (lanes % 2 === 0) second(last);
      else f.get(last).get(last).shuffle(0, 1, 0, 1);
      f.set(carry);
      f.get(low).op("f32x4.demote_f64x2_zero").get(high).op("f32x4.demote_f64x2_zero").shuffle(0, 1, 4, 5);
    },
  };
}
