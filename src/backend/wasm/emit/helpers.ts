// The functions of a kernel module: each is written when a kernel first needs it. Vectors in, vector out.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { BinaryKind, UnaryKind } from "../../../graph/node.ts";
import type { ConstantPool, FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writeNarrow, writeWiden } from "./half.ts";
import { hostBinary, hostUnary } from "./host.ts";
import { vectorMath } from "./math.ts";
import { writePower } from "./power.ts";
import { writeThreefry } from "./threefry.ts";

export class Helpers {
  readonly #module: ModuleBuilder;
  /** Whether `madd` rounds once. */
  readonly fuses: boolean;
  readonly #made = new Map<string, number>();
  readonly #host = new Map<string, number>();

  /** Where functions find constants that take long to make. */
  readonly pool: ConstantPool;

  constructor(module: ModuleBuilder, relaxed: boolean, pool: ConstantPool) {
    this.#module = module;
    this.fuses = relaxed;
    this.pool = pool;
    for (const name of Object.keys(hostUnary)) this.#host.set(name, module.import(name, ["f64"], ["f64"]));
    for (const name of Object.keys(hostBinary)) {
      this.#host.set(name, module.import(name, ["f64", "f64"], ["f64"]));
    }
  }

  /** a × b + c; with one rounding where the engine has it. */
  madd(f: FunctionBuilder): void {
    if (this.fuses) f.op("f32x4.relaxed_madd");
    else {
      const c = f.local("v128");
      f.set(c).op("f32x4.mul").get(c).op("f32x4.add").release("v128", c);
    }
  }

  #function(name: string, params: number, write: (f: FunctionBuilder) => void): number {
    let index = this.#made.get(name);
    if (index === undefined) {
      const made = this.#module.function(new Array(params).fill("v128"), ["v128"], undefined, this.pool);
      index = made.index;
      this.#made.set(name, index);
      write(made.builder);
    }
    return index;
  }

  unary(kind: UnaryKind): number {
    const write = vectorMath[kind];
    return write ? this.#function(kind, 1, (f) => write(f, this)) : this.host(kind, "f32");
  }

  /** A function of one vector that others are made of. */
  part(name: string, write: (f: FunctionBuilder, helpers: Helpers) => void): number {
    return this.#function(name, 1, (f) => write(f, this));
  }

  /** The host's function, lane by lane. */
  host(kind: UnaryKind, dtype: "f32" | "f64"): number {
    const host = this.#host.get(kind);
    if (host === undefined) throw new Error(`no code for ${kind}`);
    return this.#function(`host ${kind} ${dtype}`, 1, (f) => {
      f.get(0);
      for (let lane = 0; lane < lanesOf(dtype); lane++) {
        extract(f, 0, lane, dtype);
        f.call(host);
        replace(f, lane, dtype);
      }
    });
  }

  binary(kind: BinaryKind, dtype: DType): number {
    if (kind !== "pow" || dtype !== "f32") return this.#lanewise(kind, dtype);
    const host = this.#lanewise(kind, dtype);
    return this.#function("power", 2, (f) => writePower(f, host));
  }

  /** The host's function or scalar instructions, lane by lane. */
  #lanewise(kind: BinaryKind, dtype: DType): number {
    return this.#function(`${kind} ${dtype}`, 2, (f) => {
      const host = dtypes[dtype].float ? this.#host.get(kind) : undefined;
      f.get(0);
      for (let lane = 0; lane < lanesOf(dtype); lane++) {
        if (host !== undefined) {
          for (const operand of [0, 1]) extract(f, operand, lane, dtype);
          f.call(host);
          replace(f, lane, dtype);
        } else {
          integerLane(f, kind, dtype, lane);
          f.lane("i32x4.replace_lane", lane);
        }
      }
    });
  }

  /** Halves in the first four 16-bit lanes → f32. */
  widen(): number {
    return this.#function("widen", 1, writeWiden);
  }

  /** f32 → the nearest halves in the first four 16-bit lanes. */
  narrow(): number {
    return this.#function("narrow", 1, writeNarrow);
  }

  threefry(): number {
    return this.#function("threefry", 4, writeThreefry);
  }
}

const lanesOf = (dtype: DType): number => (dtype === "f64" ? 2 : 4);

/** Pushes one lane of a vector of floats as f64. */
function extract(f: FunctionBuilder, local: number, lane: number, dtype: DType): void {
  f.get(local);
  if (dtype === "f64") f.lane("f64x2.extract_lane", lane);
  else f.lane("f32x4.extract_lane", lane).op("f64.promote_f32");
}

/** Puts the f64 on the stack into a lane of the vector below it. */
function replace(f: FunctionBuilder, lane: number, dtype: DType): void {
  if (dtype === "f64") f.lane("f64x2.replace_lane", lane);
  else f.op("f32.demote_f64").lane("f32x4.replace_lane", lane);
}

/** One lane of an integer operation that SIMD does not have. A division by zero gives 0. */
function integerLane(f: FunctionBuilder, kind: BinaryKind, dtype: DType, lane: number): void {
  const a = () => f.get(0).lane("i32x4.extract_lane", lane);
  const b = () => f.get(1).lane("i32x4.extract_lane", lane);
  const signed = dtype !== "u32";
  switch (kind) {
    case "shl":
      a();
      b().op("i32.shl");
      return;
    case "shr":
      a();
      b().op(signed ? "i32.shr_s" : "i32.shr_u");
      return;
    case "div":
      b().op("i32.eqz");
      f.if(
        () => f.i32(0),
        () => {
          if (!signed) {
            a();
            b().op("i32.div_u");
            return;
          }
          b().i32(-1).op("i32.eq");
          f.if(
            () => {
              f.i32(0);
              a().op("i32.sub");
            },
            () => {
              a();
              b().op("i32.div_s");
            },
            "i32",
          );
        },
        "i32",
      );
      return;
    case "mod": {
      const rest = f.local("i32");
      b().op("i32.eqz");
      f.if(
        () => f.i32(0),
        () => {
          a();
          b()
            .op(signed ? "i32.rem_s" : "i32.rem_u")
            .set(rest);
          f.get(rest);
          b().op("i32.add");
          f.get(rest);
          const signsDiffer = () => {
            f.get(rest);
            b().op("i32.xor").i32(0).op("i32.lt_s");
          };
          if (signed) {
            signsDiffer();
            f.get(rest).i32(0).op("i32.ne", "i32.and", "select");
          } else f.i32(0).op("select");
        },
        "i32",
      );
      f.release("i32", rest);
      return;
    }
    default:
      throw new Error(`no code for ${kind} on ${dtype}`);
  }
}
