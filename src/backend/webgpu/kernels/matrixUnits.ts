// Products of half precision on matrix units: operands go to workgroup memory as f16, subgroups multiply squares of them
// and add up in f32. Fragments allow no elementwise work, so results come back through workgroup memory, where the epilogue
// takes them. The order of `subgroup_matrix` sizes is columns first.
import type { Slot } from "../../../graph/kernel.ts";
import type { MatrixUnit, Target } from "../target.ts";
import { flatGroup, spread } from "../wgsl/loops.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";
import type { Gemm, GemmOperand } from "./gemm.ts";

interface Arrangement {
  /** Subgroups of a workgroup. */
  readonly groupRows: number;
  readonly groupColumns: number;
  /** Squares that each of them computes. */
  readonly down: number;
  readonly across: number;
}

/** The largest first. */
const arrangements: readonly Arrangement[] = [
  { groupRows: 2, groupColumns: 4, down: 4, across: 2 },
  { groupRows: 2, groupColumns: 2, down: 2, across: 2 },
];

/** How a product is spread over matrix units. */
export interface MatrixPlan extends Arrangement {
  readonly unit: MatrixUnit;
  readonly threads: number;
  /** Rows and columns of a workgroup, and terms that it loads at a time. */
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Bytes of workgroup memory. */
  readonly bytes: number;
}

function planOf(arrangement: Arrangement, unit: MatrixUnit, lanes: number): MatrixPlan {
  const { groupRows, groupColumns, down, across } = arrangement;
  const [rows, columns, depth] = [groupRows * down * unit.m, groupColumns * across * unit.n, 2 * unit.k];
  return {
    ...arrangement,
    unit,
    threads: groupRows * groupColumns * lanes,
    rows,
    columns,
    depth,
    bytes: 2 * (rows + columns) * depth + 4 * groupRows * unit.m * columns,
  };
}

/** How matrix units do this product; undefined where there are none, or it is not worth it. */
export function planFor(target: Target, { batch, rows, columns, depth }: Gemm): MatrixPlan | undefined {
  const { matrix, subgroupMinSize, subgroupMaxSize } = target;
  // Workgroups are laid out for one size of subgroups.
  if (!matrix || subgroupMinSize !== subgroupMaxSize) return undefined;
  if (Math.min(rows, columns, depth) < 32) return undefined;
  const plans = arrangements
    .map((arrangement) => planOf(arrangement, matrix, subgroupMaxSize))
    .filter(({ threads, bytes }) => threads <= target.maxThreads && bytes <= target.workgroupBytes);
  const busy = (plan: MatrixPlan) =>
    batch * Math.ceil(rows / plan.rows) * Math.ceil(columns / plan.columns) >= 64;
  return plans.find(busy) ?? plans.at(-1);
}

/** Fills an operand's tile: neighbouring threads load neighbouring elements, four each where they are one vector. */
function fill(name: string, operand: GemmOperand, rows: number, deep: number, threads: number): string {
  const each = operand.quads ? 4 : 1;
  const quads = deep / each;
  const [row, k] = operand.alongDepth
    ? [`(i / ${quads})`, each === 1 ? `(i % ${deep})` : `(i % ${quads}) * ${each}`]
    : [`(i % ${rows})`, `(i / ${rows})`];
  const loaded = `load_${name}(b, ${name}0 + ${row}, k0 + ${k})`;
  const place = `${row} * ${deep} + ${k}`;
  const lines =
    each === 1
      ? [`tile_${name}[${place}] = ${loaded};`]
      : [
          `let four = ${loaded};`,
          `let place = ${place};`,
          ...[0, 1, 2, 3].map((c) => `tile_${name}[place + ${c}] = four[${c}];`),
        ];
  return [`for (var i = i32(lid.x); i < ${rows * quads}; i += ${threads}) {`, ...lines, "}"].join("\n");
}

function declareLoad(writer: ShaderWriter, name: string, operand: GemmOperand, bound: number, depth: number) {
  const type = operand.quads ? "vec4h" : "f16";
  const lines = [`if (row >= ${bound} || k >= ${depth}) { return ${type}(); }`];
  let value: string;
  if (operand.quads) value = writer.loadQuad(operand.quads.slot, operand.quads.at("row", "k", lines));
  else value = operand.load(writer, "row", "k", lines);
  writer.declare(
    `fn load_${name}(b: i32, row: i32, k: i32) -> ${type} {\n${lines.join("\n")}\nreturn ${type}(${value});\n}`,
  );
}

export function emitOnMatrixUnits(slots: readonly Slot[], gemm: Gemm, plan: MatrixPlan): Shader {
  const writer = new ShaderWriter(slots);
  writer.useMatrixUnits();
  const { batch, rows, columns, depth } = gemm;
  const { unit, threads, groupRows, groupColumns, depth: deep } = plan;
  const rowBlocks = Math.ceil(rows / plan.rows);
  const columnBlocks = Math.ceil(columns / plan.columns);
  const blocks = rowBlocks * columnBlocks;
  const [high, wide] = [plan.down * unit.m, plan.across * unit.n];
  for (const { quads } of [gemm.a, gemm.b]) if (quads) writer.asQuads(quads.slot);
  declareLoad(writer, "a", gemm.a, rows, depth);
  declareLoad(writer, "b", gemm.b, columns, depth);
  writer.declare(
    `fn store_result(b: i32, row: i32, column: i32, value: f32) {\n${gemm.store(writer, "value").join("\n")}\n}`,
  );
  writer.declare(
    [
      `var<workgroup> tile_a: array<f16, ${plan.rows * deep}>;`,
      `var<workgroup> tile_b: array<f16, ${plan.columns * deep}>;`,
      `var<workgroup> tile_c: array<f32, ${groupRows * unit.m * plan.columns}>;`,
    ].join("\n"),
  );
  const downs = Array.from({ length: plan.down }, (_, i) => i);
  const acrosses = Array.from({ length: plan.across }, (_, j) => j);
  const left = `subgroup_matrix_left<f16, ${unit.k}, ${unit.m}>`;
  const right = `subgroup_matrix_right<f16, ${unit.n}, ${unit.k}>`;
  const result = `subgroup_matrix_result<f32, ${unit.n}, ${unit.m}>`;
  const steps = [0, 1].flatMap((step) => [
    ...downs.map(
      (i) =>
        `let a${step}_${i} = subgroupMatrixLoad<${left}, row_major>(&tile_a, (high + ${i * unit.m}u) * ${deep}u + ${step * unit.k}u, ${deep}u);`,
    ),
    ...acrosses.flatMap((j) => [
      // Columns lie as rows: their terms are side by side.
      `let b${step}_${j} = subgroupMatrixLoad<${right}, col_major>(&tile_b, (wide + ${j * unit.n}u) * ${deep}u + ${step * unit.k}u, ${deep}u);`,
      ...downs.map(
        (i) => `c${i}_${j} = subgroupMatrixMultiplyAccumulate(a${step}_${i}, b${step}_${j}, c${i}_${j});`,
      ),
    ]),
  ]);
  const body = [
    `let group = ${flatGroup};`,
    `if (group >= ${blocks * batch}) { return; }`,
    `let b = group / ${blocks};`,
    `let id = group % ${blocks};`,
    `let first = (id / ${8 * columnBlocks}) * 8;`,
    `let height = min(${rowBlocks} - first, 8);`,
    `let within = id % ${8 * columnBlocks};`,
    `let a0 = (first + within % height) * ${plan.rows};`,
    `let b0 = (within / height) * ${plan.columns};`,
    `let high = (subgroup / ${groupColumns}u) * ${high}u;`,
    `let wide = (subgroup % ${groupColumns}u) * ${wide}u;`,
    ...downs.flatMap((i) => acrosses.map((j) => `var c${i}_${j}: ${result};`)),
    `for (var k0 = 0; k0 < ${depth}; k0 += ${deep}) {`,
    fill("a", gemm.a, plan.rows, deep, threads),
    fill("b", gemm.b, plan.columns, deep, threads),
    "workgroupBarrier();",
    ...steps,
    "workgroupBarrier();",
    "}",
    // Each subgroup's squares of one height at a time: memory is dear.
    ...downs.flatMap((i) => [
      ...acrosses.map(
        (j) =>
          `subgroupMatrixStore<row_major>(&tile_c, (subgroup / ${groupColumns}u) * ${unit.m * plan.columns}u + wide + ${j * unit.n}u, c${i}_${j}, ${plan.columns}u);`,
      ),
      "workgroupBarrier();",
      `for (var i = i32(lid.x); i < ${groupRows * unit.m * plan.columns}; i += ${threads}) {`,
      `let line = i / ${plan.columns};`,
      `let row = a0 + (line / ${unit.m}) * ${high} + ${i * unit.m} + line % ${unit.m};`,
      `let column = b0 + i % ${plan.columns};`,
      `if (row < ${rows} && column < ${columns}) { store_result(b, row, column, tile_c[i]); }`,
      "}",
      "workgroupBarrier();",
    ]),
  ];
  return writer.finish(body, [threads, 1, 1], spread(blocks * batch, 1));
}
