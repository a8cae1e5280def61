// A plan compiled: one module with its generated kernels, and a list of steps to run. Slots' addresses are read from a table
// in memory, so that a replay only rewrites the table and the parameters.
import type { Kernel, Plan } from "../../graph/kernel.ts";
import { outputShape } from "../../graph/schedule/fuse.ts";
import { stridesOf } from "../../graph/shape.ts";
import { ModuleBuilder } from "./assembler/module.ts";
import { Helpers } from "./emit/helpers.ts";
import { hostBinary, hostUnary } from "./emit/host.ts";
import { engine, type WasmMemory } from "./engine.ts";
import { lowerConvolution } from "./lower/convolution.ts";
import { epilogue } from "./lower/epilogue.ts";
import { Lowering, type Part, type Step } from "./lower/lowering.ts";
import { lowerMatmul } from "./lower/matmul.ts";
import { lowerFold, lowerScatterAdd } from "./lower/scatter.ts";
import type { Memory } from "./memory.ts";
import type { Runtime } from "./runtime/runtime.ts";

export interface CompiledPlan {
  readonly steps: readonly Step[];
  /** By kernel: the number of steps up to its end. */
  readonly ends: readonly number[];
  /** Byte offsets of the slots that the steps need beyond the plan's, and the bytes they take. */
  readonly rooms: readonly number[];
  readonly roomBytes: number;
}

export function compilePlan(plan: Plan, runtime: Runtime, memory: Memory, relaxed: boolean): CompiledPlan {
  const module = new ModuleBuilder();
  const helpers = new Helpers(module, relaxed, (word) => memory.constant(word));
  const lowering = new Lowering(module, helpers, runtime, plan.slots.length);
  const ends: number[] = [];
  for (const kernel of plan.kernels) {
    lowering.nextKernel();
    lower(kernel, lowering);
    ends.push(lowering.parts.length);
  }
  const { parts, rooms, roomBytes } = lowering;
  return { steps: link(parts, module, memory.wasm), ends, rooms, roomBytes };
}

function lower(kernel: Kernel, to: Lowering): void {
  switch (kernel.kind) {
    case "map":
      to.map(kernel);
      return;
    case "conv":
    case "convInput":
    case "convWeight":
      lowerConvolution(kernel, to);
      return;
    case "reduce":
      to.reduce(kernel);
      break;
    case "scan":
      to.scan(kernel);
      break;
    case "matmul":
      lowerMatmul(kernel, to);
      break;
    case "fold":
      lowerFold(kernel, to);
      break;
    case "scatterAdd":
      lowerScatterAdd(kernel, to);
      break;
  }
  const [first] = kernel.outputs;
  if (kernel.outputs.length === 1 && first!.value.op === "result") return;
  const shape = outputShape(kernel);
  to.map(epilogue(kernel.outputs, shape, first!.slot, { offset: 0, strides: stridesOf(shape) }));
}

function link(parts: readonly Part[], module: ModuleBuilder, memory: WasmMemory): Step[] {
  let exports: Readonly<Record<string, (...args: number[]) => void>> = {};
  if (parts.some((part) => !("step" in part))) {
    const compiled = new engine.Module(module.bytes());
    ({ exports } = new engine.Instance(compiled, { host: { memory, ...hostUnary, ...hostBinary } }));
  }
  const stepOf = (part: Part): Step => {
    if ("step" in part) return part.step;
    if ("parts" in part) {
      const { count, before } = part;
      const steps = part.parts.map(stepOf);
      return (bindings) => {
        for (let turn = 0; turn < count; turn++) {
          before(bindings, turn);
          for (const step of steps) step(bindings);
        }
      };
    }
    const { range, name } = part.emitted;
    const run = exports[name]!;
    return ({ table, parameters }) => run(table, parameters, 0, range);
  };
  return parts.map(stepOf);
}
