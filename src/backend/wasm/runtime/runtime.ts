// The functions that all plans share, compiled once, and the blocked matrix multiplication on top of them.
import { ModuleBuilder } from "../assembler/module.ts";
import { engine } from "../engine.ts";
import type { Memory } from "../memory.ts";
import { tileColumns, tileRows, writeGemm } from "./gemm.ts";

/** Block sizes: a packed block of the left operand stays in the first-level cache, one of the right in the second. */
const blockDepth = 256;
const blockRows = 96;
const blockColumns = 1020;

/** A matrix in memory; strides in bytes. */
export interface Matrix {
  readonly address: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

type Call = (...args: number[]) => void;

export class Runtime {
  readonly #packRows: Call;
  readonly #packColumns: Call;
  readonly #block: Call;
  readonly #rows: number;
  readonly #columns: number;
  readonly #spare: number;

  constructor(memory: Memory, relaxed: boolean) {
    const module = new ModuleBuilder();
    writeGemm(module, relaxed);
    const { exports } = new engine.Instance(new engine.Module(module.bytes()), {
      host: { memory: memory.wasm },
    });
    this.#packRows = exports.packRows!;
    this.#packColumns = exports.packColumns!;
    this.#block = exports.block!;
    this.#rows = memory.allocate(4 * blockRows * blockDepth);
    this.#columns = memory.allocate(4 * blockColumns * blockDepth);
    this.#spare = memory.allocate(4 * tileRows * tileColumns);
  }

  /** c = a b; c's rows are `rowBytes` apart and contiguous. */
  multiply(m: number, n: number, k: number, a: Matrix, b: Matrix, c: number, rowBytes: number): void {
    for (let j = 0; j < n; j += blockColumns) {
      const columns = Math.min(blockColumns, n - j);
      for (let p = 0; p < k; p += blockDepth) {
        const depth = Math.min(blockDepth, k - p);
        this.#packColumns(
          b.address + j * b.columnStride + p * b.rowStride,
          b.columnStride,
          b.rowStride,
          columns,
          depth,
          this.#columns,
        );
        for (let i = 0; i < m; i += blockRows) {
          const rows = Math.min(blockRows, m - i);
          const from = a.address + i * a.rowStride + p * a.columnStride;
          this.#packRows(from, a.rowStride, a.columnStride, rows, depth, this.#rows);
          const to = c + i * rowBytes + 4 * j;
          this.#block(
            rows,
            columns,
            depth,
            this.#rows,
            this.#columns,
            to,
            rowBytes,
            p > 0 ? 1 : 0,
            this.#spare,
          );
        }
      }
    }
  }
}
