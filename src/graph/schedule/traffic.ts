// What a kernel reads, the loop that it writes over, and of which dtype its results are.
import type { DType } from "../dtype.ts";
import { distinct, slotsOf } from "../expr.ts";
import { expressionsOf, type Kernel } from "../kernel.ts";

/** The shape that a kernel's outputs loop over. */
export function outputShape(kernel: Kernel): readonly number[] {
  switch (kernel.kind) {
    case "reduce":
      return kernel.outer;
    case "rows":
    case "scan":
    case "sort":
      return [...kernel.outer, ...kernel.inner];
    case "matmul":
      return [...kernel.batch, kernel.m, kernel.n];
    default:
      return kernel.shape;
  }
}

/** The slots that a kernel reads. */
export function readsOf(kernel: Kernel): Set<number> {
  const reads = slotsOf(expressionsOf(kernel));
  switch (kernel.kind) {
    case "map":
    case "reduce":
    case "rows":
    case "scan":
    case "sort":
      break;
    case "fold":
      reads.add(kernel.x.slot);
      break;
    case "scatterAdd":
      reads.add(kernel.index.slot);
      reads.add(kernel.source.slot);
      break;
    case "linalg":
      for (const { slot } of kernel.operands) reads.add(slot);
      break;
    default:
      reads.add(kernel.a.slot);
      reads.add(kernel.b.slot);
  }
  return reads;
}

/** The dtype of the template's result, of rows that of a stage's; undefined when nothing is made of it. */
export function resultType(kernel: Kernel, stage?: number): DType | undefined {
  for (const e of distinct(expressionsOf(kernel))) if (e.op === "result" && e.stage === stage) return e.dtype;
  return undefined;
}
