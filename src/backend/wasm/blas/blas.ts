// When a product goes to the BLAS, and in which pieces: operands with rows or columns that are contiguous, and enough work
// to be worth the call. Pieces are cut by the product's sizes alone.

import type { WasmMemory } from "../engine.ts";
import { layouts, type Panels } from "../runtime/multiply.ts";
import type { Multiply, Product } from "./library.ts";

/** Multiplications below which our own code is as fast. */
export const worthCalling = 2 ** 15;
/** Rows of a piece, and its columns. */
const [tall, wide] = [1024, 256];
/** Multiplications of a product below which it is not cut. */
const worthCutting = 2 ** 21;

/** The product as the BLAS wants it; undefined when it cannot, or has fewer than `from` multiplications. */
export function blasProduct(
  m: number,
  n: number,
  k: number,
  a: Panels,
  b: Panels,
  c: number,
  rowBytes: number,
  add: boolean,
  from: number,
): Product | undefined {
  if (m * n * k < from) return undefined;
  const left = rowsOf(a, m, k);
  const right = rowsOf(b, n, k);
  if (!left || !right) return undefined;
  return {
    m,
    n,
    k,
    a: left.address,
    aRow: left.stride,
    aTurned: !left.alongDepth,
    b: right.address,
    bRow: right.stride,
    bTurned: right.alongDepth,
    c,
    cRow: rowBytes / 4,
    add,
  };
}

function rowsOf([layout, address, minor, major]: Panels, count: number, depth: number) {
  if (layout !== layouts.strided) return undefined;
  if (major === 4 && minor >= 4 * depth) return { address, stride: minor / 4, alongDepth: true };
  if (minor === 4 && major >= 4 * count) return { address, stride: major / 4, alongDepth: false };
  return undefined;
}

/**
 * Rows and columns of the pieces of a product: bands of columns, which cost the library least, unless there are few columns.
 */
export function piecesOf(m: number, n: number, k: number): { rows: number; columns: number } {
  if (m * n * k < worthCutting) return { rows: m, columns: n };
  const even = (size: number, most: number) =>
    Math.min(size, 16 * Math.ceil(size / Math.ceil(size / most) / 16));
  if (n >= 256 || n >= m) return { rows: even(m, tall), columns: even(n, m >= 512 ? wide : wide / 2) };
  return { rows: even(m, wide), columns: n };
}

/** A product as the words of a job (see `threads/job.ts`). */
export const productWords = (p: Product): number[] => [
  p.m,
  p.n,
  p.k,
  p.a,
  p.aRow,
  Number(p.aTurned),
  p.b,
  p.bRow,
  Number(p.bTurned),
  p.c,
  p.cRow,
  Number(p.add),
];

/** Piece `index` of the product in `words` from `at` on, whose pieces have so many rows and columns. */
export function pieceOf(
  words: ArrayLike<number>,
  at: number,
  index: number,
  rowsEach: number,
  columnsEach: number,
): Product {
  const [m, n, k] = [words[at]!, words[at + 1]!, words[at + 2]!];
  const [a, aRow, aTurned] = [words[at + 3]! >>> 0, words[at + 4]!, words[at + 5] === 1];
  const [b, bRow, bTurned] = [words[at + 6]! >>> 0, words[at + 7]!, words[at + 8] === 1];
  const [c, cRow, add] = [words[at + 9]! >>> 0, words[at + 10]!, words[at + 11] === 1];
  const across = Math.ceil(n / columnsEach);
  const top = Math.floor(index / across) * rowsEach;
  const left = (index % across) * columnsEach;
  return {
    m: Math.min(rowsEach, m - top),
    n: Math.min(columnsEach, n - left),
    k,
    a: a + 4 * top * (aTurned ? 1 : aRow),
    aRow,
    aTurned,
    b: b + 4 * left * (bTurned ? bRow : 1),
    bRow,
    bTurned,
    c: c + 4 * (top * cRow + left),
    cRow,
    add,
  };
}

/**
 * Products of one size, those of one chunk: product i has its operands table[2 i] and table[2 i + 1] bytes further on, and its
 * result behind that of product i - 1.
 */
export function productsOf(
  words: ArrayLike<number>,
  chunk: number,
  multiply: Multiply,
  memory: WasmMemory,
): void {
  const first = pieceOf(words, 1, 0, words[1]!, words[2]!);
  const [table, count, each] = [words[13]! >>> 0, words[14]!, words[15]!];
  const offsets = new Uint32Array(memory.buffer, table, 2 * count);
  const end = Math.min(count, (chunk + 1) * each);
  for (let i = chunk * each; i < end; i++) {
    multiply({
      ...first,
      a: first.a + offsets[2 * i]!,
      b: first.b + offsets[2 * i + 1]!,
      c: first.c + 4 * i * first.m * first.n,
    });
  }
}

/**
 * A piece of the sum of `count` products: those have their operands table[2 i] and table[2 i + 1] bytes further on. Piece by
 * piece, so that a piece of the result stays in the cache while the products are added to it.
 */
export function sumOf(words: ArrayLike<number>, chunk: number, multiply: Multiply, memory: WasmMemory): void {
  const first = pieceOf(words, 1, chunk, words[13]!, words[14]!);
  const [table, count] = [words[15]! >>> 0, words[16]!];
  const offsets = new Uint32Array(memory.buffer, table, 2 * count);
  for (let i = 0; i < count; i++) {
    multiply({
      ...first,
      a: first.a + offsets[2 * i]!,
      b: first.b + offsets[2 * i + 1]!,
      add: first.add || i > 0,
    });
  }
}
