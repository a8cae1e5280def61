// Fold, the transpose of windows: each thread owns one element of the result and sums the windows that cover it, so that
// no two threads write to one place and the order is fixed.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { affineText } from "../wgsl/expression.ts";
import { count, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { storedType, zeroOf } from "../wgsl/operators.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";

const THREADS = 64;

export function emitFold(kernel: Extract<Kernel, { kind: "fold" }>, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const { shape, size, stride, dilation, windowShape } = kernel;
  const rank = size.length;
  const lead = shape.length - rank;
  const total = count(shape);
  const dtype = kernel.x.dtype;
  const body = [`let flat: i32 = ${flatThread(THREADS)};`, `if (flat >= ${total}) { return; }`];
  const index = splitIndex(shape, "flat", "i", body);
  body.push(
    `var total: ${storedType(dtype)} = ${zeroOf(dtype)};`,
    `for (var w: i32 = 0; w < ${count(size)}; w += 1) {`,
  );
  const inside = splitIndex(size, "w", "w", body);
  const positions = size.map((_, axis) => {
    body.push(
      `let t${axis}: i32 = ${index[lead + axis]} - ${inside[axis]} * ${dilation[axis] ?? 1};`,
      `let y${axis}: i32 = t${axis} / ${stride[axis] ?? 1};`,
    );
    return `y${axis}`;
  });
  const valid = positions.map(
    (y, axis) =>
      `t${axis} >= 0 && t${axis} % ${stride[axis] ?? 1} == 0 && ${y} < ${windowShape[lead + axis] ?? 0}`,
  );
  const at = affineText(kernel.x.at, [...index.slice(0, lead), ...positions, ...inside]);
  body.push(
    `if (${valid.join(" && ") || "true"}) { total += ${writer.load(kernel.x.slot, at, dtype)}; }`,
    "}",
  );
  writer.outputs(kernel.outputs, index, "flat", body, "total");
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}
