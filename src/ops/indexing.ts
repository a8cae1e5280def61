// The indexing primitives: reading and adding at places that are only known when the numbers are.
import { DTypeError, ShapeError } from "../errors.ts";
import { type Node, node, type Shape } from "../graph/node.ts";
import { axisOf, sameShape, showShape } from "../graph/shape.ts";

function checkIndex(op: string, index: Node): void {
  if (index.dtype !== "i32") {
    throw new DTypeError({
      op,
      message: `dtype does not fit: expected an i32 index and got ${index.dtype}`,
      help: 'write index.to("i32")',
    });
  }
}

function checkAround(op: string, index: Shape, x: Shape, axis: number): void {
  const fits = index.length === x.length && index.every((size, i) => i === axis || size <= x[i]!);
  if (!fits) {
    const message = `sizes differ off axis ${axis}: index ${showShape(index)} and ${showShape(x)}`;
    throw new ShapeError({ op, message });
  }
}

/** x at [.., index[p], ..] on `axis`, for every place p of the index. Refuses an index that is no i32 or reaches beyond x. */
export function gather(x: Node, axis: number, index: Node): Node {
  checkIndex("gather", index);
  const on = axisOf("gather", axis, x.shape);
  checkAround("gather", index.shape, x.shape, on);
  return node("gather", [x, index], index.shape, x.dtype, { axis: on });
}

/** Zeros of `shape` with source[p] added at [.., index[p], ..] on `axis`. */
export function scatterAdd(shape: Shape, axis: number, index: Node, source: Node): Node {
  checkIndex("scatterAdd", index);
  const on = axisOf("scatterAdd", axis, shape);
  if (!sameShape(index.shape, source.shape)) {
    const message = `shapes differ: index ${showShape(index.shape)} and source ${showShape(source.shape)}`;
    throw new ShapeError({ op: "scatterAdd", message });
  }
  checkAround("scatterAdd", index.shape, shape, on);
  return node("scatterAdd", [index, source], shape, source.dtype, { axis: on });
}
