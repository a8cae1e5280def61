// What one run of a kernel moves and computes, counted from its structure: the yardstick that measured times are held
// against. Bytes count each element of memory once, whatever caches do; operations count arithmetic, addresses not.
import { dtypes } from "./dtype.ts";
import { distinct } from "./expr.ts";
import { type Expr, expressionsOf, hasPrologue, type Kernel, type Slot } from "./kernel.ts";
import { readsOf } from "./schedule/traffic.ts";
import { sizeOf } from "./shape.ts";

export interface Cost {
  /** Read and written. */
  readonly bytes: number;
  /** Additions, multiplications, comparisons, elementary functions: one each. */
  readonly operations: number;
}

/** The cost of one run. */
export function costOf(kernel: Kernel, slots: readonly Slot[]): Cost {
  const points = pointsOf(kernel);
  const bytes = (slot: number, most: number) =>
    Math.min(slots[slot]!.size, most) * dtypes[slots[slot]!.dtype].bytes;
  let moved = 0;
  // A map reads at most one element a point from each buffer; templates read theirs whole.
  const most = isElementwise(kernel) ? points : Number.POSITIVE_INFINITY;
  for (const slot of readsOf(kernel)) moved += bytes(slot, most);
  for (const { slot } of kernel.outputs) moved += bytes(slot, Number.POSITIVE_INFINITY);
  if (kernel.kind === "rows") {
    const each = kernel.stages.length + arithmeticIn(expressionsOf(kernel));
    return { bytes: moved, operations: points * each };
  }
  const results = slots[kernel.outputs[0]!.slot]!.size;
  const epilogue = results * arithmeticIn(kernel.outputs.map(({ value }) => value));
  return { bytes: moved, operations: templateOperations(kernel, points) + epilogue };
}

const isElementwise = (kernel: Kernel): boolean =>
  kernel.kind === "map" || kernel.kind === "rows" || hasPrologue(kernel);

/** The work of the template itself. */
function templateOperations(kernel: Exclude<Kernel, { kind: "rows" }>, points: number): number {
  switch (kernel.kind) {
    case "map":
      return 0;
    case "reduce":
    case "scan":
      return points * (1 + arithmeticIn([kernel.x]));
    case "sort":
      // Comparisons.
      return points * (Math.ceil(Math.log2(sizeOf(kernel.inner))) + arithmeticIn([kernel.x]));
    case "matmul":
    case "conv":
    case "convInput":
    case "convWeight":
      return 2 * points;
    default:
      return points;
  }
}

/** The points of the kernel's innermost loop; for products, its multiplications. */
function pointsOf(kernel: Kernel): number {
  switch (kernel.kind) {
    case "map":
      return sizeOf(kernel.shape);
    case "reduce":
    case "rows":
    case "scan":
    case "sort":
      return sizeOf(kernel.outer) * sizeOf(kernel.inner);
    case "matmul":
      return sizeOf(kernel.batch) * kernel.m * kernel.n * kernel.k;
    case "conv":
      return sizeOf(kernel.shape) * sizeOf(kernel.bShape.slice(1));
    case "convInput":
      return sizeOf(kernel.aShape) * sizeOf(kernel.bShape.slice(1));
    case "convWeight":
      return sizeOf(kernel.bShape) * sizeOf(kernel.shape.slice(1));
    case "fold":
      return sizeOf(kernel.windowShape);
    case "linalg": {
      // Cubic, as all of them are; how often depends on the numbers.
      const [first = []] = kernel.operandShapes;
      return sizeOf(first) * Math.max(1, Math.min(...first.slice(-2)));
    }
    case "scatterAdd":
      return sizeOf(kernel.sourceShape);
  }
}

const arithmetic: ReadonlySet<Expr["op"]> = new Set(["unary", "binary", "where", "cast", "random"]);

function arithmeticIn(roots: readonly Expr[]): number {
  let count = 0;
  for (const e of distinct(roots)) if (arithmetic.has(e.op)) count++;
  return count;
}

/** What a kernel is, in a few words: `matmul 32×10×64`, `sum [32] over [10]`, `map [32, 10]`. */
export function kernelName(kernel: Kernel): string {
  const show = (sizes: readonly number[]) => `[${sizes.join(", ")}]`;
  switch (kernel.kind) {
    case "reduce":
      return `${kernel.reduce} ${show(kernel.outer)} over ${show(kernel.inner)}`;
    case "rows": {
      const stages = kernel.stages.map(({ reduce }) => reduce).join(", ");
      return `rows ${show(kernel.outer)} of ${show(kernel.inner)}: ${stages}`;
    }
    case "sort":
      return `sort ${show(kernel.outer)} along ${show(kernel.inner)}`;
    case "scan":
      return `${kernel.scan} ${show(kernel.outer)} along ${show(kernel.inner)}`;
    case "matmul": {
      const batch = kernel.batch.length > 0 ? `${show(kernel.batch)} ` : "";
      return `matmul ${batch}${kernel.m}×${kernel.n}×${kernel.k}`;
    }
    default:
      return `${kernel.kind} ${show(kernel.shape)}`;
  }
}

/** The elementwise operations that run inside the kernel, each named once. */
export function fusedIn(kernel: Kernel): string[] {
  const names = new Set<string>();
  for (const e of distinct(expressionsOf(kernel))) {
    if (e.op === "unary" || e.op === "binary") names.add(e.kind);
    else if (arithmetic.has(e.op) || e.op === "gather") names.add(e.op);
  }
  return [...names];
}
