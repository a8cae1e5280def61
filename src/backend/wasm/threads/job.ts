// What a thread can be asked to do, as words: no object crosses between threads while work runs. The same code runs in the
// main thread and in the others.
import { pieceOf, productsOf, sumOf } from "../blas/blas.ts";
import type { Multiply } from "../blas/library.ts";
import type { WasmMemory } from "../engine.ts";
import type { Gemm } from "../runtime/multiply.ts";

type Call = (...args: number[]) => void;

/** The kinds of job. Each has its words after the kind. */
export const jobs = {
  /** module, table, parameters, range, granule, the function's number: a chunk is `granule` of the range. */
  kernels: 1,
  /** See `Gemm`. */
  pack: 2,
  tiles: 3,
  products: 4,
  /** The BLAS's product (12 words, see `blas.ts`), rows a piece, columns a piece: a chunk is a piece. */
  blasPieces: 5,
  /** The BLAS's product, table, count, products a chunk: as `products` of `Gemm`. */
  blasProducts: 6,
  /** The BLAS's product, rows a piece, columns a piece, table, count: a chunk is a piece of the sum of products. */
  blasSums: 7,
} as const;

/** The exported name of a kernel module's function. */
export const functionName = (number: number): string => `k${number}`;

/** Where a thread finds what jobs are made of. */
export interface Workplace {
  readonly gemm: Gemm;
  readonly memory: WasmMemory;
  /** The BLAS's product; undefined where there is none. */
  blas(): Multiply | undefined;
  /** The exports of a kernel module; undefined when it is not here. */
  module(id: number): Readonly<Record<string, Call>> | undefined;
}

/** What does one chunk of the job in `words` from `at` on; undefined when this thread cannot. */
export function chunkRunner(
  words: Int32Array,
  at: number,
  { gemm, memory, blas, module }: Workplace,
): ((chunk: number) => void) | undefined {
  const job = words.subarray(at);
  switch (job[0]) {
    case jobs.kernels: {
      const exports = module(job[1]!);
      if (!exports) return undefined;
      const [, , table, parameters, range, granule, number] = job as unknown as number[];
      const run = exports[functionName(number!)]!;
      return (chunk) => {
        const begin = chunk * granule!;
        run(table!, parameters!, begin, Math.min(range!, begin + granule!));
      };
    }
    case jobs.pack:
      return (chunk) => gemm.packChunk(job, chunk);
    case jobs.tiles:
      return (chunk) => gemm.tilesChunk(job, chunk);
    case jobs.products:
      return (chunk) => gemm.productsChunk(job, chunk);
    case jobs.blasPieces: {
      const multiply = blas();
      return multiply && ((chunk) => multiply(pieceOf(job, 1, chunk, job[13]!, job[14]!)));
    }
    case jobs.blasSums: {
      const multiply = blas();
      return multiply && ((chunk) => sumOf(job, chunk, multiply, memory));
    }
    default: {
      const multiply = blas();
      return multiply && ((chunk) => productsOf(job, chunk, multiply, memory));
    }
  }
}
