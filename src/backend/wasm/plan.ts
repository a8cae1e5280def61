// A plan compiled: one module with its generated kernels, and a list of steps to run. Slots' addresses are read from a table
// in memory, so that a replay only rewrites the table and the parameters.

import { rewriter } from "../../graph/expr.ts";
import type { Kernel, Plan } from "../../graph/kernel.ts";
import { canonicalMap } from "../../graph/schedule/canonical.ts";
import { outputShape } from "../../graph/schedule/fuse.ts";
import { stridesOf } from "../../graph/shape.ts";
import { ModuleBuilder } from "./assembler/module.ts";
import { Helpers } from "./emit/helpers.ts";
import { hostBinary, hostUnary } from "./emit/host.ts";
import { type Emitted, emitMap } from "./emit/map.ts";
import { emitReduce } from "./emit/reduce.ts";
import { engine, type WasmMemory } from "./engine.ts";
import type { Runtime } from "./runtime/runtime.ts";
import { templateStep } from "./templates.ts";

/** Where one run finds its memory: byte addresses. */
export interface Bindings {
  readonly addresses: readonly number[];
  readonly table: number;
  readonly parameters: number;
}

export type Step = (bindings: Bindings) => void;

export function compilePlan(plan: Plan, runtime: Runtime, memory: WasmMemory, relaxed: boolean): Step[] {
  const module = new ModuleBuilder();
  const helpers = new Helpers(module, relaxed);
  const parts: ({ emitted: Emitted } | { step: Step })[] = [];
  const name = () => `k${parts.length}`;
  for (const kernel of plan.kernels) {
    if (kernel.kind === "map") parts.push({ emitted: emitMap(module, helpers, kernel, name()) });
    else {
      const reduce = kernel.kind === "reduce" ? kernel : asReduce(kernel);
      if (reduce) parts.push({ emitted: emitReduce(module, helpers, reduce, name()) });
      else parts.push({ step: templateStep(kernel, runtime) });
      const after = epilogue(kernel);
      if (after) parts.push({ emitted: emitMap(module, helpers, after, name()) });
    }
  }
  if (!parts.some((part) => "emitted" in part)) return parts.map((part) => (part as { step: Step }).step);
  const instance = new engine.Instance(new engine.Module(module.bytes()), {
    host: { memory, ...hostUnary, ...hostBinary },
  });
  return parts.map((part) => {
    if ("step" in part) return part.step;
    const { range } = part.emitted;
    const run = instance.exports[part.emitted.name]!;
    return ({ table, parameters }) => run(table, parameters, 0, range);
  });
}

/** A template leaves its result in its first output; what is made of it is a map over that. */
function epilogue(kernel: Kernel): Extract<Kernel, { kind: "map" }> | undefined {
  const [first] = kernel.outputs;
  if (kernel.outputs.length === 1 && first!.value.op === "result") return undefined;
  const shape = outputShape(kernel);
  const at = { offset: 0, strides: stridesOf(shape) };
  const rewrite = rewriter({
    leaf: (e) => (e.op === "result" ? { op: "load", slot: first!.slot, at, dtype: e.dtype } : undefined),
  });
  const outputs = kernel.outputs.map(({ slot, value }) => ({ slot, value: rewrite(value) }));
  return canonicalMap({ kind: "map", shape, outputs });
}

/** A product with a vector is a reduction: its operands are read once, so packing them would cost more than it gives. */
function asReduce(kernel: Kernel): Extract<Kernel, { kind: "reduce" }> | undefined {
  if (kernel.kind !== "matmul" || (kernel.m > 1 && kernel.n > 1)) return undefined;
  const { batch, m, n, k, a, b, outputs } = kernel;
  const rank = batch.length;
  // Loops over [...batch, m, n, k].
  const load = (slot: number, offset: number, strides: readonly number[]) =>
    ({ op: "load", slot, at: { offset, strides }, dtype: "f32" }) as const;
  const [am, ak] = [a.at.strides[rank]!, a.at.strides[rank + 1]!];
  const [bk, bn] = [b.at.strides[rank]!, b.at.strides[rank + 1]!];
  return {
    kind: "reduce",
    reduce: "sum",
    outer: [...batch, m, n],
    inner: [k],
    x: {
      op: "binary",
      kind: "mul",
      a: load(a.slot, a.at.offset, [...a.at.strides.slice(0, rank), am, 0, ak]),
      b: load(b.slot, b.at.offset, [...b.at.strides.slice(0, rank), 0, bn, bk]),
      dtype: "f32",
    },
    outputs,
  };
}
