// Map kernels: all outputs at once, four neighbours a thread where the loop falls into fours, one element else.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { Target } from "../target.ts";
import { count, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { inFours } from "../wgsl/neighbours.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { tuningOf } from "./tuning.ts";

export function emitMap(
  kernel: Extract<Kernel, { kind: "map" }>,
  slots: readonly Slot[],
  target: Target,
): Shader {
  const { threads, inLoops } = tuningOf(target);
  const writer = new ShaderWriter(slots, inLoops);
  const { shape, outputs } = kernel;
  const each = inFours(shape) ? 4 : 1;
  const total = count(shape);
  const thread = flatThread(threads);
  const lines = [
    `let flat: i32 = ${each === 1 ? thread : `${thread} * ${each}`};`,
    `if (flat >= ${total}) { return; }`,
  ];
  const index = splitIndex(shape, "flat", "i", lines);
  if (each === 1) writer.outputs(outputs, index, "flat", lines);
  else writer.outputQuads(outputs, index, "flat", lines);
  return writer.finish(lines, [threads, 1, 1], spread(total, each * threads));
}
