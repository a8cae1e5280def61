// The functions that all plans share, compiled once, and the blocked matrix multiplication on top of them.
import { ModuleBuilder } from "../assembler/module.ts";
import { engine } from "../engine.ts";
import type { Memory } from "../memory.ts";
import { tileColumns, tileRows, writeGemm } from "./gemm.ts";

/** Block sizes: a packed block of the left operand stays in the first-level cache, one of the right in the second. */
const blockDepth = 256;
const blockRows = 96;
const blockColumns = 1020;

/**
 * An operand of a multiplication: rows of the left one, columns of the right one (both are called minor here), along the
 * depth. `pack` copies a block of it into panels at `target`.
 */
export type Panels = (minor: number, depthFrom: number, count: number, depth: number, target: number) => void;

type Call = (...args: number[]) => void;

export class Runtime {
  readonly #call: Readonly<Record<string, Call>>;
  readonly #block: Call;
  readonly #rows: number;
  readonly #columns: number;
  readonly #spare: number;

  constructor(memory: Memory, relaxed: boolean) {
    const module = new ModuleBuilder();
    writeGemm(module, relaxed);
    const instance = new engine.Instance(new engine.Module(module.bytes()), {
      host: { memory: memory.wasm },
    });
    this.#call = instance.exports;
    this.#block = instance.exports.block!;
    this.#rows = memory.allocate(4 * blockRows * blockDepth);
    this.#columns = memory.allocate(4 * blockColumns * blockDepth);
    this.#spare = memory.allocate(4 * tileRows * tileColumns);
  }

  /** Element (i, k) at address + i × minor + k × major, in bytes. */
  strided(side: "left" | "right", address: number, minor: number, major: number): Panels {
    const pack = this.#call[side === "left" ? "packRows" : "packColumns"]!;
    return (i, k, count, depth, target) =>
      pack(address + i * minor + k * major, minor, major, count, depth, target);
  }

  /** Element (i, k) at address + i × minor + table[k]. */
  byDepth(side: "left" | "right", address: number, minor: number, table: number): Panels {
    const pack = this.#call[side === "left" ? "rowsByDepth" : "columnsByDepth"]!;
    return (i, k, count, depth, target) =>
      pack(address + i * minor, minor, table + 4 * k, count, depth, target);
  }

  /** Right side only: element (i, k) at address + table[i] + 4 k. The table is filled up to whole panels. */
  byMinor(address: number, table: number): Panels {
    const pack = this.#call.columnsByMinor!;
    return (i, k, count, depth, target) => pack(address + 4 * k, table, i, count, depth, target);
  }

  /** c = a b, or c += a b; c's rows are contiguous and `rowBytes` apart. */
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
    for (let j = 0; j < n; j += blockColumns) {
      const columns = Math.min(blockColumns, n - j);
      for (let p = 0; p < k; p += blockDepth) {
        const depth = Math.min(blockDepth, k - p);
        b(j, p, columns, depth, this.#columns);
        for (let i = 0; i < m; i += blockRows) {
          const rows = Math.min(blockRows, m - i);
          a(i, p, rows, depth, this.#rows);
          const to = c + i * rowBytes + 4 * j;
          const adds = add || p > 0 ? 1 : 0;
          this.#block(rows, columns, depth, this.#rows, this.#columns, to, rowBytes, adds, this.#spare);
        }
      }
    }
  }
}

/** A table for `byMinor`: entries past the last repeat it. */
export function wholePanels(entries: readonly number[]): Int32Array {
  const table = new Int32Array(Math.ceil(entries.length / tileColumns) * tileColumns).fill(
    entries.at(-1) ?? 0,
  );
  table.set(entries);
  return table;
}
