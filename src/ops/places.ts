// Reading and writing along an axis at places that a tensor holds. Of several values written to one place the last one stays.
// A place outside reads NaN (0 for integers) and writes nothing; where an index was given as numbers it is refused.
import { DTypeError, ShapeError } from "../errors.ts";
import { promote } from "../graph/dtype.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axisOf, broadcastShapes, sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { add, eq, ge, logicalAnd, sub, where } from "./arithmetic.ts";
import { broadcastTo, numberLeaf } from "./broadcast.ts";
import { cumsum } from "./cumulative.ts";
import { given, op, some, truths } from "./define.ts";
import { cast } from "./elementwise.ts";
import * as p from "./indexing.ts";
import { asIndex, checkSeen, fromStart } from "./indices.ts";
import { iota } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { sort } from "./rows.ts";
import { searchsorted } from "./sorting.ts";

const places = (values: readonly number[], shape?: Shape) => given(values, shape, "i32");

/** x at index[p] along an axis, for every place p of the index (x's rank). */
export const gather = op(
  "gather",
  (x: Node, axis: number, index: Node): Node => {
    checkSeen("gather", index, x.shape, axisOf("gather", axis, x.shape));
    return p.gather(x, axis, asIndex("gather", index));
  },
  [
    [some([3, 2]), 0, places([2, 0, 1, 1], [2, 2])],
    [some([2, 3]), 1, places([2, 2, 0, 1], [2, 2])],
  ],
);

/** x with source[p] added at index[p] along an axis. */
export const scatterAdd = op(
  "scatterAdd",
  (x: Node, axis: number, index: Node, source: Node): Node => {
    checkSeen("scatterAdd", index, x.shape, axisOf("scatterAdd", axis, x.shape));
    return add(x, p.scatterAdd(x.shape, axis, asIndex("scatterAdd", index), source));
  },
  [[some([3, 2]), 0, places([2, 0, 2, 1], [2, 2]), some([2, 2])]],
);

/** A source for places of `shape`: a number everywhere, or a tensor that covers them, of no wider dtype than x. */
function sourceFor(name: string, x: Node, shape: Shape, source: Node | number): Node {
  if (typeof source === "number") return numberLeaf(source, shape, x.dtype);
  if (promote(x.dtype, source.dtype) !== x.dtype) {
    const message = `dtypes differ: ${x.dtype} and ${source.dtype}`;
    throw new DTypeError({ op: name, message, help: `write source.to("${x.dtype}")` });
  }
  const covers = source.shape.length === shape.length && shape.every((size, i) => size <= source.shape[i]!);
  if (!covers) {
    const message = `the source does not cover the index: ${showShape(source.shape)} and ${showShape(shape)}`;
    throw new ShapeError({ op: name, message });
  }
  const zeros = shape.map(() => 0);
  const ones = shape.map(() => 1);
  return cast(sameShape(source.shape, shape) ? source : move.slice(source, zeros, ones, shape), x.dtype);
}

/**
 * x with the last source[p] of those whose index names a place there. The index is sorted, so that each place finds the end
 * of its own run: no two threads write to one place.
 */
function written(x: Node, on: number, index: Node, source: Node): Node {
  if (sizeOf(index.shape) === 0) return x;
  const last = x.shape.length - 1;
  const turned = (y: Node) => swapped(y, on, last);
  const order = sort(turned(index), false);
  const inOrder = p.gather(turned(index), -1, order);
  const size = x.shape[on]!;
  const own = iota([...inOrder.shape.slice(0, -1), size], last);
  const ends = searchsorted(rowsOf(inOrder), rowsOf(own), true);
  const end = sub(move.reshape(ends, own.shape), 1);
  const hit = logicalAnd(ge(end, 0), eq(p.gather(inOrder, -1, end), own));
  const winner = p.gather(order, -1, where(hit, end, 0));
  const values = p.gather(turned(source), -1, winner);
  const whole = turned(x);
  // The index may leave out the ends of other axes.
  const after = whole.shape.map((n, i) => n - values.shape[i]!);
  const around = (y: Node) =>
    move.pad(
      y,
      after.map(() => 0),
      after,
    );
  return turned(where(around(hit), around(values), whole));
}

/** As rows: [n] stays a vector. */
const rowsOf = (x: Node): Node => (x.shape.length <= 2 ? x : move.reshape(x, [-1, x.shape.at(-1)!]));

function checkWritten(name: string, x: Node, on: number, index: Node): void {
  const fits =
    index.shape.length === x.shape.length && index.shape.every((size, i) => i === on || size <= x.shape[i]!);
  if (fits) return;
  const message = `sizes differ off axis ${on}: index ${showShape(index.shape)} and ${showShape(x.shape)}`;
  throw new ShapeError({ op: name, message });
}

/** x with source[p] (or a number) in place of what stands at index[p] along an axis. */
export const scatter = op(
  "scatter",
  (x: Node, axis: number, index: Node, source: Node | number): Node => {
    const on = axisOf("scatter", axis, x.shape);
    const at = asIndex("scatter", index);
    checkWritten("scatter", x, on, at);
    checkSeen("scatter", index, x.shape, on);
    return written(x, on, at, sourceFor("scatter", x, at.shape, source));
  },
  [
    [some([3, 2]), 0, places([2, 0, 1, 1], [2, 2]), some([2, 2])],
    [some([2, 5]), 1, places([4, 0, 1, 1], [2, 2]), some([2, 3])],
    [some([3, 4]), -1, places([3, 0, 3], [1, 3]), some([1, 3])],
    [some([2, 3, 4]), 1, places([2, 0, 1, 1], [2, 1, 2]), some([2, 2, 2])],
    [some([5]), 0, places([1, 3], [2]), 7],
    [given([1, 2, 3], [3], "i32"), 0, places([2]), places([9])],
  ],
);

/** An index of one axis as an index of all places of those parts. */
function alongAxis(name: string, x: Node, axis: number, index: Node): { on: number; at: Node; shape: Shape } {
  const on = axisOf(name, axis, x.shape);
  if (index.shape.length !== 1) {
    throw new ShapeError({ op: name, message: `the index has one dimension: got ${showShape(index.shape)}` });
  }
  checkSeen(name, index, x.shape, on);
  const count = index.shape[0]!;
  const shape = x.shape.map((size, i) => (i === on ? count : size));
  const ranked = move.reshape(
    asIndex(name, index),
    x.shape.map((_, i) => (i === on ? count : 1)),
  );
  return { on, at: move.expand(ranked, shape), shape };
}

/** The parts of x at a list of places along an axis. */
export const indexSelect = op(
  "indexSelect",
  (x: Node, axis: number, index: Node): Node => {
    const { on, at } = alongAxis("indexSelect", x, axis, index);
    return p.gather(x, on, at);
  },
  [
    [some([3, 2]), 0, places([2, 0, 2])],
    [some([2, 3]), -1, places([1])],
  ],
);

/** x with the parts of a source added at a list of places along an axis. */
export const indexAdd = op(
  "indexAdd",
  (x: Node, axis: number, index: Node, source: Node): Node => {
    const { on, at, shape } = alongAxis("indexAdd", x, axis, index);
    return add(x, p.scatterAdd(x.shape, on, at, sourceFor("indexAdd", x, shape, source)));
  },
  [[some([3, 2]), 0, places([2, 0, 2]), some([3, 2])]],
);

/** x with the parts of a source in place of those at a list of places along an axis. */
export const indexCopy = op(
  "indexCopy",
  (x: Node, axis: number, index: Node, source: Node): Node => {
    const { on, at, shape } = alongAxis("indexCopy", x, axis, index);
    return written(x, on, at, sourceFor("indexCopy", x, shape, source));
  },
  [[some([3, 2]), 0, places([2, 0]), some([2, 2])]],
);

/** x with a value in all parts at a list of places along an axis. */
export const indexFill = op(
  "indexFill",
  (x: Node, axis: number, index: Node, value: number): Node => {
    const { on, at, shape } = alongAxis("indexFill", x, axis, index);
    return written(x, on, at, sourceFor("indexFill", x, shape, value));
  },
  [[some([3, 2]), 1, places([1]), -1]],
);

/** The elements of the flattened tensor at places (negative ones from the end): the index's shape. */
export const take = op(
  "take",
  (x: Node, index: Node): Node => {
    const flat = move.reshape(x, [-1]);
    checkSeen("take", index, flat.shape, 0, true);
    const at = fromStart(asIndex("take", move.reshape(index, [-1])), flat.shape[0]!);
    return move.reshape(p.gather(flat, 0, at), index.shape);
  },
  [[some([2, 3]), places([5, 0, -1, 2], [2, 2])]],
);

/** x at index[p] along an axis (of the flattened tensor without one), the other axes broadcast. */
export const takeAlongAxis = op(
  "takeAlongAxis",
  (x: Node, index: Node, axis?: number | null): Node => {
    if (axis === undefined || axis === null) {
      return gather(move.reshape(x, [-1]), 0, move.reshape(index, [-1]));
    }
    const on = axisOf("takeAlongAxis", axis, x.shape);
    if (index.shape.length !== x.shape.length) {
      const message = `ranks differ: ${showShape(x.shape)} and index ${showShape(index.shape)}`;
      throw new ShapeError({ op: "takeAlongAxis", message });
    }
    checkSeen("takeAlongAxis", index, x.shape, on);
    const shape = broadcastShapes("takeAlongAxis", x.shape.with(on, 1), index.shape.with(on, 1));
    const stretched = (y: Node) => broadcastTo("takeAlongAxis", y, shape.with(on, y.shape[on]!));
    return p.gather(stretched(x), on, stretched(asIndex("takeAlongAxis", index)));
  },
  [
    [some([3, 2]), places([2, 0], [1, 2]), 0],
    [some([1, 4]), places([3, 0, 1], [3, 1]), 1],
    [some([2, 3]), places([5, 0])],
  ],
);

/** x with the values of a source, in their order, in place of those where the mask is true. */
export const maskedScatter = op(
  "maskedScatter",
  (x: Node, mask: Node, source: Node): Node => {
    const chosen = broadcastTo("maskedScatter", cast(mask, "bool"), x.shape);
    const turn = sub(cumsum(move.reshape(chosen, [-1]), 0), 1);
    const from = cast(move.reshape(source, [-1]), x.dtype);
    const values = p.gather(from, 0, where(ge(turn, 0), turn, 0));
    return where(chosen, move.reshape(values, x.shape), x);
  },
  [[some([2, 3]), truths([2, 3]), some([4])]],
);

/** x with `source` wherever places of the flattened tensor are named: for ops that know the places of what they write. */
export function writtenFlat(
  name: string,
  x: Node,
  at: Node,
  source: Node | number,
  accumulate: boolean,
): Node {
  const flat = move.reshape(x, [-1]);
  const index = move.reshape(at, [-1]);
  const values =
    typeof source === "number"
      ? numberLeaf(source, index.shape, x.dtype)
      : move.reshape(broadcastTo(name, sourceOf(name, x, source), at.shape), [-1]);
  const result = accumulate
    ? add(flat, p.scatterAdd(flat.shape, 0, index, values))
    : written(flat, 0, index, values);
  return move.reshape(result, x.shape);
}

const sourceOf = (name: string, x: Node, source: Node): Node => sourceFor(name, x, source.shape, source);
