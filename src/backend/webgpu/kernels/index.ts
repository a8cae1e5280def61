// The table of kernel emitters: kind → WGSL. A kind without a line does not compile.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { Shader } from "../wgsl/writer.ts";
import { emitConvolution } from "./convolution.ts";
import { emitFold } from "./fold.ts";
import { emitMap } from "./map.ts";
import { emitMatmul } from "./matmul.ts";
import { emitReduce } from "./reduce.ts";
import { emitScatterAdd } from "./scatterAdd.ts";

type Emitters = {
  [K in Kernel["kind"]]: (kernel: Extract<Kernel, { kind: K }>, slots: readonly Slot[]) => Shader;
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
};

/** A kernel as a compute shader. */
export const emit = (kernel: Kernel, slots: readonly Slot[]): Shader =>
  (emitters[kernel.kind] as (kernel: Kernel, slots: readonly Slot[]) => Shader)(kernel, slots);
