// The reverse walk: from the gradient of one node to those of the nodes it was made of. Graph to graph: it computes no
// number and, since gradients are made of the same primitives, has gradients itself. Iterative: graphs may be deep.
import { GradientError } from "../errors.ts";
import { type Node, newWalk } from "../graph/node.ts";
import { ops } from "../ops/index.ts";
import { gradientParts } from "./rules.ts";

/** Where the node's gradient goes. */
export const sourcesOf = (node: Node): readonly Node[] => node.special?.rule?.inputs ?? node.inputs;

/**
 * The gradients of `output` for the nodes in `wanted`; nodes that don't lead to it are missing. `seed` is the gradient of
 * `output` itself.
 */
export function gradientsFor(output: Node, seed: Node, wanted: ReadonlySet<Node>): Map<Node, Node> {
  const leads = new Set<Node>();
  for (const node of below(output, (node) => node.requiresGrad)) {
    if (wanted.has(node) || sourcesOf(node).some((input) => leads.has(input))) leads.add(node);
  }
  const gradients = walk(
    output,
    seed,
    [...leads],
    (input) => leads.has(input),
    (node) => wanted.has(node),
  );
  for (const node of gradients.keys()) if (!wanted.has(node)) gradients.delete(node);
  return gradients;
}

/**
 * The gradients of `output` for every node below that requires one, down to the gradient leaves. A trial tells what
 * gradients will read: it calls no hooks, and computes nothing again.
 */
export function leafGradients(output: Node, seed: Node, trial = false): Map<Node, Node> {
  const nodes = below(output, (node) => node.requiresGrad);
  const takes = (input: Node) => input.requiresGrad;
  return walk(output, seed, nodes, takes, (node) => node.gradientLeaf, trial);
}

function walk(
  output: Node,
  seed: Node,
  ascending: readonly Node[],
  takes: (input: Node) => boolean,
  stops: (node: Node) => boolean,
  trial = false,
): Map<Node, Node> {
  const gradients = new Map<Node, Node>([[output, seed]]);
  for (let i = ascending.length - 1; i >= 0; i--) {
    const node = ascending[i]!;
    let g = gradients.get(node);
    if (!g) continue;
    if (node.special?.hooks && !trial) {
      for (const hook of node.special.hooks) g = hook(g);
      gradients.set(node, g);
    }
    if (stops(node) || (trial && node.special?.rule?.again)) continue;
    if (node.consumed && node.inputs.length === 0) {
      if (trial) continue;
      throw graphIsGone();
    }
    const sources = sourcesOf(node);
    const own = node.special?.rule?.parts(g);
    const parts = own ? own.map((part) => part && (() => part)) : gradientParts(node, g);
    for (let j = 0; j < parts.length; j++) {
      const input = sources[j]!;
      const part = parts[j];
      if (!part || !takes(input)) continue;
      const before = gradients.get(input);
      gradients.set(input, before ? ops.add(before, part()) : part());
    }
  }
  return gradients;
}

/** A gradient that would go through what an earlier one has used up. */
export const graphIsGone = (): GradientError =>
  new GradientError({
    op: "backward",
    message: "the graph is gone: its gradient was taken before",
    help: "compute the loss again, or keep the graph: loss.backward(null, { retainGraph: true })",
  });

/** The nodes under `output` that `enters` lets in, inputs first. Gradient leaves are entered, not what they were made of. */
export function below(output: Node, enters: (node: Node) => boolean): Node[] {
  const walk = newWalk();
  const found: Node[] = [];
  const stack = enters(output) ? [output] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.mark === walk) continue;
    node.mark = walk;
    found.push(node);
    if (node.gradientLeaf) continue;
    for (const input of sourcesOf(node)) if (input.mark !== walk && enters(input)) stack.push(input);
  }
  return found.sort((a, b) => a.id - b.id);
}
