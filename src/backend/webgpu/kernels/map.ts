// Map kernels: one thread an element, all outputs at once.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { count, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";

const THREADS = 64;

export function emitMap(kernel: Extract<Kernel, { kind: "map" }>, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const total = count(kernel.shape);
  const lines = [`let flat: i32 = ${flatThread(THREADS)};`, `if (flat >= ${total}) { return; }`];
  const index = splitIndex(kernel.shape, "flat", "i", lines);
  writer.outputs(kernel.outputs, index, "flat", lines);
  return writer.finish(lines, [THREADS, 1, 1], spread(total, THREADS));
}
