// Convolution and its two gradients as implicit matrix products: the patches are never written to memory, each element is
// found when a tile is loaded. One batch of the product is one group. Any number of spatial axes.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import type { Target } from "../target.ts";
import { affineText } from "../wgsl/expression.ts";
import { count, splitIndex } from "../wgsl/loops.ts";
import type { Program, ShaderWriter } from "../wgsl/writer.ts";
import { emitGemm, type Gemm } from "./gemm.ts";

type Conv = Extract<Kernel, { kind: "conv" | "convInput" | "convWeight" }>;

/** All sizes by name, whichever of the three is computed. */
function sizes(kernel: Conv) {
  const { geometry, aShape, bShape, shape } = kernel;
  const [input, weight, output] =
    kernel.kind === "conv"
      ? [aShape, bShape, shape]
      : kernel.kind === "convInput"
        ? [shape, bShape, aShape]
        : [aShape, shape, bShape];
  const at = (s: Shape, i: number) => s[i] ?? 1;
  return {
    batch: at(input, 0),
    inPerGroup: at(weight, 1),
    outPerGroup: at(weight, 0) / geometry.groups,
    inSize: input.slice(2),
    outSize: output.slice(2),
    window: weight.slice(2),
  };
}

const each = <T>(items: readonly T[], text: (item: T, axis: number) => string): string[] => items.map(text);
const all = (conditions: readonly string[]): string => conditions.join(" && ") || "true";

export function emitConvolution(kernel: Conv, slots: readonly Slot[], target: Target): Program {
  const { stride, padding, dilation, groups } = kernel.geometry;
  const { batch, inPerGroup, outPerGroup, inSize, outSize, window } = sizes(kernel);
  const step = (axis: number) => ({
    s: stride[axis] ?? 1,
    p: padding[axis]?.[0] ?? 0,
    d: dilation[axis] ?? 1,
  });
  const load = (writer: ShaderWriter, operand: Conv["a"], index: readonly string[]) =>
    writer.load(operand.slot, affineText(operand.at, index), "f32");
  /** A value that is zero where the window hangs over the edge. */
  const guarded = (lines: string[], valid: string, value: string): string => {
    lines.push("var found = 0.0;", `if (${valid}) { found = ${value}; }`);
    return "found";
  };
  /** Input positions under a window: `y * stride + ky * dilation - padding`. */
  const under = (out: readonly string[], inside: readonly string[], lines: string[]) => {
    const names = each(out, (y, axis) => {
      const { s, p, d } = step(axis);
      lines.push(`let x${axis}: i32 = ${y} * ${s} + ${inside[axis]} * ${d} - ${p};`);
      return `x${axis}`;
    });
    return { names, valid: all(each(names, (x, axis) => `${x} >= 0 && ${x} < ${inSize[axis]}`)) };
  };
  /** The product's store, from where its row and column lie in the result. */
  const store = (place: (lines: string[]) => string[]) => (writer: ShaderWriter, value: string) => {
    const lines: string[] = [];
    const index = place(lines);
    const strides = kernel.shape.map((_, axis) => count(kernel.shape.slice(axis + 1)));
    writer.outputs(kernel.outputs, index, `(${affineText({ offset: 0, strides }, index)})`, lines, value);
    return lines;
  };
  const outRow = `(b * ${outPerGroup} + row)`;
  const emitWith = (gemm: Gemm) => emitGemm(slots, gemm, target);

  if (kernel.kind === "conv") {
    return emitWith({
      batch: groups,
      rows: outPerGroup,
      columns: batch * count(outSize),
      depth: inPerGroup * count(window),
      a: {
        alongDepth: true,
        load(writer, _row, k, lines) {
          const [c = "0", ...inside] = splitIndex([inPerGroup, ...window], k, "w", lines);
          return load(writer, kernel.b, [outRow, c, ...inside]);
        },
      },
      b: {
        alongDepth: false,
        load(writer, row, k, lines) {
          const [c = "0", ...inside] = splitIndex([inPerGroup, ...window], k, "w", lines);
          const [n = "0", ...out] = splitIndex([batch, ...outSize], row, "p", lines);
          const { names, valid } = under(out, inside, lines);
          return guarded(lines, valid, load(writer, kernel.a, [n, `(b * ${inPerGroup} + ${c})`, ...names]));
        },
      },
      store: store((lines) => {
        const [image = "0", ...place] = splitIndex([batch, ...outSize], "column", "p", lines);
        return [image, outRow, ...place];
      }),
    });
  }
  if (kernel.kind === "convInput") {
    return emitWith({
      batch: groups,
      rows: inPerGroup,
      columns: batch * count(inSize),
      depth: outPerGroup * count(window),
      a: {
        alongDepth: count(window) > 1,
        load(writer, row, k, lines) {
          const [o = "0", ...inside] = splitIndex([outPerGroup, ...window], k, "w", lines);
          return load(writer, kernel.b, [`(b * ${outPerGroup} + ${o})`, row, ...inside]);
        },
      },
      b: {
        alongDepth: false,
        load(writer, row, k, lines) {
          const [o = "0", ...inside] = splitIndex([outPerGroup, ...window], k, "w", lines);
          const [n = "0", ...place] = splitIndex([batch, ...inSize], row, "p", lines);
          const names = each(place, (x, axis) => {
            const { s, p, d } = step(axis);
            lines.push(
              `let t${axis}: i32 = ${x} + ${p} - ${inside[axis]} * ${d};`,
              `let y${axis}: i32 = t${axis} / ${s};`,
            );
            return `y${axis}`;
          });
          const valid = all(
            each(
              names,
              (y, axis) => `t${axis} >= 0 && t${axis} % ${step(axis).s} == 0 && ${y} < ${outSize[axis]}`,
            ),
          );
          return guarded(lines, valid, load(writer, kernel.a, [n, `(b * ${outPerGroup} + ${o})`, ...names]));
        },
      },
      store: store((lines) => {
        const [image = "0", ...place] = splitIndex([batch, ...inSize], "column", "p", lines);
        return [image, `(b * ${inPerGroup} + row)`, ...place];
      }),
    });
  }
  return emitWith({
    batch: groups,
    rows: outPerGroup,
    columns: inPerGroup * count(window),
    depth: batch * count(outSize),
    a: {
      alongDepth: true,
      load(writer, _row, k, lines) {
        const [n = "0", ...out] = splitIndex([batch, ...outSize], k, "p", lines);
        return load(writer, kernel.b, [n, outRow, ...out]);
      },
    },
    b: {
      alongDepth: true,
      load(writer, row, k, lines) {
        const [n = "0", ...out] = splitIndex([batch, ...outSize], k, "p", lines);
        const [c = "0", ...inside] = splitIndex([inPerGroup, ...window], row, "w", lines);
        const { names, valid } = under(out, inside, lines);
        return guarded(lines, valid, load(writer, kernel.a, [n, `(b * ${inPerGroup} + ${c})`, ...names]));
      },
    },
    store: store((lines) => {
      const [channel = "0", ...place] = splitIndex([inPerGroup, ...window], "column", "w", lines);
      return [outRow, channel, ...place];
    }),
  });
}
