// Where a mask is true: the one step whose size only the values tell. It counts on the device and reads the count.
import type { Node } from "../graph/node.ts";
import { ops, primitive as p } from "../ops/index.ts";
import { wrap } from "./handle.ts";

/** i32 [count]: the places of the flattened mask that are true, in order. */
export async function placesOf(mask: Node): Promise<Node> {
  const flat = p.reshape(p.cast(mask, "bool"), [-1]);
  const size = flat.shape[0]!;
  if (size === 0) return p.constant(0, [0], "i32");
  // How many there are up to each place: the k-th is where that first reaches k.
  const running = wrap(ops.cumsum(flat, 0)).realize();
  const count = await wrap(ops.slice(running.node, size - 1, size)).item();
  return ops.searchsorted(running.node, ops.add(p.iota([count], 0), 1));
}
