// What a value that is looked at before its backward pass keeps, so that the pass does not compute the forward again: of the
// nodes that one computation of both would give memory, those that the gradients read.
import { leafGradients } from "../autograd/backward.ts";
import type { Node } from "../graph/node.ts";
import { chooseBuffers } from "../graph/schedule/choose.ts";
import { structureOf } from "../graph/schedule/structure.ts";
import { primitive as p, withoutRecording } from "../ops/index.ts";

/** The nodes to realise along with `output` for a backward pass that may follow. */
export function savedFor(output: Node): Node[] {
  if (!output.requiresGrad || output.gradientLeaf || output.consumed || output.storage) return [];
  const gradients = withoutRecording(() =>
    leafGradients(output, p.scalar(1, output.shape, output.dtype), true),
  );
  gradients.delete(output);
  return [...readBy([...gradients.values()], output)];
}

function readBy(gradients: readonly Node[], output: Node): Set<Node> {
  const roots = [output, ...gradients];
  const { nodes } = structureOf(roots);
  const buffers = chooseBuffers(nodes, roots);
  const read = new Set<Node>();
  const seen = new Set<Node>();
  const stack = [...gradients];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node) || node.storage || node.host || node.op === "data" || node.gradientLeaf) continue;
    seen.add(node);
    const isForward = node.id <= output.id;
    if (isForward && buffers.has(node) && node !== output) read.add(node);
    else stack.push(...node.inputs);
  }
  return read;
}
