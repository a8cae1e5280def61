// Scatter-add without atomics: each thread owns one element of the result and looks for the source elements that name it,
// in ascending order, so that sums repeat. The source may be smaller than the result on the other axes.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { count, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { storedType, zeroOf } from "../wgsl/operators.ts";
import { affineText, type Shader, ShaderWriter } from "../wgsl/writer.ts";

const THREADS = 64;

export function emitScatterAdd(
  kernel: Extract<Kernel, { kind: "scatterAdd" }>,
  slots: readonly Slot[],
): Shader {
  const writer = new ShaderWriter(slots);
  const total = count(kernel.shape);
  const dtype = kernel.source.dtype;
  const body = [`let flat: i32 = ${flatThread(THREADS)};`, `if (flat >= ${total}) { return; }`];
  const index = splitIndex(kernel.shape, "flat", "i", body);
  const source = index.map((name, axis) => (axis === kernel.axis ? "p" : name));
  const covered = index.flatMap((name, axis) => {
    const reached = kernel.sourceShape[axis] ?? 0;
    return axis === kernel.axis || reached >= (kernel.shape[axis] ?? 0) ? [] : [`${name} < ${reached}`];
  });
  const places = `${kernel.sourceShape[kernel.axis] ?? 0}`;
  body.push(
    `var total: ${storedType(dtype)} = ${zeroOf(dtype)};`,
    `let places: i32 = ${covered.length > 0 ? `select(0, ${places}, ${covered.join(" && ")})` : places};`,
    "for (var p: i32 = 0; p < places; p += 1) {",
    `if (${writer.load(kernel.index.slot, affineText(kernel.index.at, source), "i32")} == ${index[kernel.axis]}) {`,
    `total += ${writer.load(kernel.source.slot, affineText(kernel.source.at, source), dtype)};`,
    "}",
    "}",
  );
  writer.outputs(kernel.outputs, index, "flat", body, "total");
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}
