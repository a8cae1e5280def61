// A plan compiled: a list of steps to run, which call generated functions. These read their slots' addresses from a table in
// memory, each from its own part of it, so that a replay only rewrites the table and the parameters.
import { type DType, dtypes } from "../../graph/dtype.ts";
import { hasPrologue, type Kernel, type Output, type Plan, type Slot } from "../../graph/kernel.ts";
import type { ConvGeometry } from "../../graph/node.ts";
import { outputShape, resultType } from "../../graph/schedule/traffic.ts";
import { sizeOf, stridesOf } from "../../graph/shape.ts";
import type { Functions } from "./functions.ts";
import { link } from "./link.ts";
import { lowerConvolution } from "./lower/convolution.ts";
import { epilogue } from "./lower/epilogue.ts";
import { widened } from "./lower/half.ts";
import { homesOf } from "./lower/homes.ts";
import { lowerLinalg } from "./lower/linalg.ts";
import type { Loops } from "./lower/loops.ts";
import { Lowering, type Step } from "./lower/lowering.ts";
import { lowerMatmul } from "./lower/matmul.ts";
import { lowerFold, lowerScatterAdd } from "./lower/scatter.ts";
import { lowerSort } from "./lower/sort.ts";
import { storedReduction } from "./lower/stored.ts";
import { lowerWide } from "./lower/wide.ts";
import type { Runtime } from "./runtime/runtime.ts";

export interface CompiledPlan {
  readonly steps: readonly Step[];
  /** By kernel: the number of steps up to its end, where each kernel has steps of its own. */
  readonly ends: readonly number[];
  /** The slots whose addresses the steps read from a table, in order. */
  readonly table: readonly number[];
  /** Byte offsets of the slots that the steps need beyond the plan's, and the bytes they take. */
  readonly rooms: readonly number[];
  readonly roomBytes: number;
  /** Temporaries that lie in the memory of an output. */
  readonly homes: ReadonlyMap<number, number>;
}

/** What plans share. */
export interface Shared {
  readonly runtime: Runtime;
  readonly loops: Loops;
  readonly functions: Functions;
}

export interface CompileOptions {
  /** Kernels that can do so run together, as they should; or each by itself, to be measured. */
  readonly together: boolean;
}

export function compilePlan(
  plan: Plan,
  { runtime, loops, functions }: Shared,
  { together }: CompileOptions,
): CompiledPlan {
  const lowering = new Lowering(loops, runtime, plan.slots.length);
  const ends: number[] = [];
  const { kernels, slots } = plan;
  for (let i = 0; i < kernels.length; i++) {
    const [kernel, next] = [kernels[i]!, kernels[i + 1]];
    lowering.nextKernel();
    const both =
      together && kernel.kind === "map" && next?.kind === "reduce"
        ? storedReduction(kernel, next, slots)
        : undefined;
    if (both) i++;
    lower(both?.kernel ?? kernel, lowering, slots, both?.stored);
    ends.push(lowering.parts.length);
  }
  const { table, rooms, roomBytes } = lowering;
  return {
    steps: link(lowering, slots, functions, runtime, together),
    ends,
    table,
    rooms,
    roomBytes,
    homes: homesOf(plan),
  };
}

function lower(kernel: Kernel, to: Lowering, slots: readonly Slot[], stored?: readonly Output[]): void {
  if (kernel.kind === "map") {
    to.map(kernel);
    return;
  }
  if (kernel.kind === "rows") throw new Error("wasm: rows are put together when kernels are linked");
  const { outputs } = kernel;
  const [first] = outputs as [Output];
  const shape = outputShape(kernel);
  const at = { offset: 0, strides: stridesOf(shape) };
  const dtype = typeOf(kernel);
  if (dtype === "f16" && !hasPrologue(kernel)) {
    const room = to.room(sizeOf(shape));
    const wide = widened(kernel, room, slots, to);
    if (isConvolution(wide)) lowerConvolution(wide, to);
    else lowerResult(wide, to);
    to.map(epilogue(outputs, shape, room, at, "f32"));
    return;
  }
  if (isConvolution(kernel) && dtype !== "f64") {
    lowerConvolution(kernel, to);
    return;
  }
  const { bytes } = dtypes[dtype];
  // The result lies where the first output will, if elements are of one size.
  const slot = dtypes[first.value.dtype].bytes === bytes ? first.slot : to.room(sizeOf(shape), bytes);
  lowerResult({ ...kernel, outputs: [{ slot, value: { op: "result", dtype } }] }, to, stored);
  if (outputs.length === 1 && first.value.op === "result") return;
  to.map(epilogue(outputs, shape, slot, at));
}

const isConvolution = (kernel: Kernel): kernel is Extract<Kernel, { readonly geometry: ConvGeometry }> =>
  kernel.kind === "conv" || kernel.kind === "convInput" || kernel.kind === "convWeight";

/** The bare result of a template, without an epilogue, into its one output. */
function lowerResult(
  kernel: Exclude<Kernel, { kind: "map" | "rows" }>,
  to: Lowering,
  stored?: readonly Output[],
): void {
  if (kernel.kind === "reduce") to.reduce(kernel, stored);
  else if (kernel.kind === "scan") to.scan(kernel);
  else if (kernel.kind === "sort") lowerSort(kernel, to);
  else if (kernel.kind === "fold") lowerFold(kernel, to);
  else if (kernel.kind === "linalg") lowerLinalg(kernel, to);
  else if (kernel.kind === "scatterAdd") lowerScatterAdd(kernel, to);
  else if (isConvolution(kernel) || typeOf(kernel) === "f64") lowerWide(kernel, to);
  else lowerMatmul(kernel, to);
}

/** The dtype of a template's result; where nobody looks at it, any. */
const typeOf = (kernel: Kernel): DType => resultType(kernel) ?? kernel.outputs[0]!.value.dtype;
