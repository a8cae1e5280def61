// Joins, classes, masks.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { axisOf, sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { promoteAll, where } from "./arithmetic.ts";
import { broadcastTo, type Operand } from "./broadcast.ts";
import { given, op, some, truths } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import { asIndex, checkSeen } from "./indices.ts";
import { constant, iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { indexSelect } from "./places.ts";
import { unsqueeze } from "./views.ts";

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

/** Rows of a table: index of any shape → [...index, features]. */
export const embedding = op(
  "embedding",
  (table: Node, index: Node): Node => {
    if (table.shape.length === 0) {
      throw new ShapeError({ op: "embedding", message: "needs a table of rows: got []" });
    }
    checkSeen("embedding", index, table.shape, 0);
    const flat = indexSelect(table, 0, move.reshape(index, [-1]));
    return move.reshape(flat, [...index.shape, ...table.shape.slice(1)]);
  },
  [[some([4, 3]), given([1, 3, 1, 0], [2, 2], "i32")]],
);

/** 1 at the index, else 0, along a new last axis; f32, ready for losses. */
export const oneHot = op(
  "oneHot",
  (index: Node, classes: number): Node => {
    const wrong = index.host?.find((target) => !(target >= 0 && target < classes));
    if (wrong !== undefined) {
      const message = `an index is no class: got ${wrong}, with ${classes} classes (0 to ${classes - 1})`;
      throw new ArgumentError({ op: "oneHot", message });
    }
    return cast(isClass(index, classes, index.shape.length), "f32");
  },
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
  return sizeOf(x.shape) === 0
    ? x
    : where(broadcastTo("tril", kept, x.shape), x, constant(0, x.shape, x.dtype));
}
