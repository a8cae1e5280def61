// Expressions as SIMD code: every value is one vector of the nest's lanes. f32 in f32x4, f64 in f64x2, i32 and u32 in i32x4,
// bool as a mask of 32-bit lanes (all ones or zero) until it is stored; two lanes lie in the lower half. Under a guard that
// only some lanes pass, loads go lane by lane.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import { halfBits } from "../../../graph/half.ts";
import type { Affine, Bound, Expr } from "../../../graph/kernel.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import { Addresses } from "./addresses.ts";
import { emitBinary, emitCast, emitShift, emitUnary } from "./elementwise.ts";
import type { Helpers } from "./helpers.ts";
import { laneLoad, loadVector, rowLoad } from "./loads.ts";
import { emitExp } from "./math.ts";
import { type Analysis, analyse, type Nest } from "./nest.ts";
import { kernelParams, type Target } from "./target.ts";

export class ExpressionEmitter {
  readonly f: FunctionBuilder;
  readonly helpers: Helpers;
  readonly nest: Nest;
  readonly addresses: Addresses;
  readonly #analysis: Analysis;
  /** The word of the parameter block that is the kernel's first. */
  readonly #parameters: number;
  /** Values kept in locals, by unit where they vary (all others under unit 0); inner scopes last. */
  #scopes: Map<Expr, number>[][] = [[]];
  /** Lanes that count: the nest's, or fewer in a loop's tail. */
  lanes: number;
  /** Vectors side by side that a turn of the vector loop computes, and which of them is being written. */
  units = 1;
  unit = 0;
  /** How many guards what is being written is inside of. */
  #guards = 0;
  /** Inside of a guard's slow path: the mask of lanes that are inside. */
  #mask: number | undefined;

  /** `roots` share one Interner, so that equal expressions are the same object. */
  constructor(f: FunctionBuilder, to: Target, nest: Nest, roots: readonly Expr[]) {
    this.f = f;
    this.helpers = to.helpers;
    this.#parameters = to.parameters;
    this.nest = nest;
    this.lanes = nest.lanes;
    this.addresses = new Addresses(f, nest, to.slots);
    this.#analysis = analyse(nest, roots);
    for (const e of this.#analysis.level.keys()) {
      if (e.op === "load" || e.op === "gather") this.addresses.declare(e.slot, e.at, e.dtype);
    }
  }

  /** To be called after all addresses are declared, before the first loop. */
  begin(): void {
    this.addresses.loadBases(kernelParams.table);
    this.#hoist(-1);
  }

  /** The body of the loop at `level`. */
  inside(level: number, body: () => void): void {
    this.scope(() => {
      this.addresses.enter(level);
      this.#hoist(level);
      body();
    });
  }

  #hoist(level: number): void {
    for (const e of this.#analysis.hoisted.get(level) ?? []) {
      for (this.unit = 0; this.unit < this.units; this.unit++) this.#keep(e);
      this.unit = 0;
    }
  }

  /** Runs `body` with values remembered only until its end. */
  scope(body: () => void): void {
    const scope: Map<Expr, number>[] = [];
    this.#scopes.push(scope);
    body();
    this.#scopes.pop();
    for (const unit of scope) for (const local of unit?.values() ?? []) this.f.release("v128", local);
  }

  #unitOf(e: Expr): number {
    return this.#analysis.varying.has(e) ? this.unit : 0;
  }

  #known(e: Expr): number | undefined {
    const unit = this.#unitOf(e);
    for (const scope of this.#scopes) {
      const local = scope[unit]?.get(e);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  #remember(e: Expr, local: number): void {
    const scope = this.#scopes.at(-1)!;
    const unit = this.#unitOf(e);
    (scope[unit] ??= new Map()).set(e, local);
  }

  #keep(e: Expr): void {
    if (this.#known(e) !== undefined || this.#together(e)) return;
    this.#compute(e);
    const local = this.f.local("v128");
    this.f.set(local);
    this.#remember(e, local);
  }

  /** Pushes the value of `e`. */
  emit(e: Expr): void {
    const known = this.#known(e) ?? (this.#together(e) ? this.#known(e) : undefined);
    if (known !== undefined) {
      this.f.get(known);
      return;
    }
    this.#compute(e);
    if ((this.#analysis.uses.get(e) ?? 0) < 2 || e.op === "constant") return;
    const local = this.f.local("v128");
    this.f.tee(local);
    this.#remember(e, local);
  }

  /** Computes an exponential for all vectors of this turn, if that can be done; false if not. */
  #together(e: Expr): boolean {
    if (e.op !== "unary" || e.kind !== "exp" || e.x.dtype === "f64") return false;
    if (this.units === 1 || this.#guards > 0 || !this.#analysis.varying.has(e)) return false;
    const { unit } = this;
    const values: number[] = [];
    for (this.unit = 0; this.unit < this.units; this.unit++) {
      this.emit(e.x);
      const local = this.f.local("v128");
      this.f.set(local);
      values.push(local);
    }
    emitExp(this.f, this.helpers, values);
    for (this.unit = 0; this.unit < this.units; this.unit++) this.#remember(e, values[this.unit]!);
    this.unit = unit;
    return true;
  }

  /** Pushes the value as it is stored: bool as 0 or 1. */
  emitStored(e: Expr): void {
    this.emit(e);
    if (e.dtype === "bool") this.f.i32x4(1).op("v128.and");
  }

  #compute(e: Expr): void {
    const f = this.f;
    switch (e.op) {
      case "constant":
        this.constant(e.value, e.dtype);
        break;
      case "parameter":
        f.get(kernelParams.parameters).memory(
          e.dtype === "f64" ? "v128.load64_splat" : "v128.load32_splat",
          4 * (this.#parameters + e.index),
        );
        this.#masked(e.dtype);
        break;
      case "load":
        loadVector(this, e.slot, this.#shifted(e.at), e.dtype, this.#mask);
        this.#masked(e.dtype);
        break;
      case "index":
        this.index(e.at);
        break;
      case "random":
        this.#random(e);
        break;
      case "unary":
        this.emit(e.x);
        emitUnary(f, this.helpers, e.kind, e.x.dtype);
        break;
      case "binary":
        if ((e.kind === "shl" || e.kind === "shr") && e.b.op === "constant") {
          this.emit(e.a);
          emitShift(f, e.kind, e.dtype, e.b.value);
          break;
        }
        if (!this.#clamp(e)) {
          this.emit(e.a);
          this.emit(e.b);
          emitBinary(f, this.helpers, e.kind, e.a.dtype);
        }
        break;
      case "where":
        this.emit(e.a);
        this.emit(e.b);
        this.emit(e.condition);
        this.#spread(e.dtype);
        f.op("v128.bitselect");
        break;
      case "cast":
        this.emit(e.x);
        emitCast(f, this.helpers, e.x.dtype, e.dtype);
        break;
      case "guard":
        this.#guard(e.bounds, e.x);
        break;
      case "gather":
        this.#gather(e);
        break;
      case "result":
        throw new Error("a result is read from memory here");
    }
  }

  /** max and min with a number take one instruction instead of six: only the other side can be NaN. */
  #clamp(e: Expr & { op: "binary" }): boolean {
    if ((e.kind !== "max" && e.kind !== "min") || !dtypes[e.dtype].float) return false;
    const [x, bound] = e.a.op === "constant" ? [e.b, e.a] : [e.a, e.b];
    if (bound.op !== "constant" || Number.isNaN(bound.value)) return false;
    this.emit(x);
    this.emit(bound);
    if (e.dtype === "f64") this.f.op(e.kind === "max" ? "f64x2.pmax" : "f64x2.pmin");
    else this.f.op(e.kind === "max" ? "f32x4.pmax" : "f32x4.pmin");
    return true;
  }

  constant(value: number, dtype: DType): void {
    if (dtype === "f64") this.f.f64x2(value);
    else if (dtypes[dtype].float) this.f.f32x4(value);
    else if (dtype === "bool") this.f.i32x4(value === 0 ? 0 : -1);
    else this.f.i32x4(value | 0);
  }

  /** A constant as it lies in memory; two halves make a word. */
  #storedConstant(value: number, dtype: DType): void {
    if (dtype === "f16") this.f.i32x4(halfBits(value) * 0x10001);
    else this.constant(value, dtype);
  }

  /** `at` for the unit being written: its lanes lie a vector further on for each unit before. */
  #shifted(at: Affine): Affine {
    const shift = this.nest.lanes * this.unit * this.nest.laneStride(at);
    return shift === 0 ? at : { ...at, offset: at.offset + shift };
  }

  /** Pushes the address of an output at the unit being written; returns the constant part. */
  pushAddress(slot: number, at: Affine): number {
    return this.addresses.push(slot, this.#shifted(at));
  }

  /** Stored bool to mask. */
  #masked(dtype: DType): void {
    if (dtype === "bool") this.f.op("i32x4.neg");
  }

  /** The mask on the stack, made as wide as the lanes of `dtype`. */
  #spread(dtype: DType): void {
    if (dtype !== "f64") return;
    const mask = this.f.local("v128");
    this.f.tee(mask).get(mask).shuffle(0, 0, 1, 1).release("v128", mask);
  }

  /** Pushes the affine value of each lane. */
  index(at: Affine): void {
    const f = this.f;
    this.addresses.pushIndex4(this.#shifted(at));
    f.i32(2).op("i32.shr_s", "i32x4.splat");
    const stride = this.nest.laneStride(at);
    if (stride !== 0) f.i32x4(0, stride, 2 * stride, 3 * stride).op("i32x4.add");
  }

  #random(e: Expr & { op: "random" }): void {
    const f = this.f;
    this.index(e.at);
    f.i32x4(e.stream | 0);
    for (const word of [e.key, e.key + 1]) {
      f.get(kernelParams.parameters).memory("v128.load32_splat", 4 * (this.#parameters + word));
    }
    f.call(this.helpers.threefry());
  }

  #guard(bounds: readonly Bound[], x: Expr): void {
    const f = this.f;
    const uniform = bounds.filter((bound) => this.nest.laneStride(bound.at) === 0);
    const varying = bounds.filter((bound) => this.nest.laneStride(bound.at) !== 0);
    const value = () =>
      this.scope(() => {
        this.#guards++;
        this.emit(x);
        this.#guards--;
      });
    const zero = () => f.i32x4(0);
    if (this.#mask === undefined && varying.length === 0) {
      this.#allInside(uniform, [0]);
      f.if(value, zero, "v128");
      return;
    }
    const slow = () => {
      const outer = this.#mask;
      const mask = f.local("v128");
      this.#laneMask(bounds);
      if (outer !== undefined) f.get(outer).op("v128.and");
      f.tee(mask).op("v128.any_true");
      f.if(
        () => {
          this.#mask = mask;
          value();
          f.get(mask);
          this.#spread(x.dtype);
          f.op("v128.and");
          this.#mask = outer;
        },
        zero,
        "v128",
      );
      f.release("v128", mask);
    };
    if (this.#mask !== undefined) {
      slow();
      return;
    }
    this.#allInside(uniform, [0]);
    this.#allInside(varying, [0, this.lanes - 1]);
    f.op("i32.and").if(value, slow, "v128");
  }

  /** Pushes 1 when these lanes are inside of all bounds. */
  #allInside(bounds: readonly Bound[], lanes: readonly number[]): void {
    const f = this.f;
    f.i32(1);
    for (const { at, lo, hi } of bounds) {
      for (const lane of lanes) {
        const shift = (this.nest.lanes * this.unit + lane) * this.nest.laneStride(at) - lo;
        this.addresses.pushIndex4({ ...at, offset: at.offset + shift });
        f.i32(4 * (hi - lo)).op("i32.lt_u", "i32.and");
      }
    }
  }

  /** Pushes the mask of the lanes that count, as wide as those of `dtype`. */
  laneMask(dtype: DType): void {
    const on = (lane: number) => (lane < this.lanes ? -1 : 0);
    if (dtype === "f64") this.f.i32x4(on(0), on(0), on(1), on(1));
    else this.f.i32x4(on(0), on(1), on(2), on(3));
  }

  /** Pushes the mask of the lanes inside of all bounds; lanes that do not count are outside. */
  #laneMask(bounds: readonly Bound[]): void {
    const f = this.f;
    this.laneMask("bool");
    for (const { at, lo, hi } of bounds) {
      this.index({ ...at, offset: at.offset - lo });
      f.i32x4(hi - lo).op("i32x4.lt_u", "v128.and");
    }
  }

  #gather(e: Expr & { op: "gather" }): void {
    const f = this.f;
    const { bytes, float } = dtypes[e.dtype];
    const outside = float ? Number.NaN : 0;
    const index = f.local("v128");
    this.emit(e.index);
    f.set(index);
    const chosen = (lane: number) => f.get(index).lane("i32x4.extract_lane", lane);
    const laneStride = this.nest.laneStride(e.at);
    const together = (this.#analysis.level.get(e.index) ?? 0) < this.nest.order.indexOf(this.nest.vectorAxis);
    if (together && laneStride === 1 && this.#mask === undefined) {
      chosen(0).i32(e.count).op("i32.lt_u");
      f.if(
        () => {
          const offset = this.pushAddress(e.slot, e.at);
          chosen(0)
            .i32(bytes * e.stride)
            .op("i32.mul", "i32.add")
            .memory(rowLoad(e.dtype), offset);
        },
        () => this.#storedConstant(outside, e.dtype),
        "v128",
      );
    } else {
      const value = f.local("v128");
      const pointer = f.local("i32");
      this.#storedConstant(outside, e.dtype);
      f.set(value);
      const offset = this.pushAddress(e.slot, e.at);
      f.set(pointer);
      for (let lane = 0; lane < this.lanes; lane++) {
        chosen(lane).i32(e.count).op("i32.lt_u");
        if (this.#mask !== undefined) f.get(this.#mask).lane("i32x4.extract_lane", lane).op("i32.and");
        f.if(() => {
          const place = offset + bytes * lane * laneStride;
          f.get(pointer);
          chosen(lane)
            .i32(bytes * e.stride)
            .op("i32.mul", "i32.add");
          if (place < 0) f.i32(place).op("i32.add");
          f.get(value).memoryLane(laneLoad(e.dtype), lane, Math.max(place, 0)).set(value);
        });
      }
      f.get(value);
      f.release("v128", value);
      f.release("i32", pointer);
    }
    f.release("v128", index);
    if (e.dtype === "f16") f.call(this.helpers.widen());
    this.#masked(e.dtype);
  }
}
