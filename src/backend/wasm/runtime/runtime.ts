// What all plans share: the matrix multiplication and sorting, compiled once, and the threads.
import { ModuleBuilder } from "../assembler/module.ts";
import { blasProduct, piecesOf, productWords } from "../blas/blas.ts";
import { type Multiply, openBlas, type Product } from "../blas/library.ts";
import { engine, type WasmModule } from "../engine.ts";
import type { Memory } from "../memory.ts";
import { chunkRunner, jobs, type Workplace } from "../threads/job.ts";
import { Pool } from "../threads/pool.ts";
import { tileColumns, tileRows, writeGemm } from "./gemm.ts";
import { blockColumns, blockDepth, evenly, Gemm, layouts, type Panels, roomBytes } from "./multiply.ts";
import { type SortedDType, writeSort } from "./sort.ts";

/** Nanoseconds of one multiplication with its addition. */
const multiplication = 0.05;
/** Columns of a sum of products that stay in the cache with some rows. */
const bandColumns = 512;
/** The same of the BLAS. */
const blasMultiplication = 0.015;

export interface RuntimeOptions {
  readonly relaxedSimd: boolean;
  /** How many work, the main thread among them. */
  readonly threads: number;
  /** Nanoseconds of work from which others are asked to help: waking them takes time too. */
  readonly shareFrom: number;
  /** The path of a BLAS that multiplies large matrices. */
  readonly blas: string | undefined;
  /** Multiplications of a product from which the BLAS does it. */
  readonly blasFrom: number;
}

export class Runtime {
  readonly #gemm: Gemm;
  readonly #exports: Readonly<Record<string, (...args: number[]) => void>>;
  readonly #packed: number;
  readonly #modules = new Map<number, Readonly<Record<string, (...args: number[]) => void>>>();
  readonly #workplace: Workplace;
  readonly #pool: Pool;
  readonly #shareFrom: number;
  readonly #blasFrom: number;
  readonly #blas: () => Multiply | undefined;
  #ids = 0;

  constructor(memory: Memory, { relaxedSimd, threads, shareFrom, blas, blasFrom }: RuntimeOptions) {
    this.#shareFrom = shareFrom;
    this.#blasFrom = blasFrom;
    const builder = new ModuleBuilder();
    writeGemm(builder, relaxedSimd);
    writeSort(builder);
    const module = new engine.Module(builder.bytes());
    const { exports } = new engine.Instance(module, { host: { memory: memory.wasm } });
    this.#exports = exports;
    const rooms = () => roomBytes.map((bytes) => memory.allocate(bytes)) as [number, number, number];
    const own = rooms();
    this.#packed = own[1];
    this.#gemm = new Gemm(exports, memory.wasm, own);
    this.#pool = new Pool({ threads, memory: memory.wasm, gemm: module, rooms, blas });
    this.#blas = once(() => (blas === undefined ? undefined : openBlas(blas, memory.wasm)));
    this.#workplace = {
      gemm: this.#gemm,
      memory: memory.wasm,
      blas: this.#blas,
      module: (id) => this.#modules.get(id),
    };
  }

  /** How many threads work, the main one among them. */
  get threads(): number {
    return this.#pool.threads;
  }

  /** Whether work of so many nanoseconds should be shared. */
  isWorthSharing(nanoseconds: number): boolean {
    return this.threads > 1 && nanoseconds >= this.#shareFrom;
  }

  /** Waits until nobody works on something that was interrupted. */
  settle(): void {
    if (this.#pool.threads > 1) this.#pool.settle();
  }

  /** Element (i, k) at address + i × minor + k × major, in bytes. */
  strided(address: number, minor: number, major: number): Panels {
    return [layouts.strided, address, minor, major];
  }

  /** Element (i, k) at address + i × minor + table[k]. */
  byDepth(address: number, minor: number, table: number): Panels {
    return [layouts.byDepth, address, minor, table];
  }

  /** Right side only: element (i, k) at address + table[i] + 4 k. The table is filled up to whole panels. */
  byMinor(address: number, table: number): Panels {
    return [layouts.byMinor, address, 0, table];
  }

  /**
   * Writes where each of `count` values stands when sorted, at `order`; `spare` has room for `sortRoom(dtype, count)` words.
   * See sort.ts.
   */
  sort(
    dtype: SortedDType,
    x: number,
    order: number,
    count: number,
    spare: number,
    descending: boolean,
  ): void {
    this.#exports[`sort ${dtype}`]!(x, order, count, spare, descending ? -1 : 0);
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
    const product = blasProduct(m, n, k, a, b, c, rowBytes, add, this.#blasFrom);
    if (product && this.#blas()) {
      this.#byBlas(product);
      return;
    }
    if (!this.isWorthSharing(m * n * k * multiplication) || !this.#pool.helps) {
      this.#gemm.multiply(m, n, k, a, b, c, rowBytes, add);
      return;
    }
    const { threads } = this.#pool;
    const across = evenly(n, blockColumns, tileColumns);
    const deep = evenly(k, blockDepth, 1);
    const { rowsEach, columnsEach } = cut(m, across, threads);
    for (let j = 0; j < n; j += across) {
      const columns = Math.min(across, n - j);
      const panels = Math.ceil(columns / tileColumns);
      const packEach = tileColumns * Math.ceil(panels / (4 * threads));
      const chunks = Math.ceil(m / rowsEach) * Math.ceil(columns / columnsEach);
      for (let p = 0; p < k; p += deep) {
        const depth = Math.min(deep, k - p);
        const pack = [jobs.pack, ...b, j, p, columns, depth, this.#packed, packEach];
        this.#pool.run(pack, Math.ceil(columns / packEach), this.#workplace);
        const adds = add || p > 0 ? 1 : 0;
        const to = c + 4 * j;
        const tiles = [p, depth, m, columns, this.#packed, to, rowBytes, adds, rowsEach, columnsEach];
        this.#pool.run([jobs.tiles, ...a, ...tiles], chunks, this.#workplace);
      }
    }
  }

  #byBlas(product: Product): void {
    const { m, n, k } = product;
    const { rows, columns } = piecesOf(m, n, k);
    const pieces = Math.ceil(m / rows) * Math.ceil(n / columns);
    const job = [jobs.blasPieces, ...productWords(product), rows, columns];
    const work = m * n * k * blasMultiplication;
    this.#share(job, pieces, pieces > 1 && this.isWorthSharing(work));
  }

  /** Whether products of so many multiplications go to a BLAS when their operands have contiguous rows. */
  hasBlas(multiplications: number): boolean {
    return multiplications >= this.#blasFrom && this.#blas() !== undefined;
  }

  /**
   * The sum of `count` products by the BLAS, or, unless `summed`, each by itself: c of product i follows that of product i - 1.
   * They have their operands table[2 i] and table[2 i + 1] bytes further on.
   */
  blasProducts(product: Product, table: number, count: number, summed: boolean): void {
    const { m, n, k } = product;
    const work = count * m * n * k * blasMultiplication;
    const words = productWords(product);
    if (summed) {
      const pieces = Math.ceil(n / bandColumns);
      const job = [jobs.blasSums, ...words, m, bandColumns, table, count];
      this.#share(job, pieces, pieces > 1 && this.isWorthSharing(work));
    } else this.#share([jobs.blasProducts, ...words, table, count, 1], count, this.isWorthSharing(work));
  }

  /** Does a job with the others' help, or alone. */
  #share(job: readonly number[], chunks: number, together: boolean): void {
    if (together && this.#pool.helps) {
      this.#pool.run(job, chunks, this.#workplace);
      return;
    }
    const run = chunkRunner(Int32Array.from(job), 0, this.#workplace)!;
    for (let chunk = 0; chunk < chunks; chunk++) run(chunk);
  }

  /**
   * Many products of one size: product i reads its operands table[2 i] and table[2 i + 1] bytes further on, and its result
   * follows that of product i - 1.
   */
  products(
    count: number,
    [m, n, k]: readonly [number, number, number],
    a: Panels,
    b: Panels,
    c: number,
    table: number,
  ): void {
    const product = blasProduct(m, n, k, a, b, c, 4 * n, false, this.#blasFrom);
    const useBlas = product !== undefined && this.#blas() !== undefined;
    const work = count * m * n * k * (useBlas ? blasMultiplication : multiplication);
    const together = this.isWorthSharing(work) && count >= this.threads;
    const each = together ? Math.ceil(count / (4 * this.threads)) : count;
    const job = useBlas
      ? [jobs.blasProducts, ...productWords(product), table, count, each]
      : [jobs.products, ...a, ...b, m, n, k, c, table, count, each];
    this.#share(job, Math.ceil(count / each), together);
  }

  /** Makes a kernel module known: what runs one of its functions over a range, in chunks of `granule`. */
  kernels(module: WasmModule, exports: Readonly<Record<string, (...args: number[]) => void>>): KernelModule {
    const id = ++this.#ids;
    return {
      run: (number, table, parameters, range, granule) => {
        const chunks = Math.ceil(range / granule);
        if (chunks < 2 || !this.#pool.helps) return false;
        this.#modules.set(id, exports);
        try {
          const job = [jobs.kernels, id, table, parameters, range, granule, number];
          this.#pool.run(job, chunks, this.#workplace, { id, module });
        } finally {
          this.#modules.delete(id);
        }
        return true;
      },
    };
  }
}

/** What `make` makes, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export interface KernelModule {
  /** False when there is nobody to share the work with; then nothing was done. */
  run(number: number, table: number, parameters: number, range: number, granule: number): boolean;
}

/** About four chunks a thread, by rows if there are enough of them; whole tiles. */
function cut(m: number, n: number, threads: number): { rowsEach: number; columnsEach: number } {
  const wanted = 4 * threads;
  const rowBlocks = Math.max(1, Math.min(wanted, Math.floor(m / 32)));
  const rowsEach = tileRows * Math.ceil(m / rowBlocks / tileRows);
  const columnBlocks = Math.max(
    1,
    Math.min(Math.floor(wanted / Math.ceil(m / rowsEach)), Math.floor(n / 48)),
  );
  const columnsEach = tileColumns * Math.ceil(n / columnBlocks / tileColumns);
  return { rowsEach: Math.max(tileRows, rowsEach), columnsEach: Math.max(tileColumns, columnsEach) };
}

/** A table for `byMinor`: entries past the last repeat it. */
export function wholePanels(entries: readonly number[]): Int32Array {
  const table = new Int32Array(Math.ceil(entries.length / tileColumns) * tileColumns).fill(
    entries.at(-1) ?? 0,
  );
  table.set(entries);
  return table;
}
