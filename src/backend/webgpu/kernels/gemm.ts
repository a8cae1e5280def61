// The tiled product that matmul and all convolutions are written with: C[row, column] = Σ A[row, k] B[k, column] for each
// batch. Callers say how to load A and B and what to do with a result. Each workgroup computes a block of the result from
// workgroup memory, each thread a part of it in registers. Both operands lie there with their terms side by side, four in
// one vector, so that one loader serves all layouts. Where the result is small and the sum long, parts of the sum are
// computed apart and added up by a second dispatch, in a fixed order.
import type { Slot } from "../../../graph/kernel.ts";
import type { Target } from "../target.ts";
import { flatGroup, flatThread, spread } from "../wgsl/loops.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { type Choice, chooseTile, termsOf, threadsOf } from "./tiles.ts";

export interface GemmOperand {
  /** Pushes statements and returns the value at batch `b`, `row` (or column) and `k`, all inside their bounds. */
  load(writer: ShaderWriter, row: string, k: string, lines: string[]): string;
  /** Elements of neighbouring `k` are neighbours in memory. */
  readonly alongDepth: boolean;
  /** Where four of them can be loaded at once: the slot, and the element that they begin with. */
  readonly quads?: { readonly slot: number; at(row: string, k: string, lines: string[]): string } | undefined;
}

export interface Gemm {
  batch: number;
  rows: number;
  columns: number;
  depth: number;
  a: GemmOperand;
  /** Its rows are the columns of the result. */
  b: GemmOperand;
  /** Statements that consume `value` at (b, row, column). */
  store: (writer: ShaderWriter, value: string) => string[];
}

export function emitGemm(slots: readonly Slot[], gemm: Gemm, target: Target): Program {
  const choice = chooseTile(target, gemm);
  const { parts } = choice;
  const product = emitProduct(slots, gemm, choice);
  if (parts === 1) return { shaders: [product], roomWords: 0 };
  return {
    shaders: [product, emitSum(slots, gemm, parts)],
    roomWords: parts * gemm.batch * gemm.rows * gemm.columns,
  };
}

/** The tile of one operand, and the function that fills it. */
function operandTile(
  writer: ShaderWriter,
  {
    name,
    operand,
    rows,
    bound,
    depth,
    quads,
    threads,
    buffers,
    checked,
  }: {
    name: string;
    operand: GemmOperand;
    rows: number;
    bound: number;
    depth: number;
    quads: number;
    threads: number;
    buffers: number;
    checked: boolean;
  },
) {
  const whole = bound % rows === 0;
  const lines: string[] = [];
  const rowCheck = whole ? "" : `if (row >= ${bound}) { return vec4f(); }`;
  if (operand.quads) {
    const { slot, at } = operand.quads;
    lines.push(rowCheck, checked ? `if (k >= end) { return vec4f(); }` : "");
    const first = at("row", "k", lines);
    lines.push(`return ${writer.loadQuad(slot, first)};`);
  } else {
    // A loop rather than four copies: drivers unroll it, and read a quarter of the text.
    lines.push(rowCheck, "var four = vec4f();", "for (var i = 0; i < 4; i += 1) {", "let term = k + i;");
    if (checked) lines.push("if (term >= end) { break; }");
    const value = operand.load(writer, "row", "term", lines);
    lines.push(`four[i] = ${value};`, "}");
    lines.push("return four;");
  }
  writer.declare(
    `fn load_${name}(b: i32, row: i32, k: i32, end: i32) -> vec4f {\n${lines.filter(Boolean).join("\n")}\n}`,
  );
  const size = rows * (quads + 1);
  writer.declare(`var<workgroup> tile_${name}: array<vec4f, ${buffers * size}>;`);
  const loads = Math.ceil((rows * quads) / threads);
  const even = (rows * quads) % threads === 0;
  const each = (text: (t: string, row: string, quad: string, i: number) => string): string[] =>
    Array.from({ length: loads }, (_, i) => {
      const t = i === 0 ? "t" : `(t + ${i * threads})`;
      const [row, quad] = operand.alongDepth
        ? [`(${t} / ${quads})`, `(${t} % ${quads})`]
        : [`(${t} % ${rows})`, `(${t} / ${rows})`];
      return text(t, row, quad, i);
    });
  const inside = (t: string) => (even ? "" : `if (${t} < ${rows * quads}) `);
  return {
    size,
    depth,
    declare: each((_t, _row, _quad, i) => `var next_${name}${i} = vec4f();`),
    fetch: (k: string) =>
      each(
        (t, row, quad, i) =>
          `${inside(t)}{ next_${name}${i} = load_${name}(b, ${name}0 + ${row}, ${k} + ${quad} * 4, end); }`,
      ),
    keep: (base: string) =>
      each(
        (t, row, quad, i) =>
          `${inside(t)}{ tile_${name}[${base}${row} * ${quads + 1} + ${quad}] = next_${name}${i}; }`,
      ),
  };
}

function emitProduct(slots: readonly Slot[], gemm: Gemm, choice: Choice): Shader {
  const { tile, parts } = choice;
  const { rows, columns, depth, batch } = gemm;
  const writer = new ShaderWriter(slots);
  const threads = threadsOf(tile);
  const [down, across] = [tile.rows / tile.threadRows, tile.columns / tile.threadColumns];
  const quads = tile.depth / 4;
  const terms = termsOf(choice, depth);
  const checked = depth % tile.depth !== 0;
  const common = { depth: tile.depth, quads, threads, buffers: tile.buffers, checked };
  if (gemm.a.quads) writer.asQuads(gemm.a.quads.slot);
  if (gemm.b.quads) writer.asQuads(gemm.b.quads.slot);
  const a = operandTile(writer, { ...common, name: "a", operand: gemm.a, rows: tile.rows, bound: rows });
  const b = operandTile(writer, {
    ...common,
    name: "b",
    operand: gemm.b,
    rows: tile.columns,
    bound: columns,
  });
  const result =
    parts === 1
      ? gemm.store(writer, "value")
      : [
          `${writer.room(`((s * ${batch} + b) * ${rows} + row) * ${columns} + column`)} = bitcast<u32>(value);`,
        ];
  writer.declare(
    `fn store_result(s: i32, b: i32, row: i32, column: i32, value: f32) {\n${result.join("\n")}\n}`,
  );
  const rowBlocks = Math.ceil(rows / tile.rows);
  const columnBlocks = Math.ceil(columns / tile.columns);
  const blocks = rowBlocks * columnBlocks;
  const is = Array.from({ length: tile.threadRows }, (_, i) => i);
  const js = Array.from({ length: tile.threadColumns }, (_, j) => j);
  const double = tile.buffers === 2;
  const [baseA, baseB] = double ? [`now * ${a.size} + `, `now * ${b.size} + `] : ["", ""];
  const [otherA, otherB] = double ? [`(1 - now) * ${a.size} + `, `(1 - now) * ${b.size} + `] : ["", ""];
  const multiply = [
    `for (var q = 0; q < ${quads}; q += 1) {`,
    ...is.map((i) => `let a${i} = tile_a[${baseA}(ty + ${i * down}) * ${quads + 1} + q];`),
    ...js.flatMap((j) => [
      `let b${j} = tile_b[${baseB}(tx + ${j * across}) * ${quads + 1} + q];`,
      ...is.map((i) => {
        const c = `c${i}_${j}`;
        return `${c} = fma(a${i}.w, b${j}.w, fma(a${i}.z, b${j}.z, fma(a${i}.y, b${j}.y, fma(a${i}.x, b${j}.x, ${c}))));`;
      }),
    ]),
    "}",
  ];
  const loop = double
    ? [
        "var now = 0;",
        ...a.fetch("begin"),
        ...b.fetch("begin"),
        ...a.keep(baseA),
        ...b.keep(baseB),
        "workgroupBarrier();",
        `for (var k0 = begin; k0 < end; k0 += ${tile.depth}) {`,
        `if (k0 + ${tile.depth} < end) {`,
        ...a.fetch(`k0 + ${tile.depth}`),
        ...b.fetch(`k0 + ${tile.depth}`),
        "}",
        ...multiply,
        ...a.keep(otherA),
        ...b.keep(otherB),
        "workgroupBarrier();",
        "now = 1 - now;",
        "}",
      ]
    : [
        `for (var k0 = begin; k0 < end; k0 += ${tile.depth}) {`,
        ...a.fetch("k0"),
        ...b.fetch("k0"),
        ...a.keep(""),
        ...b.keep(""),
        "workgroupBarrier();",
        ...multiply,
        "workgroupBarrier();",
        "}",
      ];
  const body = [
    `let group = ${flatGroup};`,
    `if (group >= ${blocks * batch * parts}) { return; }`,
    `let s = group / ${blocks * batch};`,
    `let b = (group / ${blocks}) % ${batch};`,
    // Neighbours in time share rows and columns: eight blocks down, then the next column.
    `let id = group % ${blocks};`,
    `let first = (id / ${8 * columnBlocks}) * 8;`,
    `let height = min(${rowBlocks} - first, 8);`,
    `let within = id % ${8 * columnBlocks};`,
    `let a0 = (first + within % height) * ${tile.rows};`,
    `let b0 = (within / height) * ${tile.columns};`,
    "let t = i32(lid.x);",
    `let ty = t / ${across};`,
    `let tx = t % ${across};`,
    `let begin = s * ${terms};`,
    `let end = ${parts === 1 ? depth : `min(begin + ${terms}, ${depth})`};`,
    ...is.flatMap((i) => js.map((j) => `var c${i}_${j} = 0.0;`)),
    ...a.declare,
    ...b.declare,
    ...loop,
    ...is.flatMap((i) => {
      const inner = js.map((j) => {
        const column = `b0 + tx + ${j * across}`;
        const store = `store_result(s, b, row, ${column}, c${i}_${j});`;
        return columns % tile.columns === 0 ? store : `if (${column} < ${columns}) { ${store} }`;
      });
      const check = rows % tile.rows === 0 ? "" : `if (row < ${rows})`;
      return ["{", `let row = a0 + ty + ${i * down};`, `${check} {`, ...inner, "}", "}"];
    }),
  ];
  return writer.finish(body, [threads, 1, 1], spread(blocks * batch * parts, 1));
}

const THREADS = 64;

/** Adds up the parts and finishes the result. */
function emitSum(slots: readonly Slot[], gemm: Gemm, parts: number): Shader {
  const { batch, rows, columns } = gemm;
  const total = batch * rows * columns;
  const writer = new ShaderWriter(slots);
  const part = writer.room(`s * ${total} + flat`);
  const body = [
    `let flat: i32 = ${flatThread(THREADS)};`,
    `if (flat >= ${total}) { return; }`,
    "var value = 0.0;",
    `for (var s = 0; s < ${parts}; s += 1) { value += bitcast<f32>(${part}); }`,
    `let column = flat % ${columns};`,
    `let row = (flat / ${columns}) % ${rows};`,
    `let b = flat / ${rows * columns};`,
    ...gemm.store(writer, "value"),
  ];
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}
