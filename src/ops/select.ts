// Reading and writing at chosen places: joins, indices, masks.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axisOf, sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { add, promoteAll, where } from "./arithmetic.ts";
import { broadcastTo, isNode, type Operand } from "./broadcast.ts";
import { given, op, some, truths } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import * as p from "./indexing.ts";
import { constant, iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { slice, unsqueeze } from "./views.ts";

/** Tensors one after the other along an axis. Refuses shapes that differ elsewhere. */
export const concat = op(
  "concat",
  (tensors: readonly Node[], axis: number = 0): Node => {
    const first = tensors[0];
    if (!first)
      throw new ArgumentError({ op: "concat", message: "there is nothing to join: got no tensors" });
    const on = axisOf("concat", axis, first.shape);
    for (const x of tensors) checkJoin(first.shape, x.shape, on, axis);
    const dtype = promoteAll(tensors);
    return joined(
      tensors.map((x) => cast(x, dtype)),
      on,
    );
  },
  [
    [[some([2, 3]), some([1, 3])]],
    [[some([2, 1]), some([2, 2]), some([2, 1])], -1],
    [[truths([2]), truths([3])]],
    [[given([Number.NaN, Number.POSITIVE_INFINITY]), given([1])]],
  ],
);

// By halves, so that joining many costs little more than joining two. Where one half is padding the other is not: adding
// zeros keeps NaN and infinities where they are.
function joined(parts: readonly Node[], on: number): Node {
  if (parts.length === 1) return parts[0]!;
  const middle = parts.length >> 1;
  const [left, right] = [joined(parts.slice(0, middle), on), joined(parts.slice(middle), on)];
  const along = (count: number) => left.shape.map((_, i) => (i === on ? count : 0));
  const before = move.pad(left, along(0), along(right.shape[on]!));
  const after = move.pad(right, along(left.shape[on]!), along(0));
  return binary(left.dtype === "bool" ? "or" : "add", before, after);
}

function checkJoin(a: Shape, b: Shape, on: number, axis: number): void {
  if (a.length !== b.length) {
    throw new ShapeError({ op: "concat", message: `ranks differ: ${showShape(a)} and ${showShape(b)}` });
  }
  if (!a.every((size, i) => i === on || size === b[i])) {
    const message = `sizes differ off axis ${axis}: ${showShape(a)} and ${showShape(b)}`;
    throw new ShapeError({ op: "concat", message });
  }
}

/** Tensors of one shape as one, along a new axis. */
export const stack = op(
  "stack",
  (tensors: readonly Node[], axis: number = 0): Node => {
    const first = tensors[0];
    if (!first) throw new ArgumentError({ op: "stack", message: "there is nothing to join: got no tensors" });
    for (const x of tensors) {
      if (!sameShape(x.shape, first.shape)) {
        const message = `shapes differ: ${showShape(first.shape)} and ${showShape(x.shape)}`;
        throw new ShapeError({ op: "stack", message });
      }
    }
    return concat(
      tensors.map((x) => unsqueeze(x, axis)),
      axis < 0 ? axis + first.shape.length + 1 : axis,
    );
  },
  [[[some([2]), some([2])]], [[some([2, 3]), some([2, 3])], -1]],
);

// Plain numbers make f32 tensors, so an index may come as one; its fractions are cut off.
function asIndex(name: string, index: Node): Node {
  if (index.dtype !== "bool") return cast(index, "i32");
  const message = `dtype does not fit: expected an integer index and got bool`;
  throw new DTypeError({ op: name, message, help: "to choose by a mask, write where(mask, a, b)" });
}

/** Tensors beside one another: along axis 1, vectors along their only one. */
export const hstack = op(
  "hstack",
  (tensors: readonly Node[]): Node => {
    const ranked = tensors.map((x) => (x.shape.length === 0 ? move.reshape(x, [1]) : x));
    return concat(ranked, (ranked[0]?.shape.length ?? 1) === 1 ? 0 : 1);
  },
  [[[some([2]), some([3])]], [[some([2, 1]), some([2, 2])]]],
);

/** Tensors below one another: along axis 0, vectors as rows. */
export const vstack = op(
  "vstack",
  (tensors: readonly Node[]): Node =>
    concat(tensors.map((x) => (x.shape.length < 2 ? move.reshape(x, [1, -1]) : x))),
  [[[some([2]), some([2])]], [[some([1, 3]), some([2, 3])]]],
);

/** x at index[p] along an axis, for every place p of the index (x's rank). Outside gives NaN. */
export const gather = op(
  "gather",
  (x: Node, axis: number, index: Node) => p.gather(x, axis, asIndex("gather", index)),
  [
    [some([3, 2]), 0, given([2, 0, 1, 1], [2, 2], "i32")],
    [some([2, 3]), 1, given([2, 2, 0, 1], [2, 2], "i32")],
  ],
);

/** x with source[p] added at index[p] along an axis. */
export const scatterAdd = op(
  "scatterAdd",
  (x: Node, axis: number, index: Node, source: Node): Node =>
    add(x, p.scatterAdd(x.shape, axis, asIndex("scatterAdd", index), source)),
  [[some([3, 2]), 0, given([2, 0, 2, 1], [2, 2], "i32"), some([2, 2])]],
);

/** The parts of x at a list of places along an axis. */
export const indexSelect = op(
  "indexSelect",
  (x: Node, axis: number, index: Node): Node => {
    const on = axisOf("indexSelect", axis, x.shape);
    if (index.shape.length !== 1) {
      throw new ShapeError({
        op: "indexSelect",
        message: `the index has one dimension: got ${showShape(index.shape)}`,
      });
    }
    const shape = x.shape.map((size, i) => (i === on ? index.shape[0]! : size));
    const ranked = move.reshape(
      asIndex("indexSelect", index),
      x.shape.map((_, i) => (i === on ? index.shape[0]! : 1)),
    );
    return p.gather(x, on, move.expand(ranked, shape));
  },
  [
    [some([3, 2]), 0, given([2, 0, 2], [3], "i32")],
    [some([2, 3]), -1, given([1], [1], "i32")],
  ],
);

/** Rows of a table: index of any shape → [...index, features]. */
export const embedding = op(
  "embedding",
  (table: Node, index: Node): Node => {
    const flat = indexSelect(table, 0, move.reshape(index, [-1]));
    return move.reshape(flat, [...index.shape, ...table.shape.slice(1)]);
  },
  [[some([4, 3]), given([1, 3, 1, 0], [2, 2], "i32")]],
);

/** 1 at the index, else 0, along a new last axis; f32, ready for losses. */
export const oneHot = op(
  "oneHot",
  (index: Node, classes: number): Node => cast(isClass(index, classes, index.shape.length), "f32"),
  [[given([0, 2, 1], [3], "i32"), 3]],
);

/** bool: true at the index along a new axis. */
export function isClass(index: Node, classes: number, axis: number): Node {
  const around = (size: number) => [...index.shape.slice(0, axis), size, ...index.shape.slice(axis)];
  const shape = around(classes);
  const wanted = move.expand(move.reshape(asIndex("oneHot", index), around(1)), shape);
  return binary("eq", iota(shape, axis), wanted);
}

/** `value` where the mask is true, else x. */
export const maskedFill = op(
  "maskedFill",
  (x: Node, mask: Node, value: Operand): Node => where(mask, value, x),
  [[some([2, 3]), truths([3]), -1]],
);

/** A place, a range [start, end?, step?], null for all, or an i32 tensor of places. */
export type Index = number | null | readonly (number | null)[] | Node;

/** x at a place or range of each axis in turn; a number leaves its axis out. */
export const at = op(
  "at",
  (x: Node, ...indices: Index[]): Node => {
    if (indices.length > x.shape.length) {
      throw new ShapeError({ op: "at", message: `too many indices for shape ${showShape(x.shape)}` });
    }
    let result = x;
    let axis = 0;
    for (const index of indices) {
      const size = result.shape[axis]!;
      if (index === null) axis++;
      else if (typeof index === "number") result = place(result, axis, index, x.shape);
      else if (isNode(index)) {
        result = indexSelect(result, axis++, index);
      } else {
        const [start = null, end = null, step = 1] = index as readonly (number | null)[];
        result = slice(result, start, end ?? (step! > 0 ? size : null), axis++, step!);
      }
    }
    return result;
  },
  [
    [some([3, 4]), 1],
    [some([3, 4]), -1, 2],
    [some([3, 4]), null, [1, 3]],
    [some([3, 4]), given([2, 0], [2], "i32"), [null, null, -1]],
  ],
);

function place(x: Node, axis: number, index: number, whole: Shape): Node {
  const size = x.shape[axis]!;
  const from = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || from < 0 || from >= size) {
    throw new ShapeError({
      op: "at",
      message: `index ${index} is out of range for shape ${showShape(whole)}`,
    });
  }
  const one = slice(x, from, from + 1, axis);
  return move.reshape(
    one,
    x.shape.filter((_, i) => i !== axis),
  );
}

/** The lower (k ≤ 0: below the diagonal) triangle of the last two axes; zeros elsewhere. */
export const tril = op("tril", (x: Node, diagonal: number = 0) => triangle(x, diagonal, true), [
  [some([3, 3])],
]);
export const triu = op("triu", (x: Node, diagonal: number = 0) => triangle(x, diagonal, false), [
  [some([3, 4]), 1],
]);

function triangle(x: Node, diagonal: number, lower: boolean): Node {
  const rank = x.shape.length;
  if (rank < 2) {
    throw new ShapeError({
      op: lower ? "tril" : "triu",
      message: `needs two dimensions: ${showShape(x.shape)}`,
    });
  }
  const matrix = x.shape.slice(-2);
  const [row, column] = [iota(matrix, 0), iota(matrix, 1)];
  const limit = binary("add", row, constant(diagonal, matrix, "i32"));
  const kept = lower ? binary("le", column, limit) : binary("le", limit, column);
  return sizeOf(x.shape) === 0 ? x : where(broadcastTo("tril", kept, x.shape), x, 0);
}
