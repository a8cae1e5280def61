// The table of kernel emitters: kind → WGSL. A kind without a line does not compile.
import type { Kernel } from "../../../graph/kernel.ts";
import type { Target } from "../target.ts";
import { type StoredSlot, withoutHalves } from "../wgsl/halves.ts";
import type { Program, Shader } from "../wgsl/writer.ts";
import { emitConvolution } from "./convolution.ts";
import { emitFold } from "./fold.ts";
import { refuseLinalg } from "./linalg.ts";
import { emitMap } from "./map.ts";
import { emitMatmul } from "./matmul.ts";
import { emitReduce } from "./reduce.ts";
import { emitRows } from "./rows.ts";
import { emitScan } from "./scan.ts";
import { emitScatterAdd } from "./scatterAdd.ts";
import { emitSort } from "./sort.ts";

type Emit<K> = (kernel: K, slots: readonly StoredSlot[], target: Target) => Shader | Program;
type Emitters = { [K in Kernel["kind"]]: Emit<Extract<Kernel, { kind: K }>> };

const emitters: Emitters = {
  map: emitMap,
  reduce: emitReduce,
  rows: emitRows,
  matmul: emitMatmul,
  conv: emitConvolution,
  convInput: emitConvolution,
  convWeight: emitConvolution,
  fold: emitFold,
  scatterAdd: emitScatterAdd,
  scan: emitScan,
  sort: emitSort,
  linalg: refuseLinalg,
};

/** A kernel as compute shaders. */
export function emit(kernel: Kernel, slots: readonly StoredSlot[], target: Target): Program {
  const made = (emitters[kernel.kind] as Emit<Kernel>)(withoutHalves(kernel), slots, target);
  return "shaders" in made ? made : { shaders: [made], roomWords: 0 };
}
