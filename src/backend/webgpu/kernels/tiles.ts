// Which tile a product is computed with on a device, and into how many parts its sum is split.
import type { Target } from "../target.ts";
import { type Tile, tuningOf } from "./tuning.ts";

export type { Tile } from "./tuning.ts";

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
  const { busyGroups: busy, tiles } = tuningOf(target);
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
