// Reading and writing by one entry an axis: a place, a range, all, or a tensor of places. Tensors are read together, as in
// PyTorch: they broadcast, and stand where the first of them did, or in front if a range lies between.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { broadcastShapes, showShape, sizeOf, stridesOf } from "../graph/shape.ts";
import { add, ge, logicalAnd, lt, mul, where } from "./arithmetic.ts";
import { broadcastTo, isNode } from "./broadcast.ts";
import { cumsum } from "./cumulative.ts";
import { given, op, some, truths } from "./define.ts";
import { cast } from "./elementwise.ts";
import { asIndex, checkSeen, fromStart } from "./indices.ts";
import { constant, iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { indexSelect, writtenFlat } from "./places.ts";
import { slice } from "./views.ts";

/** A place, a range [start, end?, step?], null for all, or an i32 tensor of places. */
export type Index = number | null | readonly (number | null)[] | Node;

const places = (values: readonly number[], shape?: Shape) => given(values, shape, "i32");

/** x at a place or range of each axis in turn; a number leaves its axis out. */
export const at = op("at", (x: Node, ...indices: Index[]): Node => read("at", x, indices), [
  [some([3, 4]), 1],
  [some([3, 4]), -1, 2],
  [some([3, 4]), null, [1, 3]],
  [some([3, 4]), places([2, 0]), [null, null, -1]],
  [some([3, 4]), places([2, -1]), places([0, -4])],
  [some([3, 4]), places([2, 0], [2, 1]), places([1, 3, 3])],
  [some([2, 3, 4]), places([1, 0, 1]), null, places([3, 2, 0])],
  [some([2, 3, 4]), null, places([1, 0, 1, 2], [2, 2]), places([3, 2, 0, 0], [2, 2])],
  [some([2, 3, 4]), 1, null, places([3, -2])],
]);

function read(name: string, x: Node, indices: readonly Index[]): Node {
  if (indices.length > x.shape.length) {
    throw new ShapeError({ op: name, message: `too many indices for shape ${showShape(x.shape)}` });
  }
  let result = x;
  let axis = 0;
  const tensors = new Map<number, Node>();
  indices.forEach((index, i) => {
    const size = result.shape[axis]!;
    if (index === null) axis++;
    else if (typeof index === "number") result = place(name, result, axis, index, x.shape);
    else if (isNode(index)) {
      const wanted = asIndex(name, index);
      checkSeen(name, index, x.shape, i, true);
      tensors.set(axis++, fromStart(wanted, size));
    } else {
      const [start = null, end = null, step = 1] = index as readonly (number | null)[];
      result = slice(result, start, end ?? (step! > 0 ? size : null), axis++, step!);
    }
  });
  return tensors.size === 0 ? result : readTogether(name, result, tensors);
}

function place(name: string, x: Node, axis: number, index: number, whole: Shape): Node {
  const size = x.shape[axis]!;
  const from = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || from < 0 || from >= size) {
    throw new ShapeError({
      op: name,
      message: `index ${index} is out of range for shape ${showShape(whole)}`,
    });
  }
  const one = slice(x, from, from + 1, axis);
  return move.reshape(
    one,
    x.shape.filter((_, i) => i !== axis),
  );
}

/** x at places of several axes at once. */
function readTogether(name: string, x: Node, tensors: ReadonlyMap<number, Node>): Node {
  const axes = [...tensors.keys()];
  const others = x.shape.map((_, i) => i).filter((i) => !tensors.has(i));
  const sizes = axes.map((axis) => x.shape[axis]!);
  const rest = others.map((axis) => x.shape[axis]!);
  const shape = [...tensors.values()].reduce<Shape>((all, one) => broadcastShapes(name, all, one.shape), []);
  const strides = stridesOf(sizes);
  let flat: Node = constant(0, shape, "i32");
  let inside: Node = constant(1, shape, "bool");
  axes.forEach((axis, i) => {
    const index = broadcastTo(name, tensors.get(axis)!, shape);
    flat = add(flat, mul(index, strides[i]!));
    inside = logicalAnd(inside, logicalAnd(ge(index, 0), lt(index, sizes[i]!)));
  });
  const rows = move.reshape(move.permute(x, [...axes, ...others]), [sizeOf(sizes), ...rest]);
  const chosen = indexSelect(rows, 0, move.reshape(where(inside, flat, -1), [-1]));
  const read = move.reshape(chosen, [...shape, ...rest]);
  const adjacent = axes.every((axis, i) => axis === axes[0]! + i);
  if (!adjacent) return read;
  const before = others.filter((axis) => axis < axes[0]!).length;
  const rank = shape.length;
  return move.permute(read, [
    ...others.slice(0, before).map((_, i) => rank + i),
    ...shape.map((_, i) => i),
    ...others.slice(before).map((_, i) => rank + before + i),
  ]);
}

const isMask = (index: Index | undefined): index is Node => isNode(index) && index.dtype === "bool";

/** x with values (a number, or a tensor that broadcasts) where the entries lead, or added there; a mask leads where it is true. */
export const indexPut = op(
  "indexPut",
  (x: Node, indices: readonly Index[], values: Node | number, accumulate: boolean = false): Node => {
    if (indices.some(isMask)) return maskPut(x, indices, values, accumulate);
    const all = move.reshape(iota([sizeOf(x.shape)], 0), x.shape);
    return writtenFlat("indexPut", x, read("indexPut", all, indices), values, accumulate);
  },
  [
    [some([3, 4]), [1], some([4])],
    [some([3, 4]), [null, [1, 3]], -1],
    [some([3, 4]), [places([2, 0]), places([1, -1])], some([2])],
    [some([3, 4]), [places([2, 2, 0])], some([3, 4]), true],
    [some([4]), [places([1, 3, 1])], some([3])],
    [some([2, 3]), [truths([2, 3])], 0],
    [some([4, 3]), [truths([4])], some([2, 3])],
    [some([4, 3]), [truths([4])], some([3]), true],
  ],
);

// A mask of the first axes. Values of one more axis than the rest are given out one by one, in order.
function maskPut(x: Node, indices: readonly Index[], values: Node | number, accumulate: boolean): Node {
  const [mask] = indices;
  if (indices.length > 1 || !isMask(mask)) {
    const message = `a mask stands alone: got it among ${indices.length} entries`;
    throw new ArgumentError({ op: "indexPut", message });
  }
  checkMask("indexPut", x, mask);
  const rest = x.shape.slice(mask.shape.length);
  const chosen = move.reshape(mask, [...mask.shape, ...rest.map(() => 1)]);
  const wide = broadcastTo("indexPut", chosen, x.shape);
  let source = values;
  if (typeof source !== "number" && source.shape.length > rest.length) {
    const turn = add(cumsum(move.reshape(mask, [-1]), 0), -1);
    const parts = indexSelect(broadcastParts(source, rest), 0, where(ge(turn, 0), turn, 0));
    source = move.reshape(parts, x.shape);
  }
  if (typeof source !== "number" && source.dtype !== x.dtype) source = cast(source, x.dtype);
  return where(wide, accumulate ? add(x, source) : source, x);
}

const broadcastParts = (source: Node, rest: Shape): Node =>
  broadcastTo("indexPut", source, [source.shape[0]!, ...rest]);

/** Refuses a mask that is none, or is not over the first axes of x. */
export function checkMask(name: string, x: Node, mask: Node): void {
  if (mask.dtype !== "bool") {
    const message = `dtype does not fit: expected bool and got ${mask.dtype}`;
    throw new DTypeError({ op: name, message, help: "a mask comes from a comparison: x.gt(0)" });
  }
  if (mask.shape.every((size, i) => size === x.shape[i])) return;
  const message = `the mask is not over the first axes: ${showShape(mask.shape)} and ${showShape(x.shape)}`;
  throw new ShapeError({ op: name, message });
}
