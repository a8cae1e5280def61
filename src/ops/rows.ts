// The primitives that go through the last axis in order. Other axes are permuted to the end first: that is a view.
import { type Node, node, type ScanKind } from "../graph/node.ts";
import { sizeOf } from "../graph/shape.ts";
import { constant } from "./leaf.ts";

/** The running reduction along the last axis; x has one, and is no bool. */
export function scan(kind: ScanKind, x: Node): Node {
  if (sizeOf(x.shape) === 0 || x.shape.at(-1) === 1) return x;
  return node("scan", [x], x.shape, x.dtype, { kind });
}

/** i32: where each value of the sorted last axis stands in x, which has one. */
export function sort(x: Node, descending: boolean): Node {
  if (sizeOf(x.shape) === 0 || x.shape.at(-1) === 1) return constant(0, x.shape, "i32");
  return node("sort", [x], x.shape, "i32", { descending });
}
