// The tiled product that matmul and all convolutions are written with: C[row, column] = Σ A[row, k] B[k, column] for each
// batch. Callers say how to load A and B and what to do with a result; tails are loaded as zeros. Each workgroup computes a
// block in workgroup memory, each thread a small tile in registers.
import type { Shader, ShaderWriter } from "../wgsl/writer.ts";

export interface Gemm {
  batch: number;
  rows: number;
  columns: number;
  depth: number;
  /** Statements that end in a value of A at (b, row, k), all i32; inside the bounds. */
  a: { lines: string[]; value: string };
  b: { lines: string[]; value: string };
  /** Statements that consume `value` at (b, row, column). */
  store: (value: string) => string[];
}

const TILE = 4;
const DEPTH = 16;

export function emitGemm(writer: ShaderWriter, gemm: Gemm): Shader {
  const side = gemm.rows <= 16 || gemm.columns <= 16 ? 4 : 8;
  const block = side * TILE;
  const threads = side * side;
  const rowBlocks = Math.ceil(gemm.rows / block);
  const columnBlocks = Math.ceil(gemm.columns / block);
  writer.declare(
    `var<workgroup> tile_a: array<f32, ${block * DEPTH}>;\nvar<workgroup> tile_b: array<f32, ${block * DEPTH}>;`,
  );
  writer.declare(
    `fn load_a(b: i32, row: i32, k: i32) -> f32 {\n${gemm.a.lines.join("\n")}\nreturn ${gemm.a.value};\n}`,
  );
  writer.declare(
    `fn load_b(b: i32, k: i32, column: i32) -> f32 {\n${gemm.b.lines.join("\n")}\nreturn ${gemm.b.value};\n}`,
  );
  writer.declare(
    `fn store_result(b: i32, row: i32, column: i32, value: f32) {\n${gemm.store("value").join("\n")}\n}`,
  );
  const tileIndexes = Array.from({ length: TILE }, (_, i) => i);
  const accumulators = tileIndexes.flatMap((i) => tileIndexes.map((j) => `var c${i}_${j} = 0.0;`));
  const body = [
    `let blocks = ${rowBlocks * columnBlocks};`,
    "let group = i32(wid.y * groups.x + wid.x);",
    `if (group >= blocks * ${gemm.batch}) { return; }`,
    "let b = group / blocks;",
    `let row0 = ((group % blocks) / ${columnBlocks}) * ${block};`,
    `let column0 = ((group % blocks) % ${columnBlocks}) * ${block};`,
    `let ty = i32(lid.x) / ${side};`,
    `let tx = i32(lid.x) % ${side};`,
    ...accumulators,
    `for (var k0 = 0; k0 < ${gemm.depth}; k0 += ${DEPTH}) {`,
    `for (var t = i32(lid.x); t < ${block * DEPTH}; t += ${threads}) {`,
    `let ar = row0 + t / ${DEPTH};`,
    `let ak = k0 + t % ${DEPTH};`,
    "var av = 0.0;",
    `if (ar < ${gemm.rows} && ak < ${gemm.depth}) { av = load_a(b, ar, ak); }`,
    `tile_a[(t % ${DEPTH}) * ${block} + t / ${DEPTH}] = av;`,
    `let bk = k0 + t / ${block};`,
    `let bc = column0 + t % ${block};`,
    "var bv = 0.0;",
    `if (bk < ${gemm.depth} && bc < ${gemm.columns}) { bv = load_b(b, bk, bc); }`,
    "tile_b[t] = bv;",
    "}",
    "workgroupBarrier();",
    `for (var k = 0; k < ${DEPTH}; k += 1) {`,
    ...tileIndexes.map((i) => `let a${i} = tile_a[k * ${block} + ty * ${TILE} + ${i}];`),
    ...tileIndexes.map((j) => `let b${j} = tile_b[k * ${block} + tx * ${TILE} + ${j}];`),
    ...tileIndexes.flatMap((i) => tileIndexes.map((j) => `c${i}_${j} = fma(a${i}, b${j}, c${i}_${j});`)),
    "}",
    "workgroupBarrier();",
    "}",
    ...tileIndexes.flatMap((i) =>
      tileIndexes.map(
        (j) =>
          `if (row0 + ty * ${TILE} + ${i} < ${gemm.rows} && column0 + tx * ${TILE} + ${j} < ${gemm.columns}) { store_result(b, row0 + ty * ${TILE} + ${i}, column0 + tx * ${TILE} + ${j}, c${i}_${j}); }`,
      ),
    ),
  ];
  const total = rowBlocks * columnBlocks * gemm.batch;
  const x = Math.min(total, 65535);
  return writer.finish(
    body,
    [threads, 1, 1],
    [Math.max(1, x), Math.max(1, Math.ceil(total / Math.max(1, x))), 1],
  );
}
