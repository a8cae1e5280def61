// The tuned parameters of products: how large a block of the result each workgroup computes, by vendor and size. The one
// place to change when a device is measured.
import type { Target } from "../target.ts";

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

interface Tuning {
  /** Workgroups that keep the device busy. */
  readonly busy: number;
  /** The largest first. */
  readonly tiles: readonly Tile[];
}

const small = tile([32, 32, 16], [4, 4], 1);
/** For few rows or few columns. */
const wide = tile([16, 64, 16], [4, 4], 1);
const tall = tile([64, 16, 16], [4, 4], 1);
const medium = tile([64, 64, 16], [8, 4], 1);
const ends = [wide, tall, small];

/** Compiles quickly: every load and store of a thread is written out. */
const software: Tuning = { busy: 4, tiles: [tile([16, 16, 8], [2, 2], 1)] };

const tunings: { readonly [vendor: string]: Tuning } = {
  nvidia: {
    busy: 128,
    tiles: [
      tile([128, 128, 8], [8, 8], 2),
      tile([64, 128, 8], [8, 8], 2),
      tile([64, 64, 16], [8, 4], 2),
      ...ends,
    ],
  },
  amd: { busy: 96, tiles: [tile([128, 128, 8], [8, 8], 1), medium, ...ends] },
  apple: { busy: 32, tiles: [tile([64, 64, 16], [8, 8], 1), medium, ...ends] },
  intel: { busy: 48, tiles: [tile([64, 64, 8], [8, 4], 1), ...ends] },
  google: software,
  mesa: software,
};
const others: Tuning = { busy: 32, tiles: [medium, ...ends] };

export interface Choice {
  readonly tile: Tile;
  /** Parts that the sum is split into, for workgroups that would otherwise be too few. */
  readonly parts: number;
}

export interface Sizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

export const threadsOf = (tile: Tile): number =>
  (tile.rows / tile.threadRows) * (tile.columns / tile.threadColumns);

/** Bytes of workgroup memory; a quad a row is left empty, so that rows lie on different banks. */
export const bytesOf = (tile: Tile): number =>
  16 * tile.buffers * (tile.rows + tile.columns) * (tile.depth / 4 + 1);

/** Terms of each part, a multiple of the tile's depth. */
export const termsOf = ({ tile, parts }: Choice, depth: number): number =>
  Math.ceil(depth / parts / tile.depth) * tile.depth;

/** The tile for a product on this device. */
export function chooseTile(target: Target, sizes: Sizes): Choice {
  const { busy, tiles } = tunings[target.vendor] ?? others;
  const { batch, rows, columns, depth } = sizes;
  const possible = tiles.filter(
    (tile) => threadsOf(tile) <= target.maxThreads && bytesOf(tile) <= target.workgroupBytes,
  );
  const blocks = (tile: Tile) => batch * Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  /** What is computed, over what is asked for. */
  const waste = (tile: Tile) => (blocks(tile) * tile.rows * tile.columns) / (batch * rows * columns);
  const least = Math.min(...possible.map(waste));
  const fitting = possible.filter((tile) => waste(tile) <= 1.3 * least);
  const tile =
    fitting.find((each) => blocks(each) >= busy) ?? fitting.reduce((a, b) => (blocks(b) > blocks(a) ? b : a));
  // A part should be long enough to be worth writing and adding up.
  const longest = Math.floor(depth / (8 * tile.depth));
  const wanted = blocks(tile) >= busy ? 1 : Math.ceil(busy / blocks(tile));
  const parts = Math.max(1, Math.min(wanted, longest, 64));
  return { tile, parts: Math.ceil(depth / termsOf({ tile, parts }, depth)) };
}
