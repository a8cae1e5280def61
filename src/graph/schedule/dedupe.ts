// Equal nodes become one: gradients and composed operations build the same subgraph more than once. Scalars and random nodes
// stay apart, since their values are not part of the structure; so does each root, which needs memory of its own.
import type { Node } from "../node.ts";

export interface Deduped {
  /** In topological order, each as its representative. */
  readonly nodes: readonly Node[];
  /** In the order of the roots given. */
  readonly roots: readonly Node[];
}

/** The graph with equal nodes merged. Nodes whose inputs changed are copies; the caller's are left alone. */
export function dedupe(nodes: readonly Node[], roots: readonly Node[]): Deduped {
  const wanted = new Set(roots);
  const representative = new Map<Node, Node>();
  const numbers = new Map<Node, number>();
  const known = new Map<string, Node>();
  const kept: Node[] = [];
  for (const node of nodes) {
    const leaf = node.storage !== undefined || node.inputs.length === 0;
    const inputs = leaf ? node.inputs : node.inputs.map((input) => representative.get(input)!);
    const apart =
      node.storage !== undefined || node.op === "scalar" || node.op === "random" || wanted.has(node);
    const key = apart ? undefined : keyOf(node, inputs, numbers);
    let same = key === undefined ? undefined : known.get(key);
    if (!same) {
      const unchanged = inputs.every((input, i) => input === node.inputs[i]);
      same = unchanged ? node : ({ ...node, inputs } as Node);
      numbers.set(same, kept.length);
      kept.push(same);
      if (key !== undefined) known.set(key, same);
    }
    representative.set(node, same);
  }
  return { nodes: kept, roots: roots.map((root) => representative.get(root)!) };
}

function keyOf(node: Node, inputs: readonly Node[], numbers: ReadonlyMap<Node, number>): string {
  let key = `${node.op} ${node.dtype} ${node.shape}`;
  for (const input of inputs) key += ` ${numbers.get(input)}`;
  const attributes = node.attributes as unknown as Readonly<Record<string, unknown>>;
  for (const name in attributes) {
    const value = attributes[name];
    key += Object.is(value, -0) ? `;${name} -0` : `;${name} ${value}`;
  }
  return key;
}
