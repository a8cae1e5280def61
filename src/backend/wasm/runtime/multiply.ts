// The blocked matrix multiplication in chunks that threads can share: packing the right operand, and multiplying blocks of
// rows with it. An element's sum runs over the depth in the same order however the work is cut, so that the numbers are the
// same for any number of threads. Jobs are words (see `threads/job.ts`); each method does one chunk of one.
import type { WasmMemory } from "../engine.ts";
import { tileColumns, tileRows } from "./gemm.ts";

/**
 * Block sizes, at most: a panel of the right operand stays in the first-level cache while a packed block of the left one, in
 * the second, runs past it. Blocks are made of one size, so that none is left that is small.
 */
export const blockDepth = 384;
export const blockRows = 60;
export const blockColumns = 1024;

/** The work rooms of one thread, in bytes: packed rows, packed columns, one tile. */
export const roomBytes = [
  4 * blockRows * blockDepth,
  4 * blockColumns * blockDepth,
  4 * tileRows * tileColumns,
] as const;

/** How element (i, k) of an operand is found; i runs over rows of the left one, columns of the right one (the minor axis). */
export const layouts = {
  /** address + i × minor + k × major, in bytes. */
  strided: 0,
  /** address + i × minor + table[k]. */
  byDepth: 1,
  /** Right side only: address + table[i] + 4 k. The table is filled up to whole panels. */
  byMinor: 2,
} as const;

/** An operand: layout, address, minor stride, major stride or table. */
export type Panels = readonly [layout: number, address: number, minor: number, major: number];

type Call = (...args: number[]) => void;
type Words = ArrayLike<number>;

/** The size of the blocks, multiples of `granule` and at most `most`, that so many elements are cut into evenly. */
export const evenly = (count: number, most: number, granule: number): number =>
  granule * Math.ceil(count / Math.ceil(count / most) / granule);

/** Bytes of a packed panel of columns of this depth. */
export const panelBytes = (depth: number): number => 4 * tileColumns * depth;

export class Gemm {
  readonly #call: Readonly<Record<string, Call>>;
  readonly #block: Call;
  readonly #memory: WasmMemory;
  readonly #rows: number;
  readonly #columns: number;
  readonly #spare: number;

  constructor(
    exports: Readonly<Record<string, Call>>,
    memory: WasmMemory,
    [rows, columns, spare]: readonly [number, number, number],
  ) {
    this.#call = exports;
    this.#block = exports.block!;
    this.#memory = memory;
    [this.#rows, this.#columns, this.#spare] = [rows, columns, spare];
  }

  #pack(
    side: "left" | "right",
    words: Words,
    from: number,
    i: number,
    k: number,
    count: number,
    depth: number,
    target: number,
  ): void {
    const [layout, address, minor, major] = [
      words[from]!,
      words[from + 1]!,
      words[from + 2]!,
      words[from + 3]!,
    ];
    if (layout === layouts.strided) {
      const pack = side === "left" ? this.#call.packRows! : this.#call.packColumns!;
      pack(address + i * minor + k * major, minor, major, count, depth, target);
    } else if (layout === layouts.byDepth) {
      const pack = side === "left" ? this.#call.rowsByDepth! : this.#call.columnsByDepth!;
      pack(address + i * minor, minor, major + 4 * k, count, depth, target);
    } else this.#call.columnsByMinor!(address + 4 * k, major, i, count, depth, target);
  }

  /** kind, right operand (4), first column, first k, columns, depth, target, columns a chunk. */
  packChunk(job: Words, chunk: number): void {
    const [j, p, columns, depth, target, each] = tail(job, 5);
    const from = chunk * each!;
    const count = Math.min(each!, columns! - from);
    const to = target! + (from / tileColumns) * panelBytes(depth!);
    this.#pack("right", job, 1, j! + from, p!, count, depth!, to);
  }

  /**
   * kind, left operand (4), first k, depth, rows, columns, packed columns, c, bytes of c's row, add, rows a chunk, columns a
   * chunk: chunks run over blocks of rows, then of columns.
   */
  tilesChunk(job: Words, chunk: number): void {
    const [p, depth, m, n, packed, c, rowBytes, add, rowsEach, columnsEach] = tail(job, 5);
    const across = Math.ceil(n! / columnsEach!);
    const top = Math.floor(chunk / across) * rowsEach!;
    const left = (chunk % across) * columnsEach!;
    const columns = Math.min(columnsEach!, n! - left);
    const bottom = Math.min(m!, top + rowsEach!);
    const b = packed! + (left / tileColumns) * panelBytes(depth!);
    const step = evenly(bottom - top, blockRows, tileRows);
    for (let i = top; i < bottom; i += step) {
      const rows = Math.min(step, bottom - i);
      this.#pack("left", job, 1, i, p!, rows, depth!, this.#rows);
      const to = c! + i * rowBytes! + 4 * left;
      this.#block(rows, columns, depth!, this.#rows, b, to, rowBytes!, add!, this.#spare);
    }
  }

  /**
   * kind, left operand (4), right operand (4), m, n, k, c, table, count, products a chunk: many small products. Product i has
   * its operands table[2 i] and table[2 i + 1] bytes further on, and its result behind that of product i - 1.
   */
  productsChunk(job: Words, chunk: number): void {
    const [m, n, k, c, table, count, each] = tail(job, 9);
    const end = Math.min(count!, (chunk + 1) * each!);
    const offsets = new Int32Array(this.#memory.buffer, table! >>> 0, 2 * count!);
    for (let i = chunk * each!; i < end; i++) {
      const a: Panels = [job[1]!, job[2]! + offsets[2 * i]!, job[3]!, job[4]!];
      const b: Panels = [job[5]!, job[6]! + offsets[2 * i + 1]!, job[7]!, job[8]!];
      this.multiply(m!, n!, k!, a, b, c! + 4 * i * m! * n!, 4 * n!, false);
    }
  }

  /** c = a b, or c += a b, by this thread alone; c's rows are contiguous and `rowBytes` apart. */
  multiply(
    m: number,
    n: number,
    k: number,
    a: Panels,
    b: Panels,
    c: number,
    rowBytes: number,
    add: boolean,
  ): void {
    const across = evenly(n, blockColumns, tileColumns);
    const deep = evenly(k, blockDepth, 1);
    const down = evenly(m, blockRows, tileRows);
    for (let j = 0; j < n; j += across) {
      const columns = Math.min(across, n - j);
      for (let p = 0; p < k; p += deep) {
        const depth = Math.min(deep, k - p);
        this.#pack("right", b, 0, j, p, columns, depth, this.#columns);
        for (let i = 0; i < m; i += down) {
          const rows = Math.min(down, m - i);
          this.#pack("left", a, 0, i, p, rows, depth, this.#rows);
          const to = c + i * rowBytes + 4 * j;
          const adds = add || p > 0 ? 1 : 0;
          this.#block(rows, columns, depth, this.#rows, this.#columns, to, rowBytes, adds, this.#spare);
        }
      }
    }
  }
}

function tail(job: Words, from: number): number[] {
  return Array.prototype.slice.call(job, from, from + 12) as number[];
}
