// Convolution and its two gradients as implicit matrix products: the patches are never written to memory, each element is
// found when a tile is loaded. One batch of the product is one group. Any number of spatial axes.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import { count, splitIndex } from "../wgsl/loops.ts";
import { affineText, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { emitGemm } from "./gemm.ts";

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

export function emitConvolution(kernel: Conv, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const { stride, padding, dilation, groups } = kernel.geometry;
  const { batch, inPerGroup, outPerGroup, inSize, outSize, window } = sizes(kernel);
  const step = (axis: number) => ({
    s: stride[axis] ?? 1,
    p: padding[axis]?.[0] ?? 0,
    d: dilation[axis] ?? 1,
  });
  const load = (operand: Conv["a"], index: readonly string[]) =>
    writer.load(operand.slot, affineText(operand.at, index), "f32");
  /** Splits a flat name into axes. */
  const split = (shape: Shape, flat: string, prefix: string, lines: string[]) =>
    splitIndex(shape, flat, prefix, lines);
  /** Input positions under a window: `y * stride + ky * dilation - padding`. */
  const under = (out: readonly string[], inside: readonly string[], lines: string[]) => {
    const names = each(out, (y, axis) => {
      const { s, p, d } = step(axis);
      lines.push(`let x${axis}: i32 = ${y} * ${s} + ${inside[axis]} * ${d} - ${p};`);
      return `x${axis}`;
    });
    return { names, valid: all(each(names, (x, axis) => `${x} >= 0 && ${x} < ${inSize[axis]}`)) };
  };
  const guarded = (lines: string[], valid: string, value: string) => {
    lines.push("var found = 0.0;", `if (${valid}) { found = ${value}; }`);
    return { lines, value: "found" };
  };
  const store =
    (indexOf: (lines: string[]) => string[]) =>
    (value: string): string[] => {
      const lines: string[] = [];
      const index = indexOf(lines);
      const strides = kernel.shape.map((_, axis) => count(kernel.shape.slice(axis + 1)));
      writer.outputs(kernel.outputs, index, `(${affineText({ offset: 0, strides }, index)})`, lines, value);
      return lines;
    };

  if (kernel.kind === "conv") {
    const aLines: string[] = [];
    const [c = "0", ...inside] = split([inPerGroup, ...window], "k", "w", aLines);
    const bLines: string[] = [];
    const [bc = "0", ...bInside] = split([inPerGroup, ...window], "k", "w", bLines);
    const [n = "0", ...out] = split([batch, ...outSize], "column", "p", bLines);
    const { names, valid } = under(out, bInside, bLines);
    return emitGemm(writer, {
      batch: groups,
      rows: outPerGroup,
      columns: batch * count(outSize),
      depth: inPerGroup * count(window),
      a: { lines: aLines, value: load(kernel.b, [`(b * ${outPerGroup} + row)`, c, ...inside]) },
      b: guarded(bLines, valid, load(kernel.a, [n, `(b * ${inPerGroup} + ${bc})`, ...names])),
      store: store((lines) => {
        const [image = "0", ...place] = split([batch, ...outSize], "column", "p", lines);
        return [image, `(b * ${outPerGroup} + row)`, ...place];
      }),
    });
  }
  if (kernel.kind === "convInput") {
    const aLines: string[] = [];
    const [o = "0", ...inside] = split([outPerGroup, ...window], "k", "w", aLines);
    const bLines: string[] = [];
    const [bo = "0", ...bInside] = split([outPerGroup, ...window], "k", "w", bLines);
    const [n = "0", ...place] = split([batch, ...inSize], "column", "p", bLines);
    const names = each(place, (x, axis) => {
      const { s, p, d } = step(axis);
      bLines.push(
        `let t${axis}: i32 = ${x} + ${p} - ${bInside[axis]} * ${d};`,
        `let y${axis}: i32 = t${axis} / ${s};`,
      );
      return `y${axis}`;
    });
    const valid = all(
      each(names, (y, axis) => `t${axis} >= 0 && t${axis} % ${step(axis).s} == 0 && ${y} < ${outSize[axis]}`),
    );
    return emitGemm(writer, {
      batch: groups,
      rows: inPerGroup,
      columns: batch * count(inSize),
      depth: outPerGroup * count(window),
      a: { lines: aLines, value: load(kernel.b, [`(b * ${outPerGroup} + ${o})`, "row", ...inside]) },
      b: guarded(bLines, valid, load(kernel.a, [n, `(b * ${outPerGroup} + ${bo})`, ...names])),
      store: store((lines) => {
        const [image = "0", ...at] = split([batch, ...inSize], "column", "p", lines);
        return [image, `(b * ${inPerGroup} + row)`, ...at];
      }),
    });
  }
  const aLines: string[] = [];
  const [an = "0", ...aOut] = split([batch, ...outSize], "k", "p", aLines);
  const bLines: string[] = [];
  const [n = "0", ...out] = split([batch, ...outSize], "k", "p", bLines);
  const [c = "0", ...inside] = split([inPerGroup, ...window], "column", "w", bLines);
  const { names, valid } = under(out, inside, bLines);
  return emitGemm(writer, {
    batch: groups,
    rows: outPerGroup,
    columns: inPerGroup * count(window),
    depth: batch * count(outSize),
    a: { lines: aLines, value: load(kernel.b, [an, `(b * ${outPerGroup} + row)`, ...aOut]) },
    b: guarded(bLines, valid, load(kernel.a, [n, `(b * ${inPerGroup} + ${c})`, ...names])),
    store: store((lines) => {
      const [channel = "0", ...place] = split([inPerGroup, ...window], "column", "w", lines);
      return [`(b * ${outPerGroup} + row)`, channel, ...place];
    }),
  });
}
