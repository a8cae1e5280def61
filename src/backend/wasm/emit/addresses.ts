// Addresses of loads: base + offset + Σ counter × stride. What outer loops contribute is kept in locals that are updated
// where those loops begin, so that an inner loop adds one counter.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { Affine } from "../../../graph/kernel.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { Nest } from "./nest.ts";

export class Addresses {
  readonly #f: FunctionBuilder;
  readonly #nest: Nest;
  /** Places in the table, by slot. */
  readonly #places: readonly number[];
  readonly #bases = new Map<number, number>();
  /** Bytes of an element, by slot. */
  readonly #widths = new Map<number, number>();
  /** Pointers by `slot | strides of the loops so far`; one per level at which it changes. */
  readonly #pointers = new Map<string, number>();
  readonly #byLevel: { from: number; to: number; axis: number; stride: number; width: number }[][];

  constructor(f: FunctionBuilder, nest: Nest, places: readonly number[]) {
    this.#f = f;
    this.#nest = nest;
    this.#places = places;
    this.#byLevel = nest.order.map(() => []);
  }

  /** Announces a use, before any code of the loops is written. */
  declare(slot: number, at: Affine, dtype: DType): void {
    const width = dtypes[dtype].bytes;
    this.#widths.set(slot, width);
    this.#base(slot);
    const last = this.#nest.levelOf(at);
    let key = `${slot}`;
    let pointer = this.#base(slot);
    for (let level = 0; level < last; level++) {
      const axis = this.#nest.order[level]!;
      const stride = at.strides[axis]!;
      if (stride === 0) continue;
      key += `|${level}:${stride}`;
      let next = this.#pointers.get(key);
      if (next === undefined) {
        next = this.#f.local("i32");
        this.#pointers.set(key, next);
        this.#byLevel[level]!.push({ from: pointer, to: next, axis, stride, width });
      }
      pointer = next;
    }
  }

  #base(slot: number): number {
    let base = this.#bases.get(slot);
    if (base === undefined) this.#bases.set(slot, (base = this.#f.local("i32")));
    return base;
  }

  /** Reads the slots' addresses out of the table at local `table`. */
  loadBases(table: number): void {
    for (const [slot, base] of this.#bases) {
      this.#f
        .get(table)
        .memory("i32.load", 4 * this.#places[slot]!)
        .set(base);
    }
  }

  /** Updates the pointers at the start of a loop's body. */
  enter(level: number): void {
    for (const { from, to, axis, stride, width } of this.#byLevel[level] ?? []) {
      this.#f.get(from);
      this.#scaledCounter(axis, stride, width);
      this.#f.op("i32.add").set(to);
    }
  }

  /** Pushes index × stride × width; the counter is index × 4. */
  #scaledCounter(axis: number, stride: number, width: number): void {
    this.#f.get(this.#nest.counters[axis]!);
    if (width < 4) this.#f.i32(1).op("i32.shr_u");
    const factor = stride * (width < 4 ? 1 : width / 4);
    if (factor !== 1) this.#f.i32(factor).op("i32.mul");
  }

  /**
   * Pushes the address at lane 0, without the constant part that fits an instruction's immediate; returns that part.
   */
  push(slot: number, at: Affine): number {
    const f = this.#f;
    const width = this.#widths.get(slot)!;
    const last = this.#nest.levelOf(at);
    let key = `${slot}`;
    let pointer = this.#base(slot);
    for (let level = 0; level < last; level++) {
      const stride = at.strides[this.#nest.order[level]!]!;
      if (stride === 0) continue;
      key += `|${level}:${stride}`;
      pointer = this.#pointers.get(key)!;
    }
    f.get(pointer);
    if (last >= 0) {
      const axis = this.#nest.order[last]!;
      this.#scaledCounter(axis, at.strides[axis]!, width);
      f.op("i32.add");
    }
    const ascending = at.offset >= 0 && at.strides.every((stride) => stride >= 0);
    if (ascending) return width * at.offset;
    if (at.offset !== 0) f.i32(width * at.offset).op("i32.add");
    return 0;
  }

  /** Pushes 4 × the affine value at lane 0, as i32. */
  pushIndex4(at: Affine): void {
    const f = this.#f;
    f.i32(4 * at.offset);
    at.strides.forEach((stride, axis) => {
      if (stride === 0) return;
      this.#scaledCounter(axis, stride, 4);
      f.op("i32.add");
    });
  }
}
