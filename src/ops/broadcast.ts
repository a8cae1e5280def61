// What happens to operands before an elementwise primitive: numbers become leaves, dtypes are promoted, shapes broadcast.
import { DTypeError, ShapeError } from "../errors.ts";
import { atLeast, type DType, promote, promoteNumber, promoteRanked } from "../graph/dtype.ts";
import type { Node, Shape } from "../graph/node.ts";
import { broadcastShapes, sameShape, showShape } from "../graph/shape.ts";
import { cast } from "./elementwise.ts";
import { constant, scalar } from "./leaf.ts";
import { expand, reshape } from "./movement.ts";

/** A tensor's node, or a plain number. */
export type Operand = Node | number;

export const isNode = (x: unknown): x is Node => typeof x === "object" && x !== null && "op" in x;

/**
 * A number as a leaf. The few numbers that formulas are made of are part of the structure, so that kernels can fold them;
 * others are run-time parameters, so that a loop that counts does not need a new plan each time.
 */
export function numberLeaf(value: number, shape: Shape, dtype: DType): Node {
  const usual = value === 0 || value === 1 || value === 2 || value === -1 || value === 0.5;
  return usual || Number.isNaN(value) ? constant(value, shape, dtype) : scalar(value, shape, dtype);
}

/** x stretched to `shape`. Refuses shapes that don't fit. */
export function broadcastTo(op: string, x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(op, x.shape, shape), shape)) {
    const message = `shape does not stretch: ${showShape(x.shape)} and ${showShape(shape)}`;
    throw new ShapeError({ op, message });
  }
  const missing = shape.length - x.shape.length;
  const ranked = missing === 0 ? x : reshape(x, [...shape.slice(0, missing).fill(1), ...x.shape]);
  return expand(ranked, shape);
}

/** Both operands with one shape and one dtype, of the kind of `least` or a wider one. */
export function together(op: string, a: Operand, b: Operand, least: DType = "bool"): [Node, Node] {
  if (typeof a === "number") {
    if (typeof b === "number") return [numberLeaf(a, [], "f32"), numberLeaf(b, [], "f32")];
    const [y, x] = together(op, b, a, least);
    return [x, y];
  }
  if (typeof b === "number") {
    const dtype = atLeast(promoteNumber(a.dtype, b), least);
    return [cast(a, dtype), numberLeaf(b, a.shape, dtype)];
  }
  if (!isNode(b)) throw operandError(op, b);
  const dtype = atLeast(promoteRanked(a.dtype, a.shape.length, b.dtype, b.shape.length), least);
  const shape = broadcastShapes(op, a.shape, b.shape);
  return [broadcastTo(op, cast(a, dtype), shape), broadcastTo(op, cast(b, dtype), shape)];
}

/** An operand's value where a float is needed: f32, unless it is one already. */
export const float = (x: Node): Node => cast(x, atLeast(x.dtype, "f32"));

/** Both operands as floats of one dtype, whatever their shapes. */
export function sameFloats(a: Node, b: Node): [Node, Node] {
  const dtype = atLeast(promote(a.dtype, b.dtype), "f32");
  return [cast(a, dtype), cast(b, dtype)];
}

const operandError = (op: string, got: unknown): DTypeError =>
  new DTypeError({ op, message: `takes a tensor or a number: got ${got === null ? "null" : typeof got}` });
