// More movement as users call it: rolling, repeating, diagonals, quarter turns, moving axes. All are views and joins.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axisOf, reshapedTo, showShape } from "../graph/shape.ts";
import { where } from "./arithmetic.ts";
import { broadcastTo } from "./broadcast.ts";
import { given, op, some } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import * as p from "./indexing.ts";
import { constant, iota } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { sum } from "./reduction.ts";
import { concat } from "./select.ts";
import { flip, pad, slice } from "./views.ts";

const listed = (value: number | readonly number[]): readonly number[] =>
  typeof value === "number" ? [value] : value;

/** Values moved on along axes; those pushed out come in at the other end. Without axes, of the flattened tensor. */
export const roll = op(
  "roll",
  (x: Node, shifts: number | readonly number[], axes?: number | readonly number[] | null): Node => {
    if (axes === undefined || axes === null) {
      if (typeof shifts !== "number") {
        throw new ArgumentError({ op: "roll", message: "several shifts need as many axes: got none" });
      }
      return move.reshape(rolled(move.reshape(x, [-1]), shifts, 0), x.shape);
    }
    const [by, on] = [listed(shifts), listed(axes)];
    if (by.length !== on.length) {
      const message = `needs one shift for each axis: ${showShape(by)} and ${showShape(on)}`;
      throw new ArgumentError({ op: "roll", message });
    }
    return on.reduce((turned, axis, i) => rolled(turned, by[i]!, axisOf("roll", axis, x.shape)), x);
  },
  [
    [some([5]), 2],
    [some([2, 3]), [1, -1], [0, 1]],
    [some([2, 3]), 4],
  ],
);

function rolled(x: Node, shift: number, on: number): Node {
  const size = x.shape[on]!;
  const by = size === 0 ? 0 : ((shift % size) + size) % size;
  if (by === 0) return x;
  return concat([slice(x, size - by, null, on), slice(x, 0, size - by, on)], on);
}

/** The whole repeated along each axis; more counts than axes make new axes in front. */
export const repeat = op(
  "repeat",
  (x: Node, counts: readonly number[]): Node => {
    if (counts.length < x.shape.length || counts.some((n) => !Number.isInteger(n) || n < 0)) {
      const message = `needs a count for each axis: ${showShape(x.shape)} and ${showShape(counts)}`;
      throw new ShapeError({ op: "repeat", message });
    }
    const sizes = [...Array<number>(counts.length - x.shape.length).fill(1), ...x.shape];
    const apart = move.reshape(
      x,
      sizes.flatMap((n) => [1, n]),
    );
    const stretched = move.expand(
      apart,
      sizes.flatMap((n, i) => [counts[i]!, n]),
    );
    return move.reshape(
      stretched,
      sizes.map((n, i) => n * counts[i]!),
    );
  },
  [
    [some([2, 3]), [2, 1]],
    [some([2]), [2, 3]],
  ],
);

/** As repeat; where there are fewer counts than axes, they are of the last ones. */
export const tile = op(
  "tile",
  (x: Node, counts: readonly number[]): Node =>
    repeat(x, [...Array<number>(Math.max(0, x.shape.length - counts.length)).fill(1), ...counts]),
  [[some([2, 2]), [2]]],
);

/** Each element `count` times in a row along an axis; without one, of the flattened tensor. */
export const repeatInterleave = op(
  "repeatInterleave",
  (input: Node, count: number, axis?: number | null): Node => {
    const x = axis === undefined || axis === null ? move.reshape(input, [-1]) : input;
    const on = axisOf("repeatInterleave", axis ?? 0, x.shape);
    if (!Number.isInteger(count) || count < 0) {
      const message = `count is a whole number from 0: got ${count}`;
      throw new ArgumentError({ op: "repeatInterleave", message });
    }
    const around = (n: number) => [...x.shape.slice(0, on + 1), n, ...x.shape.slice(on + 1)];
    const stretched = move.expand(move.reshape(x, around(1)), around(count));
    return move.reshape(
      stretched,
      x.shape.map((n, i) => (i === on ? n * count : n)),
    );
  },
  [
    [some([2, 2]), 2],
    [some([2, 3]), 2, 1],
  ],
);

/** One axis as several; one size may be -1. */
export const unflatten = op(
  "unflatten",
  (x: Node, axis: number, sizes: Shape): Node => {
    const on = axisOf("unflatten", axis, x.shape);
    const parts = reshapedTo("unflatten", [x.shape[on]!], sizes);
    return move.reshape(x, [...x.shape.slice(0, on), ...parts, ...x.shape.slice(on + 1)]);
  },
  [[some([2, 6]), 1, [2, -1]]],
);

/** Axes at other places, the others in their order. */
export const movedim = op(
  "movedim",
  (x: Node, from: number | readonly number[], to: number | readonly number[]): Node => {
    const sources = listed(from).map((axis) => axisOf("movedim", axis, x.shape));
    const targets = listed(to).map((axis) => axisOf("movedim", axis, x.shape));
    if (sources.length !== targets.length) {
      const message = `needs as many places as axes: ${showShape(sources)} and ${showShape(targets)}`;
      throw new ArgumentError({ op: "movedim", message });
    }
    const others = x.shape.map((_, i) => i).filter((i) => !sources.includes(i));
    const order = x.shape.map((_, i) =>
      targets.includes(i) ? sources[targets.indexOf(i)]! : others.shift()!,
    );
    return move.permute(x, order);
  },
  [
    [some([2, 3, 4]), 0, -1],
    [some([2, 3, 4]), [0, 1], [2, 0]],
  ],
);

/** Quarter turns from the first axis towards the second. */
export const rot90 = op(
  "rot90",
  (x: Node, turns: number = 1, axes: readonly [number, number] = [0, 1]): Node => {
    const [a, b] = axes.map((axis) => axisOf("rot90", axis, x.shape)) as [number, number];
    if (a === b) throw new ArgumentError({ op: "rot90", message: `axes are the same: ${showShape(axes)}` });
    const by = ((turns % 4) + 4) % 4;
    if (by === 2) return flip(x, [a, b]);
    if (by === 0) return x;
    return by === 1 ? flip(swapped(x, a, b), a) : swapped(flip(x, a), a, b);
  },
  [[some([2, 3])], [some([2, 3]), 3], [some([2, 3]), 2]],
);

/** The diagonal of two axes as the last axis; `offset` above the main one. */
export const diagonal = op(
  "diagonal",
  (x: Node, offset: number = 0, first: number = 0, second: number = 1): Node => {
    const [a, b] = [axisOf("diagonal", first, x.shape), axisOf("diagonal", second, x.shape)];
    if (a === b)
      throw new ArgumentError({ op: "diagonal", message: `axes are the same: ${first} and ${second}` });
    const [down, right] = [Math.max(0, -offset), Math.max(0, offset)];
    const length = Math.max(0, Math.min(x.shape[a]! - down, x.shape[b]! - right));
    const others = x.shape.map((_, i) => i).filter((i) => i !== a && i !== b);
    const square = slice(slice(x, down, down + length, a), right, right + length, b);
    const lead = others.map((i) => x.shape[i]!);
    const flat = move.reshape(move.permute(square, [...others, a, b]), [...lead, length * length]);
    return move.slice(
      flat,
      flat.shape.map(() => 0),
      [...lead.map(() => 1), length + 1],
      [...lead, length],
    );
  },
  [[some([3, 3])], [some([2, 4, 3]), 1, 1, 2], [some([3, 3]), -1]],
);

/** Of a vector, the matrix with it on its diagonal; of a matrix, its diagonal. */
export const diag = op(
  "diag",
  (x: Node, offset: number = 0): Node => {
    if (x.shape.length === 2) return diagonal(x, offset);
    if (x.shape.length !== 1) {
      throw new ShapeError({ op: "diag", message: `needs 1 or 2 dimensions: ${showShape(x.shape)}` });
    }
    const size = x.shape[0]! + Math.abs(offset);
    const matrix = [size, size];
    const longer = pad(x, [[0, Math.abs(offset)]]);
    const spread = move.expand(move.reshape(longer, offset >= 0 ? [size, 1] : [1, size]), matrix);
    const places = binary("add", iota(matrix, 0), constant(offset, matrix, "i32"));
    return where(binary("eq", iota(matrix, 1), places), spread, constant(0, matrix, x.dtype));
  },
  [[some([3])], [some([2]), 1], [some([2]), -1], [some([3, 3])]],
);

/** The sum of a matrix's diagonal. */
export const trace = op("trace", (x: Node): Node => sum(diagonal(x)), [[some([3, 3])], [some([2, 3])]]);

/** The values at places of the flattened tensor, in the index's shape. */
export const take = op(
  "take",
  (x: Node, index: Node): Node => {
    const places = move.reshape(cast(index, "i32"), [-1]);
    return move.reshape(p.gather(move.reshape(x, [-1]), 0, places), index.shape);
  },
  [[some([2, 3]), given([5, 0, 0, 2], [2, 2], "i32")]],
);

/** As gather, with the other axes of index and tensor broadcast. */
export const takeAlongDim = op(
  "takeAlongDim",
  (x: Node, index: Node, axis: number): Node => {
    const on = axisOf("takeAlongDim", axis, x.shape);
    if (index.shape.length !== x.shape.length) {
      const message = `ranks differ: index ${showShape(index.shape)} and ${showShape(x.shape)}`;
      throw new ShapeError({ op: "takeAlongDim", message });
    }
    const sizes = x.shape.map((n, i) => (i === on || n !== 1 ? n : index.shape[i]!));
    const places = sizes.map((n, i) => (i === on ? index.shape[on]! : n));
    const at = broadcastTo("takeAlongDim", cast(index, "i32"), places);
    return p.gather(broadcastTo("takeAlongDim", x, sizes), on, at);
  },
  [
    [some([2, 3]), given([1, 0], [1, 2], "i32"), 1],
    [some([1, 3]), given([1, 0], [2, 1], "i32"), 1],
  ],
);
