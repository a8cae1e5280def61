// Equal nodes become one: gradients and composed operations build the same subgraph more than once. Scalars and random nodes
// stay apart, since their values are not part of the structure; so does each root, which needs memory of its own.
import type { Node } from "../node.ts";
import { sameShape } from "../shape.ts";

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
  const known = new Map<number, Node[]>();
  const kept: Node[] = [];
  for (const node of nodes) {
    const leaf = node.storage !== undefined || node.inputs.length === 0;
    const inputs = leaf ? node.inputs : node.inputs.map((input) => representative.get(input)!);
    const apart =
      node.storage !== undefined || node.op === "scalar" || node.op === "random" || wanted.has(node);
    const place = apart ? undefined : placeOf(node, inputs, numbers);
    const alike = place === undefined ? undefined : known.get(place);
    let same = alike?.find((other) => isEqual(node, inputs, other));
    if (!same) {
      const unchanged = inputs.every((input, i) => input === node.inputs[i]);
      same = unchanged ? node : ({ ...node, inputs } as Node);
      numbers.set(same, kept.length);
      kept.push(same);
      if (alike) alike.push(same);
      else if (place !== undefined) known.set(place, [same]);
    }
    representative.set(node, same);
  }
  return { nodes: kept, roots: roots.map((root) => representative.get(root)!) };
}

/** Equal for equal nodes, and hardly ever for others. */
function placeOf(node: Node, inputs: readonly Node[], numbers: ReadonlyMap<Node, number>): number {
  if (node.op === "constant") return -1 - Math.abs(node.attributes.value % 1000);
  let place = node.shape.length + 8 * inputs.length;
  for (const input of inputs) place = (Math.imul(place, 0x01000193) ^ numbers.get(input)!) >>> 0;
  return place;
}

function isEqual(node: Node, inputs: readonly Node[], other: Node): boolean {
  if (node.op !== other.op || node.dtype !== other.dtype || !sameShape(node.shape, other.shape)) return false;
  if (inputs.length !== other.inputs.length) return false;
  for (let i = 0; i < inputs.length; i++) if (inputs[i] !== other.inputs[i]) return false;
  const [a, b] = [attributesOf(node), attributesOf(other)];
  for (const name in a) if (!isSame(a[name], b[name])) return false;
  return true;
}

const attributesOf = ({ attributes }: Node) => attributes as unknown as Readonly<Record<string, unknown>>;

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((value, i) => isSame(value, b[i]))
    : Object.is(a, b);
