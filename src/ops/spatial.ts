// What convolution, pooling and resizing share: arguments that are one number for all spatial axes or one for each, and
// their checks. Shapes are [batch, channels, *spatial].
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";

/** One number for all spatial axes, or one for each. */
export type Extent = number | readonly number[];

const names: Readonly<Record<number, string>> = {
  1: "length",
  2: "height, width",
  3: "depth, height, width",
};

/** The spatial axes as a sentence names them. */
export const axesNamed = (rank: number): string => names[rank]!;

/** One whole number for each of `rank` axes. Refuses others, and those below `least`. */
export function extents(name: string, what: string, value: Extent, rank: number, least = 0): number[] {
  const each = typeof value === "number" ? Array<number>(rank).fill(value) : [...value];
  if (each.length !== rank) {
    const message = `${what} has ${rank} entries or is one number: got ${showShape(each)}`;
    throw new ArgumentError({ op: name, message });
  }
  if (each.every((n) => Number.isInteger(n) && n >= least)) return each;
  const message = `${what} is out of range: got ${showShape(each)}, from ${least}`;
  throw new ArgumentError({ op: name, message });
}

/** Refuses a shape of another rank; `axes` says what they are. */
export function checkRank(name: string, what: string, axes: string, rank: number, shape: Shape): void {
  if (shape.length === rank) return;
  const message = `${what} needs ${rank} dimensions (${axes}): ${showShape(shape)}`;
  throw new ShapeError({ op: name, message });
}
