// The structure of a graph as a list of integers: two graphs with equal lists are computed by the same plan. Values that
// may change from step to step (storages, scalars, random keys) are left out and collected beside it, in the same walk,
// because recognising and rebinding a repeated training step is all the work a replay does per node.
import { type DType, dtypeNames, dtypes } from "../dtype.ts";
import type {
  BinaryKind,
  ConvGeometry,
  LinalgKind,
  Node,
  Primitive,
  ReduceKind,
  ScanKind,
  UnaryKind,
} from "../node.ts";
import type { Storage } from "../storage.ts";

/** A graph in topological order, with everything that a plan is bound to. */
export interface Structure {
  readonly words: Int32Array;
  readonly hash: number;
  /** Inputs before their users; realised nodes are leaves. */
  readonly nodes: readonly Node[];
  /** Roots that are not realised yet, each once. */
  readonly roots: readonly Node[];
  /** Distinct storages of the leaves, in the order of first use. */
  readonly storages: readonly Storage[];
  /** Of scalars and random nodes, in the order of `nodes`. */
  readonly parameters: Uint32Array;
}

const codes = <K extends string>(names: readonly K[]): Readonly<Record<K, number>> =>
  Object.fromEntries(names.map((name, i) => [name, i])) as Record<K, number>;

const dtypeCodes = codes(dtypeNames);
const reduceCodes = codes<ReduceKind>(["sum", "prod", "max", "min", "argmax", "argmin"]);
const scanCodes = codes<ScanKind>(["cumsum", "cumprod", "cummax", "cummin"]);
const linalgCodes = codes<LinalgKind>([
  ...(["solve", "triangular", "cholesky", "det", "slogdet", "adjugate", "qr", "eigh", "svd"] as const),
  "pinv",
]);
const primitiveCodes = codes<Primitive>([
  ...([
    "data",
    "constant",
    "scalar",
    "iota",
    "random",
    "unary",
    "binary",
    "where",
    "cast",
    "reduce",
  ] as const),
  ...(["reshape", "permute", "expand", "slice", "pad", "window", "fold", "gather", "scatterAdd"] as const),
  ...(["matmul", "conv", "convInput", "convWeight", "scan", "sort", "linalg"] as const),
]);
const unaryCodes = codes<UnaryKind>([
  ...(["neg", "abs", "sign", "not", "floor", "ceil", "round", "trunc", "sqrt", "reciprocal", "exp"] as const),
  ...(["expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh"] as const),
  ...(["tanh", "erf", "isnan"] as const),
]);
const binaryCodes = codes<BinaryKind>([
  ...(["add", "sub", "mul", "div", "mod", "pow", "max", "min", "atan2", "eq", "ne", "lt", "le"] as const),
  ...(["and", "or", "xor", "shl", "shr"] as const),
]);

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);
const single = new Float32Array(1);
const singleWord = new Uint32Array(single.buffer);

/** Appends the stored bits of a scalar of this dtype: as many words as `parameterWords` says. */
function pushScalar(value: number, dtype: DType, parameters: number[]): void {
  if (dtype === "f64") {
    float[0] = value;
    parameters.push(floatWords[0]! >>> 0, floatWords[1]! >>> 0);
  } else if (dtypes[dtype].float) {
    // Also f16, unrounded: what is computed with it is f32.
    single[0] = value;
    parameters.push(singleWord[0]!);
  } else parameters.push(dtype === "bool" ? Number(value !== 0) : value >>> 0);
}

/** Words of the parameter block that a leaf takes. */
export function parameterWords(node: Node): number {
  if (node.op === "random") return 2;
  return node.op === "scalar" ? (node.dtype === "f64" ? 2 : 1) : 0;
}

/** A growing list of integers, kept between walks so that a replay allocates next to nothing. */
class Words {
  #words = new Int32Array(4096);
  length = 0;
  push(word: number): void {
    if (this.length === this.#words.length) {
      const larger = new Int32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.length++] = word;
  }
  all(words: readonly number[]): void {
    for (let i = 0; i < words.length; i++) this.push(words[i]!);
  }
  number(value: number): void {
    float[0] = value;
    this.push(floatWords[0]!);
    this.push(floatWords[1]!);
  }
  view(): Int32Array {
    return this.#words.subarray(0, this.length);
  }
}

const scratch = new Words();

/** Walks from the roots to realised nodes and leaves. `words` is a view that the next call overwrites. */
export function structureOf(wanted: readonly Node[]): Structure {
  const roots: Node[] = [];
  for (const root of wanted) if (!root.storage && !roots.includes(root)) roots.push(root);
  const nodes = topological(roots);
  const numbers = new Map<Node, number>();
  const storages: Storage[] = [];
  const storageNumbers = new Map<Storage, number>();
  const parameters: number[] = [];
  scratch.length = 0;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    numbers.set(node, i);
    const leaf = node.storage !== undefined;
    scratch.push(
      (leaf ? 63 : primitiveCodes[node.op]) | (dtypeCodes[node.dtype] << 8) | (node.shape.length << 16),
    );
    scratch.all(node.shape);
    if (node.storage) {
      let number = storageNumbers.get(node.storage);
      if (number === undefined) {
        storageNumbers.set(node.storage, (number = storages.length));
        storages.push(node.storage);
      }
      scratch.push(number);
      continue;
    }
    for (let k = 0; k < node.inputs.length; k++) scratch.push(numbers.get(node.inputs[k]!)!);
    encodeAttributes(node, parameters);
  }
  for (const root of roots) scratch.push(numbers.get(root)!);
  const words = scratch.view();
  return { words, hash: hashOf(words), nodes, roots, storages, parameters: Uint32Array.from(parameters) };
}

function encodeAttributes(node: Node, parameters: number[]): void {
  switch (node.op) {
    case "constant":
      scratch.number(node.attributes.value);
      break;
    case "scalar":
      pushScalar(node.attributes.value, node.dtype, parameters);
      break;
    case "iota":
      scratch.push(node.attributes.axis);
      break;
    case "random":
      parameters.push(node.attributes.key[0] >>> 0, node.attributes.key[1] >>> 0);
      scratch.number(node.attributes.stream);
      break;
    case "unary":
      scratch.push(unaryCodes[node.attributes.kind]);
      break;
    case "binary":
      scratch.push(binaryCodes[node.attributes.kind]);
      break;
    case "reduce":
      scratch.push(reduceCodes[node.attributes.kind]);
      scratch.push(node.attributes.axes.length);
      scratch.all(node.attributes.axes);
      break;
    case "scan":
      scratch.push(scanCodes[node.attributes.kind]);
      break;
    case "sort":
      scratch.push(Number(node.attributes.descending));
      break;
    case "linalg":
      scratch.push(linalgCodes[node.attributes.kind]);
      scratch.push(Number(node.attributes.upper) + 2 * Number(node.attributes.unit));
      scratch.number(node.attributes.tolerance);
      break;
    case "permute":
      scratch.all(node.attributes.axes);
      break;
    case "slice":
      scratch.all(node.attributes.starts);
      scratch.all(node.attributes.steps);
      break;
    case "pad":
      scratch.all(node.attributes.before);
      break;
    case "window":
    case "fold":
      scratch.push(node.attributes.size.length);
      scratch.all(node.attributes.size);
      scratch.all(node.attributes.stride);
      scratch.all(node.attributes.dilation);
      break;
    case "gather":
    case "scatterAdd":
      scratch.push(node.attributes.axis);
      break;
    case "conv":
    case "convInput":
    case "convWeight":
      encodeGeometry(node.attributes);
      break;
    default:
  }
}

function encodeGeometry(geometry: ConvGeometry): void {
  scratch.push(geometry.groups);
  scratch.push(geometry.stride.length);
  scratch.all(geometry.stride);
  for (const [before, after] of geometry.padding) {
    scratch.push(before);
    scratch.push(after);
  }
  scratch.all(geometry.dilation);
}

/** Inputs before users, without recursion: graphs may be thousands of nodes deep. */
function topological(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const entered = new Set<Node>();
  const done = new Set<Node>();
  const stack: Node[] = [];
  for (const root of roots) {
    stack.push(root);
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      if (done.has(node)) {
        stack.pop();
        continue;
      }
      if (node.storage || node.inputs.length === 0 || entered.has(node)) {
        stack.pop();
        done.add(node);
        order.push(node);
        continue;
      }
      entered.add(node);
      for (let k = node.inputs.length - 1; k >= 0; k--) {
        const input = node.inputs[k]!;
        if (!done.has(input)) stack.push(input);
      }
    }
  }
  return order;
}

function hashOf(words: Int32Array): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash | 0;
}
