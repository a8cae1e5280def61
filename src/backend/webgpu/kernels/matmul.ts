// Matrix products: operands with any strides, batch axes first, fused epilogue.
import type { DType } from "../../../graph/dtype.ts";
import type { Expr, Kernel, Operand, Slot } from "../../../graph/kernel.ts";
import type { Target } from "../target.ts";
import { affineText } from "../wgsl/expression.ts";
import { count, splitIndex } from "../wgsl/loops.ts";
import type { Program } from "../wgsl/writer.ts";
import { emitGemm, type Gemm, type GemmOperand } from "./gemm.ts";
import { emitOnMatrixUnits, planFor } from "./matrixUnits.ts";
import { emitReduce } from "./reduce.ts";

type Matmul = Extract<Kernel, { kind: "matmul" }>;

/** Whether four elements along `axis` can be loaded at once wherever a multiple of four begins. */
export function inQuads({ at }: Operand, axis: number, sizes: readonly number[]): boolean {
  const apart = (stride: number, i: number) => i === axis || sizes[i] === 1 || stride % 4 === 0;
  return at.strides[axis] === 1 && sizes[axis]! % 4 === 0 && at.offset % 4 === 0 && at.strides.every(apart);
}

const isFloat = (dtype: DType): boolean => dtype === "f32" || dtype === "f16";

/** A product with a vector: each result sums its own terms, which is no work for tiles. */
function asReduction({ batch, m, n, k, a, b, outputs }: Matmul): Extract<Kernel, { kind: "reduce" }> {
  const rank = batch.length;
  const load = ({ slot, at, dtype }: Operand, strides: readonly number[]): Expr => ({
    op: "load",
    slot,
    at: { offset: at.offset, strides: [...at.strides.slice(0, rank), ...strides] },
    dtype,
  });
  const [row, aTerm] = a.at.strides.slice(rank) as [number, number];
  const [bTerm, column] = b.at.strides.slice(rank) as [number, number];
  const x: Expr = {
    op: "binary",
    kind: "mul",
    a: load(a, [row, 0, aTerm]),
    b: load(b, [0, column, bTerm]),
    dtype: "f32",
  };
  return { kind: "reduce", reduce: "sum", outer: [...batch, m, n], inner: [k], x, outputs };
}

export function emitMatmul(kernel: Matmul, slots: readonly Slot[], target: Target): Program {
  const { batch, m, n, k } = kernel;
  if (m === 1 || n === 1) return emitReduce(asReduction(kernel), slots, target);
  const rank = batch.length;
  // The batch index is written once a function: `b` splits into names.
  const index = (lines: string[]) => splitIndex(batch, "b", "n", lines);
  const operand = (of: Operand, axis: number, sizes: readonly number[]): GemmOperand => {
    const place = (row: string, term: string, lead: readonly string[]) =>
      affineText(of.at, axis === rank + 1 ? [...lead, row, term] : [...lead, term, row]);
    return {
      alongDepth: of.at.strides[axis] === 1,
      load(writer, row, term, lines) {
        return writer.load(of.slot, place(row, term, index(lines)), "f32");
      },
      quads:
        isFloat(slots[of.slot]!.dtype) && inQuads(of, axis, sizes)
          ? { slot: of.slot, at: (row, term, lines) => place(row, term, index(lines)) }
          : undefined,
    };
  };
  const gemm: Gemm = {
    batch: count(batch),
    rows: m,
    columns: n,
    depth: k,
    a: operand(kernel.a, rank + 1, [...batch, m, k]),
    b: operand(kernel.b, rank, [...batch, k, n]),
    store(writer, value) {
      const lines: string[] = [];
      const lead = index(lines);
      const at = `((b * ${m} + row) * ${n} + column)`;
      writer.outputs(kernel.outputs, [...lead, "row", "column"], at, lines, value);
      return lines;
    },
  };
  const halves = [kernel.a, kernel.b].every(({ slot }) => slots[slot]!.dtype === "f16");
  const plan = halves ? planFor(target, gemm) : undefined;
  if (plan) return { shaders: [emitOnMatrixUnits(slots, gemm, plan)], roomWords: 0 };
  return emitGemm(slots, gemm, target);
}
