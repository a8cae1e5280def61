// What a template's users make of its result, as a map over where the result lies.
import type { DType } from "../../../graph/dtype.ts";
import { rewriter } from "../../../graph/expr.ts";
import type { Affine, Expr, Output } from "../../../graph/kernel.ts";
import { canonicalMap } from "../../../graph/schedule/canonical.ts";
import type { KernelOf } from "./lowering.ts";

/** The outputs over `shape`, with the result read from `slot` at `at`, where it lies as `dtype` if that is told. */
export function epilogue(
  outputs: readonly Output[],
  shape: readonly number[],
  slot: number,
  at: Affine,
  dtype?: DType,
): KernelOf<"map"> {
  const rewrite = rewriter({
    leaf(e) {
      if (e.op !== "result") return undefined;
      const load: Expr = { op: "load", slot, at, dtype: dtype ?? e.dtype };
      return load.dtype === e.dtype ? load : { op: "cast", x: load, dtype: e.dtype };
    },
  });
  const mapped = outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) }));
  return canonicalMap({ kind: "map", shape, outputs: mapped });
}
