// A node of the lazy graph: one primitive applied to inputs. It says what to compute, never how; it owns no memory until a
// backend has realised it. Everything a user calls is composed of these primitives, so that each has a gradient and runs
// on every backend. All shapes and dtypes are checked before a node is made (`ops/`): a backend never meets a bad graph.
import { type DType, dtypes, type HostArray } from "./dtype.ts";
import type { Storage } from "./storage.ts";

export type Shape = readonly number[];

/**
 * One operand, same shape and dtype out unless noted. Floats only where marked f; `not` is logical on bool, bitwise on
 * integers; `sign` of NaN is 0, as in PyTorch.
 */
export type UnaryKind =
  | "neg"
  | "abs"
  | "sign"
  | "not"
  | "floor"
  | "ceil"
  | "round"
  | "trunc" // f; round: half to even
  | "sqrt"
  | "reciprocal" // f
  | "exp"
  | "expm1"
  | "log"
  | "log1p" // f
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan" // f
  | "sinh"
  | "cosh"
  | "tanh"
  | "erf" // f
  | "isnan"; // f → bool

/**
 * Two operands of one shape and one dtype. Comparisons give bool. `div` on integers truncates; `mod` takes the divisor's
 * sign (as Python and PyTorch's remainder); both give 0 for an integer divided by 0; `pow` and `atan2` are for floats only; `max`/`min` give NaN where either side is NaN; `and`/`or`/`xor` are logical
 * on bool and bitwise on integers; `shl`/`shr` on integers (`shr` is arithmetic on i32).
 */
export type BinaryKind =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "mod"
  | "pow"
  | "max"
  | "min"
  | "atan2"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shr";

/** `max`, `min`, `argmax`, `argmin` take NaN as the extreme; arg… give the first such index, as i32. */
export type ReduceKind = "sum" | "prod" | "max" | "min" | "argmax" | "argmin";

/** Running reductions; `cummax` and `cummin` keep NaN from the first one on. */
export type ScanKind = "cumsum" | "cumprod" | "cummax" | "cummin";

/**
 * Matrix computations, over the last two axes; the results of those with several parts lie one behind the other on one
 * axis. `solve` and `triangular` take a [n, n] and b [n, r]; the others take [n, n], or where m is named [m, n], and k is
 * the smaller of m and n.
 */
export type LinalgKind =
  | "solve" // [n, r]
  | "triangular" // [n, r]: the other triangle of a is taken for 0, with `unit` its diagonal for 1
  | "cholesky" // [n, n], lower; reads the lower triangle
  | "det" // []
  | "slogdet" // [2]: sign, logarithm of the absolute value
  | "adjugate" // [n, n]: the transposed cofactors
  | "qr" // [m n + n n], m >= n: q, r
  | "eigh" // [n + n n]: values, rising, then vectors, in columns; reads the lower triangle
  | "svd" // [m k + k + k n]: u, s, vh
  | "pinv"; // [n, m]: singular values up to `tolerance` times the largest count as 0

/** Spatial geometry, one entry a spatial axis (1 to 3 of them). */
export interface ConvGeometry {
  stride: readonly number[];
  /** Zeros before and after each axis. */
  padding: readonly (readonly [number, number])[];
  dilation: readonly number[];
  groups: number;
}

/**
 * The primitives and their attributes. In the comments: inputs → result.
 */
export interface Primitives {
  /** Leaf: always realised (uploaded data). */
  data: Record<never, never>;
  /** Leaf: one value everywhere; part of the structure, so a change means another plan. */
  constant: { value: number };
  /** Leaf: one value everywhere that may change from step to step (learning rate, bias correction): a run-time parameter. */
  scalar: { value: number };
  /** Leaf, i32: the index along `axis`. */
  iota: { axis: number };
  /** Leaf, u32: word `w` of Threefry-2x32-20 with `key` at counter (row-major index, `stream`). The key is a run-time parameter. */
  random: { key: readonly [number, number]; stream: number };

  unary: { kind: UnaryKind };
  binary: { kind: BinaryKind };
  /** condition (bool), a, b → a where true, else b. */
  where: Record<never, never>;
  /** Floats → integers truncates towards zero (saturating, NaN → 0); anything → bool is `!= 0`. */
  cast: Record<never, never>;

  /** x → x with each of `axes` (ascending) reduced to size 1. `arg…` take one axis. Empty `sum` 0, `prod` 1. */
  reduce: { kind: ReduceKind; axes: readonly number[] };

  /** x → what the elements up to each place of the last axis reduce to, that place included. */
  scan: { kind: ScanKind };
  /** x → i32: at each place of the last axis, where in x the value stands that sorting brings there. Stable; -0 and 0 are equal, NaN is greater than all. */
  sort: { descending: boolean };

  /** x → same elements in row-major order, other shape. */
  reshape: Record<never, never>;
  /** x → axis i of the result is axis `axes[i]` of x. */
  permute: { axes: readonly number[] };
  /** x → sizes of 1 repeated to the node's shape (same rank). */
  expand: Record<never, never>;
  /** x → element i of an axis is element `starts + i * steps` of x; steps may be negative, never 0. The node's shape holds the counts. */
  slice: { starts: readonly number[]; steps: readonly number[] };
  /** x → zeros (false) around x. */
  pad: { before: readonly number[]; after: readonly number[] };
  /** x [..., *spatial] → [..., *positions, *size]: every window of the last `size.length` axes; a view. */
  window: { size: readonly number[]; stride: readonly number[]; dilation: readonly number[] };
  /** The transpose of `window`: sums every window's elements back to where they came from; attributes as there, the node's shape is window's input. */
  fold: { size: readonly number[]; stride: readonly number[]; dilation: readonly number[] };

  /** x, index (i32, the result's shape, x's rank) → x at [.., index[p], ..] on `axis`. An index outside gives NaN (0 for integers). */
  gather: { axis: number };
  /** index (i32), source (same shape) → zeros with source[p] added at [.., index[p], ..] on `axis`; indices outside are dropped. Order of addition: ascending p. */
  scatterAdd: { axis: number };

  /** Floats: see `LinalgKind`. Attributes that a kind does not use are false and 0. */
  linalg: { kind: LinalgKind; upper: boolean; unit: boolean; tolerance: number };

  /** a [*B, M, K], b [*B, K, N] → [*B, M, N], floats of one dtype; batch axes already equal. */
  matmul: Record<never, never>;
  /** x [N, C, *S], w [O, C / groups, *K] → [N, O, *S'], floats of one dtype: cross-correlation. */
  conv: ConvGeometry;
  /** g [N, O, *S'], w → the gradient for x; the node's shape is x's. */
  convInput: ConvGeometry;
  /** x, g → the gradient for w; the node's shape is w's. */
  convWeight: ConvGeometry;
}

export type Primitive = keyof Primitives;

/** What a node asks of gradients beyond its primitive's rule. */
export interface SpecialGradient {
  /** Each gets the finished gradient and gives the one that takes its place. */
  hooks?: ((g: Node) => Node)[];
  /** In place of the primitive's rule: where gradients go, and what they are (undefined where there is none). */
  rule?: {
    readonly inputs: readonly Node[];
    readonly parts: (g: Node) => readonly (Node | undefined)[];
    /** Making the parts computes what was computed before. */
    readonly again?: boolean;
  };
}

interface NodeOf<P extends Primitive> {
  /** Ascending in the order of creation: inputs have smaller ids. */
  readonly id: number;
  readonly op: P;
  readonly attributes: Primitives[P];
  /** Emptied once realised, when no gradient needs them: a node with `storage` is a leaf, whatever its `op`. */
  inputs: readonly Node[];
  readonly shape: Shape;
  readonly dtype: DType;
  /** Set when realised: the elements, row-major and contiguous. */
  storage: Storage | undefined;
  /** The elements on the host, when kept: a storage that was given back is made again from them. */
  host: HostArray | undefined;
  /** A leaf below wants a gradient, and recording was on when this was made. */
  requiresGrad: boolean;
  /** A leaf to gradients: they are kept here and go no further, whatever this was made of. */
  gradientLeaf: boolean;
  /** Hooks, or a gradient of its own. */
  special: SpecialGradient | undefined;
  /** The handle that a backward pass leaves this node's gradient at. */
  keeper: object | undefined;
  /** Its gradient was taken: once realised it needs no past. */
  consumed: boolean;
  /** The number of the last walk that came by; see `newWalk`. */
  mark: number;
  /** Computations that it took part in without a value of its own. */
  uses: number;
  /** The longest way down to something realised. */
  readonly depth: number;
}

export type Node = { [P in Primitive]: NodeOf<P> }[Primitive];
export type NodeFor<P extends Primitive> = NodeOf<P>;

let ids = 0;

/** The id of the newest node. */
export const newestNode = (): number => ids;

let recording = true;

/** Turns the recording of gradients on or off; returns what it was. */
export function setRecording(on: boolean): boolean {
  const before = recording;
  recording = on;
  return before;
}

/** True while new nodes take part in gradients. */
export const isRecording = (): boolean => recording;

let walks = 0;

/** A number that no node is marked with: walks tell by it what they have seen, which is quicker than a set. */
export const newWalk = (): number => ++walks;

/** Makes a node without a past a leaf: its elements are on the host, whatever computed them. */
export function becomeData(node: Node, host: HostArray): void {
  Object.assign(node, { op: "data", attributes: {}, host, storage: undefined });
}

let watcher: ((made: Node) => void) | undefined;

/** Has every new node shown to `watch`, or none. */
export function watchNodes(watch: ((made: Node) => void) | undefined): void {
  watcher = watch;
}

/** Makes a node. Shape and dtype rules live in `ops/`; nothing is checked here. */
export function node<P extends Primitive>(
  op: P,
  inputs: readonly Node[],
  shape: Shape,
  dtype: DType,
  attributes: Primitives[P],
): Node {
  let requiresGrad = false;
  let depth = 0;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.requiresGrad) requiresGrad = true;
    if (input.depth >= depth && input.storage === undefined) depth = input.depth + 1;
  }
  const made = {
    id: ++ids,
    op,
    attributes,
    inputs,
    shape,
    dtype,
    storage: undefined,
    host: undefined,
    requiresGrad: requiresGrad && recording && dtypes[dtype].float,
    gradientLeaf: false,
    special: undefined,
    keeper: undefined,
    consumed: false,
    mark: 0,
    uses: 0,
    depth,
  } as NodeOf<P> as Node;
  watcher?.(made);
  return made;
}
