// The kernels that a schedule is made of: one small expression IR for everything elementwise, plus the template families
// that take expressions as epilogue (and, for reduce, scan and sort, as prologue). Emitters (WebAssembly, WGSL) turn these into code;
// nothing here runs. All indices are in elements. Every kernel is a pure function of its structure: no pointers, no
// run-time values. Expressions share parts: one object met twice is one value (`expr.ts` visits each once). Slots are
// written once in a plan, and no kernel reads a slot that it writes.
import type { DType } from "./dtype.ts";
import type { BinaryKind, ConvGeometry, LinalgKind, ReduceKind, ScanKind, Shape, UnaryKind } from "./node.ts";

/** `offset + Σ strides[i] * index[i]` over a kernel's loop axes. */
export interface Affine {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** A value at each point of the loop. `dtype` is the value's type. */
export type Expr =
  /** The element of plan slot `slot` at `at`. */
  | { readonly op: "load"; readonly slot: number; readonly at: Affine; readonly dtype: DType }
  | { readonly op: "constant"; readonly value: number; readonly dtype: DType }
  /** Word `index` of the plan's parameter block (and the next one), read as `dtype`. */
  | { readonly op: "parameter"; readonly index: number; readonly dtype: DType }
  /** i32: an affine function of the loop's index. */
  | { readonly op: "index"; readonly at: Affine; readonly dtype: DType }
  /** u32: Threefry-2x32-20's first word; key in parameter words `key`, `key + 1`; counter (`at`, `stream`). */
  | {
      readonly op: "random";
      readonly key: number;
      readonly stream: number;
      readonly at: Affine;
      readonly dtype: DType;
    }
  | { readonly op: "unary"; readonly kind: UnaryKind; readonly x: Expr; readonly dtype: DType }
  | {
      readonly op: "binary";
      readonly kind: BinaryKind;
      readonly a: Expr;
      readonly b: Expr;
      readonly dtype: DType;
    }
  | {
      readonly op: "where";
      readonly condition: Expr;
      readonly a: Expr;
      readonly b: Expr;
      readonly dtype: DType;
    }
  | { readonly op: "cast"; readonly x: Expr; readonly dtype: DType }
  /** `x` where every `lo <= at < hi`, else 0. Loads inside `x` must not be done outside (their address may be invalid). */
  | { readonly op: "guard"; readonly bounds: readonly Bound[]; readonly x: Expr; readonly dtype: DType }
  /** The element of `slot` at `at + index * stride`, where `index` (i32) is in [0, count); else NaN for floats, 0 for others. */
  | {
      readonly op: "gather";
      readonly slot: number;
      readonly at: Affine;
      readonly index: Expr;
      readonly stride: number;
      readonly count: number;
      readonly dtype: DType;
    }
  /** In an epilogue: the template's result at this point. Of rows: what their stage `stage` gave for the row. */
  | { readonly op: "result"; readonly stage?: number; readonly dtype: DType };

export interface Bound {
  readonly at: Affine;
  readonly lo: number;
  readonly hi: number;
}

/** An operand that a template reads by address. */
export interface Operand {
  readonly slot: number;
  readonly at: Affine;
  readonly dtype: DType;
}

/** Where a kernel's values go: plan slot, written row-major over the kernel's output shape. */
export interface Output {
  readonly slot: number;
  readonly value: Expr;
}

/** A reduction of a row. */
export interface RowStage {
  readonly reduce: ReduceKind;
  readonly x: Expr;
}

/** An output of rows: written at each point, row-major over [...outer, ...inner], or once a row, row-major over `outer`. */
export interface RowOutput extends Output {
  readonly once: boolean;
}

export type Kernel =
  /** Every output at every point of `shape`. */
  | { readonly kind: "map"; readonly shape: Shape; readonly outputs: readonly Output[] }
  /**
   * For every point of `outer`: `reduce` of `x` over all points of `inner`. `x` loops over [...outer, ...inner]; outputs over
   * `outer`. `arg…` give the row-major index within `inner`. Either shape may be empty (one point); a size of 0 is only
   * met in `inner`, for `sum` and `prod`.
   */
  | {
      readonly kind: "reduce";
      readonly reduce: ReduceKind;
      readonly outer: Shape;
      readonly inner: Shape;
      readonly x: Expr;
      readonly outputs: readonly Output[];
    }
  /**
   * For every point of `outer`, a row: the stages, each a reduction of its `x` over all points of `inner`, which may use the
   * results of those before; then the outputs. Everything loops over [...outer, ...inner]. At least two points a row.
   */
  | {
      readonly kind: "rows";
      readonly outer: Shape;
      readonly inner: Shape;
      readonly stages: readonly RowStage[];
      readonly outputs: readonly RowOutput[];
    }
  /**
   * For every point of `outer`: the running reduction of `x` over the points of `inner`, row-major. `x` and outputs loop over
   * [...outer, ...inner]; `inner` has at least two points.
   */
  | {
      readonly kind: "scan";
      readonly scan: ScanKind;
      readonly outer: Shape;
      readonly inner: Shape;
      readonly x: Expr;
      readonly outputs: readonly Output[];
    }
  /**
   * For every point of `outer`: at each point of `inner` the place (i32, row-major within `inner`) of the value of `x` that
   * sorting brings there. Loops as for scan. See node.ts.
   */
  | {
      readonly kind: "sort";
      readonly descending: boolean;
      readonly outer: Shape;
      readonly inner: Shape;
      readonly x: Expr;
      readonly outputs: readonly Output[];
    }
  /** a over [...batch, m, k], b over [...batch, k, n], any strides; outputs over [...batch, m, n]. All sizes at least 1. */
  | {
      readonly kind: "matmul";
      readonly batch: Shape;
      readonly m: number;
      readonly n: number;
      readonly k: number;
      readonly a: Operand;
      readonly b: Operand;
      readonly outputs: readonly Output[];
    }
  /** Operands affine over their own shapes (`aShape`, `bShape`), any strides; outputs over `shape`. See node.ts. */
  | {
      readonly kind: "conv" | "convInput" | "convWeight";
      readonly geometry: ConvGeometry;
      readonly aShape: Shape;
      readonly bShape: Shape;
      readonly shape: Shape;
      readonly a: Operand;
      readonly b: Operand;
      readonly outputs: readonly Output[];
    }
  /** `x` affine over `windowShape` = [..., *positions, *size]; outputs over `shape` (window's input). See node.ts. */
  | {
      readonly kind: "fold";
      readonly size: readonly number[];
      readonly stride: readonly number[];
      readonly dilation: readonly number[];
      readonly windowShape: Shape;
      readonly shape: Shape;
      readonly x: Operand;
      readonly outputs: readonly Output[];
    }
  /** Operands affine over their own shapes, any strides; outputs over `shape`. See node.ts. For processors only. */
  | {
      readonly kind: "linalg";
      readonly compute: LinalgKind;
      readonly upper: boolean;
      readonly unit: boolean;
      readonly tolerance: number;
      readonly operands: readonly Operand[];
      readonly operandShapes: readonly Shape[];
      readonly shape: Shape;
      readonly outputs: readonly Output[];
    }
  /** index and source loop over `sourceShape`; result over `shape`. */
  | {
      readonly kind: "scatterAdd";
      readonly axis: number;
      readonly sourceShape: Shape;
      readonly shape: Shape;
      readonly index: Operand;
      readonly source: Operand;
      readonly outputs: readonly Output[];
    };

/** Kernels that take an expression as prologue, evaluated at every point of [...outer, ...inner]. */
export type PrologueKernel = Extract<Kernel, { kind: "reduce" | "scan" | "sort" }>;

export const hasPrologue = (kernel: Kernel): kernel is PrologueKernel =>
  kernel.kind === "reduce" || kernel.kind === "scan" || kernel.kind === "sort";

/** What a kernel evaluates before its epilogue. */
export function prologueOf(kernel: Kernel): readonly Expr[] {
  if (kernel.kind === "rows") return kernel.stages.map(({ x }) => x);
  return hasPrologue(kernel) ? [kernel.x] : [];
}

/** All expressions of a kernel. */
export const expressionsOf = (kernel: Kernel): Expr[] => [
  ...prologueOf(kernel),
  ...kernel.outputs.map(({ value }) => value),
];

/** A slot of a plan: an input storage, a temporary, or the storage of a root. */
export interface Slot {
  readonly role: "input" | "temporary" | "output";
  readonly dtype: DType;
  /** Elements. */
  readonly size: number;
  /** Temporaries only: a byte range of the plan's one scratch block, reused when free (`memory plan`). */
  readonly scratchOffset?: number;
}

/** Kernels in order, with the memory they use. The same plan serves every graph of the same structure. */
export interface Plan {
  /** Equal for equal structures; backends cache compiled plans by it. */
  readonly key: string;
  readonly kernels: readonly Kernel[];
  readonly slots: readonly Slot[];
  /** Bytes of the scratch block. */
  readonly scratchBytes: number;
  /** 32-bit words of the parameter block. */
  readonly parameterWords: number;
}

/** A plan bound to one graph: its leaves' storages and parameters, and which node each output slot realises. */
export interface BoundPlan {
  readonly plan: Plan;
  /** Input storages in the order of the input slots. */
  readonly inputs: readonly import("./storage.ts").Storage[];
  /** The parameter block's words. */
  readonly parameters: Uint32Array;
  /** Roots in the order of the output slots. */
  readonly outputs: readonly import("./node.ts").Node[];
}
