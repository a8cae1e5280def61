// Which nodes get memory before any kernel is built. A node is inlined into the kernel that uses it unless that would
// compute something dear more than once; the builder adds what turns out to be inexpressible, fusion takes away again
// what two kernels can share in one loop.
import type { Node, UnaryKind } from "../node.ts";
import { sizeOf } from "../shape.ts";
import { isMovement } from "./view.ts";

/** An expression of at most this many nodes goes into one kernel. */
export const expressionLimit = 160;

/** The work, in additions, that may be done in several kernels instead of storing its result. */
const cheapToCopy = 3;
/** The same for each time that one kernel shows an element. */
const cheapToRepeat = 1;

const dearUnary: ReadonlySet<UnaryKind> = new Set<UnaryKind>([
  ...(["exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"] as const),
  ...(["sinh", "cosh", "tanh", "erf"] as const),
]);

/** Nodes whose result a template writes: never inlined. */
export const isTemplate = (node: Node): boolean =>
  node.op === "reduce" ||
  node.op === "scan" ||
  node.op === "sort" ||
  node.op === "matmul" ||
  node.op === "linalg" ||
  node.op === "conv" ||
  node.op === "convInput" ||
  node.op === "convWeight" ||
  node.op === "fold" ||
  node.op === "scatterAdd";

/** The work of one point of this node alone, in additions. */
function ownCost(node: Node): number {
  switch (node.op) {
    case "unary":
      return dearUnary.has(node.attributes.kind) ? 12 : node.attributes.kind === "sqrt" ? 4 : 1;
    case "binary":
      switch (node.attributes.kind) {
        case "pow":
        case "atan2":
          return 24;
        case "div":
        case "mod":
          return 3;
        default:
          return 1;
      }
    case "where":
    case "cast":
    case "pad":
      return 1;
    case "gather":
      return 4;
    case "random":
      return 30;
    default:
      return 0;
  }
}

/** Inputs that a kernel reads by address, so that they must be views of memory. */
function addressed(node: Node): readonly Node[] {
  // A realised node is a leaf, whatever its op was: its inputs are gone.
  if (node.storage) return [];
  switch (node.op) {
    case "gather":
      return [node.inputs[0]!];
    case "reduce":
    case "scan":
    case "sort":
      return [];
    default:
      return isTemplate(node) ? node.inputs : [];
  }
}

/** The nodes of the graph (in topological order) that get memory; realised nodes are among them. */
export function chooseBuffers(nodes: readonly Node[], roots: readonly Node[]): Set<Node> {
  const buffers = new Set<Node>(roots);
  const repeated = repeatedNodes(nodes);
  // The work of computing a node where it is used, 0 for what does not depend on memory: loops hoist that.
  const cost = new Map<Node, number>();
  const loads = new Set<Node>();
  for (const node of nodes) {
    let total = 0;
    if (node.storage || isTemplate(node)) buffers.add(node);
    else {
      let reads = node.op === "random";
      for (const input of node.inputs) {
        total += cost.get(input)!;
        reads ||= loads.has(input);
      }
      if (reads) total = Math.min(total + ownCost(node), 1e6);
      if (total > cheapToRepeat && repeated.has(node) && !isMovement(node)) buffers.add(node);
      if (reads) loads.add(node);
    }
    if (buffers.has(node)) {
      loads.add(node);
      total = 0;
    }
    cost.set(node, total);
    for (const operand of addressed(node)) buffers.add(addressBase(operand));
  }
  assign(nodes, buffers, (node) => cost.get(node)!);
  return buffers;
}

/** Nodes that a movement shows more than once. */
function repeatedNodes(nodes: readonly Node[]): Set<Node> {
  const repeated = new Set<Node>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const repeats = isRepeating(node) || (isMovement(node) && repeated.has(node));
    if (repeats) for (const input of node.inputs) repeated.add(input);
  }
  return repeated;
}

function addressBase(operand: Node): Node {
  let base = operand;
  while (isMovement(base)) base = base.inputs[0]!;
  return base;
}

/** From the users down: each node joins the kernels of its users or becomes a buffer. */
function assign(nodes: readonly Node[], buffers: Set<Node>, costOf: (node: Node) => number): void {
  const owners = new Map<Node, Set<Node>>();
  const members = new Map<Node, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const owned = owners.get(node) ?? new Set();
    if (!buffers.has(node)) {
      const dear = costOf(node) > cheapToCopy && !isMovement(node);
      const full = [...owned].some((owner) => (members.get(owner) ?? 0) >= expressionLimit);
      if ((owned.size > 1 && dear) || full) buffers.add(node);
    }
    const inline = !buffers.has(node);
    if (inline) for (const owner of owned) members.set(owner, (members.get(owner) ?? 0) + 1);
    if (node.storage) continue;
    for (const input of node.inputs) {
      let of = owners.get(input);
      if (!of) owners.set(input, (of = new Set()));
      if (inline) for (const owner of owned) of.add(owner);
      else of.add(node);
    }
  }
}

const isRepeating = (node: Node): boolean =>
  !node.storage &&
  (node.op === "expand" || node.op === "window") &&
  sizeOf(node.shape) > sizeOf(node.inputs[0]!.shape);
