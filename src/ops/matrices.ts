// The primitive of matrix computations, and what its kinds take: square matrices, or any, and right sides that fit.
import { DTypeError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import { type Node, type NodeFor, node, type Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { cast } from "./elementwise.ts";

export type LinalgAttributes = NodeFor<"linalg">["attributes"];

/** The computation with its settings; `shape` is the result's. Operands are floats of one dtype, their batch axes equal. */
export function linalg(attributes: LinalgAttributes, operands: readonly Node[], shape: Shape): Node {
  const { dtype } = operands[0]!;
  const computed = dtypes[dtype].bytes < 4 ? "f32" : dtype;
  const made = node(
    "linalg",
    operands.map((x) => cast(x, computed)),
    shape,
    computed,
    attributes,
  );
  return cast(made, dtype);
}

/** Rows and columns of the matrices. Refuses what has fewer than two dimensions, or no numbers that can be divided. */
export function matrixSizes(op: string, x: Node): [number, number] {
  if (x.shape.length < 2) {
    const message = `needs matrices, two dimensions or more: ${showShape(x.shape)}`;
    throw new ShapeError({ op, message });
  }
  if (!dtypes[x.dtype].float) {
    throw new DTypeError({ op, message: `takes floats: got ${x.dtype}`, help: 'write a.to("f32")' });
  }
  return x.shape.slice(-2) as [number, number];
}

/** The size of square matrices. */
export function squareSize(op: string, x: Node): number {
  const [rows, columns] = matrixSizes(op, x);
  if (rows !== columns) {
    const message = `needs square matrices: ${showShape(x.shape)} (${rows} vs ${columns})`;
    throw new ShapeError({ op, message });
  }
  return rows;
}
