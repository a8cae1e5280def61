// What a template's users make of its result, as a map over where the result lies.
import { rewriter } from "../../../graph/expr.ts";
import type { Affine, Output } from "../../../graph/kernel.ts";
import { canonicalMap } from "../../../graph/schedule/canonical.ts";
import type { KernelOf } from "./lowering.ts";

/** The outputs over `shape`, with the result read from `slot` at `at`. */
export function epilogue(
  outputs: readonly Output[],
  shape: readonly number[],
  slot: number,
  at: Affine,
): KernelOf<"map"> {
  const rewrite = rewriter({
    leaf: (e) => (e.op === "result" ? { op: "load", slot, at, dtype: e.dtype } : undefined),
  });
  const mapped = outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) }));
  return canonicalMap({ kind: "map", shape, outputs: mapped });
}
