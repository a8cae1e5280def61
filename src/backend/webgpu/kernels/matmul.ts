// Matrix products: operands with any strides, batch axes first, fused epilogue.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import { count, splitIndex } from "../wgsl/loops.ts";
import { affineText, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { emitGemm } from "./gemm.ts";

export function emitMatmul(kernel: Extract<Kernel, { kind: "matmul" }>, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const operand = ({ slot, at }: typeof kernel.a, row: string, column: string) => {
    const lines: string[] = [];
    const batch = splitIndex(kernel.batch, "b", "n", lines);
    return { lines, value: writer.load(slot, affineText(at, [...batch, row, column]), "f32") };
  };
  return emitGemm(writer, {
    batch: count(kernel.batch),
    rows: kernel.m,
    columns: kernel.n,
    depth: kernel.k,
    a: operand(kernel.a, "row", "k"),
    b: operand(kernel.b, "k", "column"),
    store(value) {
      const lines: string[] = [];
      const batch = splitIndex(kernel.batch, "b", "n", lines);
      const at = `((b * ${kernel.m} + row) * ${kernel.n} + column)`;
      writer.outputs(kernel.outputs, [...batch, "row", "column"], at, lines, value);
      return lines;
    },
  });
}
