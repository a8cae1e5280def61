// The tuned parameters by vendor: the one place to change when a device is measured. Software drivers have few threads, and
// barriers are dear there.
import type { Target } from "../target.ts";

/** How a product's result is cut into blocks. */
export interface Tile {
  /** Rows and columns of the result that a workgroup computes, and terms that it loads at a time. */
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Rows and columns that a thread computes. */
  readonly threadRows: number;
  readonly threadColumns: number;
  /** 2: the next terms are loaded while these are multiplied. */
  readonly buffers: 1 | 2;
}

const tile = (
  [rows, columns, depth]: readonly [number, number, number],
  [threadRows, threadColumns]: readonly [number, number],
  buffers: 1 | 2,
): Tile => ({ rows, columns, depth, threadRows, threadColumns, buffers });

export interface Tuning {
  /** Workgroups that keep the device busy. */
  readonly busyGroups: number;
  /** Threads that keep it busy where each does little. */
  readonly busyThreads: number;
  /** Threads of a workgroup where none needs another. */
  readonly threads: number;
  /** Threads that may share a row, a power of two; 1: a thread goes through its row alone. */
  readonly rowThreads: number;
  /** Functions of four values are loops: less to compile, slower to run where the driver does not unroll them. */
  readonly inLoops: boolean;
  /** Of products, the largest first. */
  readonly tiles: readonly Tile[];
}

const small = tile([32, 32, 16], [4, 4], 1);
/** For few rows or few columns. */
const wide = tile([16, 64, 16], [4, 4], 1);
const tall = tile([64, 16, 16], [4, 4], 1);
const medium = tile([64, 64, 16], [8, 4], 1);
const ends = [wide, tall, small];

const software: Tuning = {
  busyGroups: 4,
  busyThreads: 4096,
  threads: 64,
  rowThreads: 1,
  inLoops: true,
  // Compiles quickly: every load and store of a thread is written out.
  tiles: [tile([16, 16, 8], [2, 2], 1)],
};

const card = { busyThreads: 65536, threads: 128, rowThreads: 256, inLoops: false };

const tunings = {
  nvidia: {
    ...card,
    busyGroups: 128,
    rowThreads: 512,
    tiles: [
      tile([128, 128, 8], [8, 8], 2),
      tile([64, 128, 8], [8, 8], 2),
      tile([64, 64, 16], [8, 4], 2),
      ...ends,
    ],
  },
  amd: { ...card, busyGroups: 96, tiles: [tile([128, 128, 8], [8, 8], 1), medium, ...ends] },
  apple: { ...card, busyGroups: 32, tiles: [tile([64, 64, 16], [8, 8], 1), medium, ...ends] },
  intel: {
    ...card,
    busyGroups: 48,
    busyThreads: 16384,
    threads: 64,
    tiles: [tile([64, 64, 8], [8, 4], 1), ...ends],
  },
  google: software,
  mesa: software,
  others: { ...card, busyGroups: 32, threads: 64, tiles: [medium, ...ends] },
} satisfies { readonly [vendor: string]: Tuning };

export type TunedVendor = keyof typeof tunings;

const isTuned = (vendor: string): vendor is TunedVendor => Object.hasOwn(tunings, vendor);

/** The row of the table that a device falls under. */
export const tunedAs = ({ vendor }: Target): TunedVendor => (isTuned(vendor) ? vendor : "others");

export const tuningOf = (target: Target): Tuning => tunings[tunedAs(target)];
