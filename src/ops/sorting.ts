// Sorting and what follows from it: order, the largest and the most frequent values, places in sorted rows. Equals keep their order, -0 and 0 are
// equal, NaN comes after all numbers (before them, downwards), as in PyTorch.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { dtypes, promote } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, reducedShape, sameShape, showShape } from "../graph/shape.ts";
import { isnan, le, logicalAnd, logicalNot, logicalOr, lt, ne, where } from "./arithmetic.ts";
import { given, op, some, truths, whole } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import { gather } from "./indexing.ts";
import { constant, iota } from "./leaf.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { reduce } from "./reduce.ts";
import * as p from "./rows.ts";
import { slice } from "./views.ts";

const odd = given([2, Number.NaN, -0, 0, Number.NEGATIVE_INFINITY, 2, Number.POSITIVE_INFINITY, Number.NaN]);

/** `f` of x with `axis` last; a number counts as a row of one. */
function turned(name: string, x: Node, axis: number, f: (rows: Node) => Node): Node {
  if (x.shape.length === 0 && (axis === 0 || axis === -1)) {
    return move.reshape(f(move.reshape(x, [1])), []);
  }
  const on = axisOf(name, axis, x.shape);
  const last = x.shape.length - 1;
  return swapped(f(swapped(x, on, last)), on, last);
}

const orderOf = (name: string, x: Node, axis: number, descending: boolean): Node =>
  turned(name, x, axis, (rows) => p.sort(rows, descending));

/** i32: where each value of the sorted axis (the last, unless told) stands in x. */
export const argsort = op(
  "argsort",
  (x: Node, axis: number = -1, descending: boolean = false): Node => orderOf("argsort", x, axis, descending),
  [[some([2, 5])], [some([5, 3]), 0, true], [truths([7])], [odd], [odd, 0, true], [some([]), 0]],
);

function ordered(name: string, x: Node, axis: number, descending: boolean): { values: Node; indices: Node } {
  const indices = orderOf(name, x, axis, descending);
  return { values: x.shape.length === 0 ? x : gather(x, axis, indices), indices };
}

/** The values of an axis (the last, unless told) in order, and where (i32) each of them stood. */
export const sort = op(
  "sort",
  (x: Node, axis: number = -1, descending: boolean = false) => ordered("sort", x, axis, descending),
  [
    [some([2, 5])],
    [some([5, 3]), 0, true],
    [some([3, 40]), 1],
    [whole([9], -3, 4)],
    [truths([7])],
    [odd],
    [odd, 0, true],
    [some([0, 3]), 0],
    [some([])],
  ],
);

/** The k largest (or smallest) values of an axis (the last, unless told), best first, and where (i32) each stood. */
export const topK = op(
  "topK",
  (x: Node, k: number, axis: number = -1, largest: boolean = true) => {
    const on = axisOf("topK", axis, x.shape);
    const size = x.shape[on]!;
    if (!Number.isInteger(k) || k < 0 || k > size) {
      const message = `k is out of range: got ${k}, from 0 to ${size} on axis ${on} of ${showShape(x.shape)}`;
      throw new ArgumentError({ op: "topK", message });
    }
    const indices = slice(orderOf("topK", x, on, largest), 0, k, on);
    return { values: gather(x, on, indices), indices };
  },
  [
    [some([2, 5]), 2],
    [some([5, 3]), 3, 0, false],
    [odd, 3],
    [odd, 8, 0, false],
    [some([4]), 0],
  ],
);

/** i32: in rows in order, the last place of the longest run of equals, the first of several. */
function endOfLongestRun(rows: Node): Node {
  const last = rows.shape.length - 1;
  const place = iota(rows.shape, last);
  const zero = constant(0, rows.shape, "i32");
  const before = binary("max", binary("sub", place, constant(1, rows.shape, "i32")), zero);
  const begins = where(ne(rows, gather(rows, -1, before)), place, zero);
  return reduce("argmax", binary("sub", place, p.scan("cummax", begins)), [last]);
}

/** The most frequent value along an axis (the last, unless told), the smallest of several, and where (i32) it stands last. */
export const mode = op(
  "mode",
  (x: Node, axis: number = -1, keepDims: boolean = false) => {
    const order = orderOf("mode", x, axis, false);
    if (x.shape.length === 0) return { values: x, indices: order };
    const on = axisOf("mode", axis, x.shape);
    if (x.shape[on] === 0) {
      const message = `there are no values to choose from: got 0 along axis ${on} of ${showShape(x.shape)}`;
      throw new ArgumentError({ op: "mode", message });
    }
    const sorted = gather(x, on, order);
    const chosen = turned("mode", sorted, on, endOfLongestRun);
    const shape = reducedShape(x.shape, [on], keepDims);
    const found = (values: Node) => move.reshape(gather(values, on, chosen), shape);
    return { values: found(sorted), indices: found(order) };
  },
  [
    [given([3, 1, 2, 3, 1, 0, 3, 1], [2, 4])],
    [some([2, 3, 4]), 1, true],
    [given([1, 2, 2, 1, 0, 2], [6], "i32"), 0],
    [truths([7])],
    [some([])],
  ],
  "values that are moved are no longer equal",
);

/** Whether a stands before b in a sorted row: NaN stands behind all numbers. */
const stands = (a: Node, b: Node, orEqual: boolean): Node => {
  const before = orEqual ? le(a, b) : lt(a, b);
  if (!dtypes[a.dtype].float) return before;
  const beyond = orEqual ? isnan(b) : logicalAnd(isnan(b), logicalNot(isnan(a)));
  return logicalOr(before, beyond);
};

/**
 * i32: the first place in a sorted row (the last axis) that each value can be put at, or the last one with `right`. A single
 * row serves values of any shape; several rows, as many rows of values. The row is halved until the place is found.
 */
export const searchsorted = op(
  "searchsorted",
  (rows: Node, values: Node | number, right: boolean = false): Node => {
    const wanted =
      typeof values === "number"
        ? constant(values, [], dtypes[rows.dtype].float ? rows.dtype : "f32")
        : values;
    const lead = rows.shape.slice(0, -1);
    if (rows.shape.length === 0 || (rows.shape.length > 1 && !sameShape(lead, wanted.shape.slice(0, -1)))) {
      const message = `rows differ: ${showShape(rows.shape)} and values ${showShape(wanted.shape)}`;
      throw new ShapeError({
        op: "searchsorted",
        message,
        help: "the sorted values lie along the last axis",
      });
    }
    if (rows.dtype === "bool" || wanted.dtype === "bool") {
      throw new DTypeError({
        op: "searchsorted",
        message: "dtype does not fit: expected numbers and got bool",
      });
    }
    const dtype = promote(rows.dtype, wanted.dtype);
    const sorted = cast(rows, dtype);
    const size = rows.shape.at(-1)!;
    const sought = cast(rows.shape.length === 1 ? move.reshape(wanted, [-1]) : wanted, dtype);
    const number = (value: number) => constant(value, sought.shape, "i32");
    let place = number(0);
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, size))); step >= 1 && size > 0; step /= 2) {
      const next = binary("add", place, number(step));
      const probed = gather(sorted, -1, binary("sub", next, number(1)));
      const fits = logicalAnd(le(next, size), stands(probed, sought, right));
      place = where(fits, next, place);
    }
    return move.reshape(place, wanted.shape);
  },
  [
    [given([1, 3, 3, 5]), given([0, 1, 3, 4, 5, 9, Number.NaN])],
    [given([1, 3, 3, 5]), given([0, 1, 3, 4, 5, 9, Number.NaN], [7, 1]), true],
    [given([1, 2, 3, 10, 20, 30], [2, 3]), given([2, 0, 99, 20], [2, 2])],
    [given([1, 4, 6], [3], "i32"), 4],
    [given([1, 2, Number.NaN]), given([3, Number.NaN])],
    [some([0]), some([3])],
  ],
);
