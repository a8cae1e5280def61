// The primitives that go through the last axis in order. Other axes are permuted to the end first: that is a view.
import { type Node, node, type ScanKind } from "../graph/node.ts";

/** The running reduction along the last axis; x has one, and is no bool. */
export function scan(kind: ScanKind, x: Node): Node {
  const size = x.shape.reduce((product, n) => product * n, 1);
  if (size === 0 || x.shape.at(-1) === 1) return x;
  return node("scan", [x], x.shape, x.dtype, { kind });
}
