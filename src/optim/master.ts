// Parameters of half precision. A step is mostly smaller than the distance of two halves, and a squared gradient smaller than
// the smallest half: so their optimizer computes in f32, from a more exact value ("master weight") that it keeps beside them.
import type { Node } from "../graph/node.ts";
import { primitive as p } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { Slots } from "./settings.ts";

/** The parameter's value to compute a step from; f32 where the parameter is f16. */
export function exactValue({ node }: Tensor, { tensors }: Slots): Node {
  if (node.dtype !== "f16") return node;
  const value = p.cast(node, "f32");
  const master = tensors.get("master");
  // Where the parameter was given another value since, that counts.
  return master ? p.where(p.binary("eq", p.cast(master, "f16"), node), master, value) : value;
}

/** What the parameter becomes: the value itself, or, where the parameter is f16, the nearest halves. */
export function rounded({ dtype }: Tensor, value: Node, { tensors }: Slots): Node {
  if (dtype !== "f16") return value;
  tensors.set("master", value);
  return p.cast(value, "f16");
}
