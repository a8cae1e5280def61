// The door to a BLAS: its matrix product, called by address in the WebAssembly memory, so that nothing is copied. Every
// thread opens it for itself, and the library is told to use none of its own: the chunks of a product are shared out by
// us, cut by its sizes alone, so that numbers do not depend on how many threads there are.
import { createRequire } from "node:module";
import { engine, type WasmMemory } from "../engine.ts";

/** c = a b, or c += a b, all row-major; byte addresses in the memory, strides of rows in elements. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: number;
  readonly aRow: number;
  /** a lies in memory as its transpose. */
  readonly aTurned: boolean;
  readonly b: number;
  readonly bRow: number;
  readonly bTurned: boolean;
  readonly c: number;
  readonly cRow: number;
  readonly add: boolean;
}

export type Multiply = (product: Product) => void;

/** Names of the product and of what sets the number of threads, with the type of sizes: builds differ. */
const spellings = [
  ["scipy_cblas_sgemm64_", "scipy_openblas_set_num_threads64_", "int64"],
  ["scipy_cblas_sgemm", "scipy_openblas_set_num_threads", "int"],
  ["cblas_sgemm64_", "openblas_set_num_threads64_", "int64"],
  ["cblas_sgemm", "openblas_set_num_threads", "int"],
] as const;

const rowMajor = 101;
const [plain, turned] = [111, 112];

type Native = (...args: number[]) => void;
interface Library {
  func(declaration: string): Native;
}
interface Koffi {
  load(path: string): Library;
  address(view: Uint8Array): bigint;
}

/** The product of the library at `path`; undefined when it or koffi, which calls it, is not there. */
export function openBlas(path: string, memory: WasmMemory): Multiply | undefined {
  const variable = "OPENBLAS_NUM_THREADS";
  const before = process.env[variable];
  try {
    const koffi = createRequire(import.meta.url)("koffi") as Koffi;
    // Read when it is loaded: it would start its threads then.
    process.env[variable] = "1";
    const sgemm = bind(koffi.load(path));
    if (!sgemm) return undefined;
    const base = Number(koffi.address(new Uint8Array(memory.buffer)));
    return ({ m, n, k, a, aRow, aTurned, b, bRow, bTurned, c, cRow, add }) => {
      const [ta, tb] = [aTurned ? turned : plain, bTurned ? turned : plain];
      sgemm(rowMajor, ta, tb, m, n, k, 1, base + a, aRow, base + b, bRow, add ? 1 : 0, base + c, cRow);
    };
  } catch {
    return undefined;
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}

/** Whether the library at `path` can be called. */
export const blasLoads = (path: string): boolean =>
  openBlas(path, new engine.Memory({ initial: 1, maximum: 1, shared: true })) !== undefined;

function bind(library: Library): Native | undefined {
  for (const [product, threads, size] of spellings) {
    try {
      const sizes = (count: number) => new Array<string>(count).fill(size).join(", ");
      const sgemm = library.func(
        `void ${product}(int, int, int, ${sizes(3)}, float, void *, ${size}, void *, ${size}, float, void *, ${size})`,
      );
      setThreads(library, threads);
      return sgemm;
    } catch {
      // Another spelling.
    }
  }
  return undefined;
}

function setThreads(library: Library, name: string): void {
  try {
    library.func(`void ${name}(int)`)(1);
  } catch {
    // Accelerate has no such function, and shares its threads out itself.
  }
}
