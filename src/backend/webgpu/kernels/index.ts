// The table of kernel emitters: kind → WGSL. A kind without a line does not compile.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { withoutHalves } from "../wgsl/halves.ts";
import type { Program, Shader } from "../wgsl/writer.ts";
import { emitConvolution } from "./convolution.ts";
import { emitFold } from "./fold.ts";
import { emitMap } from "./map.ts";
import { emitMatmul } from "./matmul.ts";
import { emitReduce } from "./reduce.ts";
import { emitScan } from "./scan.ts";
import { emitScatterAdd } from "./scatterAdd.ts";
import { emitSort } from "./sort.ts";

type Emitters = {
  [K in Kernel["kind"]]: (kernel: Extract<Kernel, { kind: K }>, slots: readonly Slot[]) => Shader | Program;
};

const emitters: Emitters = {
  map: emitMap,
  reduce: emitReduce,
  matmul: emitMatmul,
  conv: emitConvolution,
  convInput: emitConvolution,
  convWeight: emitConvolution,
  fold: emitFold,
  scatterAdd: emitScatterAdd,
  scan: emitScan,
  sort: emitSort,
};

/** A kernel as compute shaders. */
export function emit(kernel: Kernel, slots: readonly Slot[]): Program {
  const emitted = (emitters[kernel.kind] as (kernel: Kernel, slots: readonly Slot[]) => Shader | Program)(
    withoutHalves(kernel),
    slots,
  );
  return "shaders" in emitted ? emitted : { shaders: [emitted], roomWords: 0 };
}
