// The reduction primitive. Reduced axes stay, with size 1; leaving them out is a reshape.
import { DTypeError, ShapeError } from "../errors.ts";
import { type Node, node, type ReduceKind } from "../graph/node.ts";
import { axesOf, reducedShape, showShape } from "../graph/shape.ts";

const isArg = (kind: ReduceKind): boolean => kind === "argmax" || kind === "argmin";

/**
 * `kind` over `axes`, each left with size 1. Refuses axes outside the shape, bool (except nothing), and an extreme of no
 * values; `arg…` takes one axis.
 */
export function reduce(kind: ReduceKind, x: Node, axes: readonly number[]): Node {
  const over = axesOf(kind, axes, x.shape);
  if (x.dtype === "bool" && (kind === "sum" || kind === "prod")) {
    throw new DTypeError({
      op: kind,
      message: `dtype does not fit: expected numbers (f32, i32, u32) and got bool`,
      help: `to count, write x.to("i32").${kind}()`,
    });
  }
  if (isArg(kind) && over.length !== 1) {
    throw new ShapeError({ op: kind, message: `takes one axis: got ${showShape(axes)}` });
  }
  if (kind !== "sum" && kind !== "prod" && over.some((axis) => x.shape[axis] === 0)) {
    throw new ShapeError({
      op: kind,
      message: `there are no values to choose from: shape ${showShape(x.shape)}`,
    });
  }
  if (over.length === 0) return x;
  if (!isArg(kind) && over.every((axis) => x.shape[axis] === 1)) return x;
  return node("reduce", [x], reducedShape(x.shape, over, true), isArg(kind) ? "i32" : x.dtype, {
    kind,
    axes: over,
  });
}
