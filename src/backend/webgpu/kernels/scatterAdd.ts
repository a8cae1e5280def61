// Scatter-add without atomics, so that sums repeat: each thread owns a column of the result, goes through the places of the
// source in order, and adds up those that name one of a few neighbouring rows in workgroup memory that is its own. Where
// threads would be few, the places are cut into parts, whose sums a second shader adds. The source may be smaller than the
// result on the other axes.
import type { Kernel } from "../../../graph/kernel.ts";
import type { Target } from "../target.ts";
import { affineText } from "../wgsl/expression.ts";
import type { StoredSlot } from "../wgsl/halves.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { storedType, zeroOf } from "../wgsl/operators.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { tuningOf } from "./tuning.ts";

type ScatterAdd = Extract<Kernel, { kind: "scatterAdd" }>;

const THREADS = 64;
/** Rows of the result that a thread adds up at once. */
const ROWS = 32;

/** Parts that the places are cut into. */
function partsOf({ shape, sourceShape, axis }: ScatterAdd, target: Target): number {
  const busy = tuningOf(target).busyThreads / 4;
  const threads = (count(shape) / shape[axis]!) * Math.ceil(shape[axis]! / ROWS);
  return Math.max(1, Math.min(Math.ceil(busy / threads), Math.floor(sourceShape[axis]! / 64), 256));
}

export function emitScatterAdd(kernel: ScatterAdd, slots: readonly StoredSlot[], target: Target): Program {
  const parts = partsOf(kernel, target);
  const first = emitParts(kernel, slots, parts);
  if (parts === 1) return { shaders: [first], roomWords: 0 };
  return { shaders: [first, emitSum(kernel, slots, parts)], roomWords: parts * count(kernel.shape) };
}

function emitParts(kernel: ScatterAdd, slots: readonly StoredSlot[], parts: number): Shader {
  const writer = new ShaderWriter(slots);
  const { shape, sourceShape, axis, index, source, outputs } = kernel;
  const { dtype } = source;
  const type = storedType(dtype);
  const total = count(shape);
  const columnShape = shape.with(axis, 1);
  const columns = count(columnShape);
  const groups = Math.ceil((columns * parts) / THREADS);
  const blocks = Math.ceil(shape[axis]! / ROWS);
  const length = Math.ceil(sourceShape[axis]! / parts);
  writer.declare(`var<workgroup> sums: array<${type}, ${ROWS * THREADS}>;`);
  const body = [
    `let group: i32 = ${flatGroup};`,
    `if (group >= ${groups * blocks}) { return; }`,
    `let own: i32 = i32(lid.x);`,
    `let lane: i32 = (group % ${groups}) * ${THREADS} + own;`,
    `if (lane >= ${columns * parts}) { return; }`,
    `let part: i32 = lane / ${columns};`,
    `let column: i32 = lane % ${columns};`,
    `let row0: i32 = (group / ${groups}) * ${ROWS};`,
  ];
  const at = splitIndex(columnShape, "column", "i", body);
  const covered = at.flatMap((name, i) => {
    const reached = sourceShape[i]!;
    return i === axis || reached >= shape[i]! ? [] : [`${name} < ${reached}`];
  });
  const end = `min((part + 1) * ${length}, ${sourceShape[axis]})`;
  const from = at.with(axis, "p");
  const to = at.with(axis, "row");
  const strides = shape.map((_, i) => count(shape.slice(i + 1)));
  body.push(
    `for (var r: i32 = 0; r < ${ROWS}; r += 1) { sums[r * ${THREADS} + own] = ${zeroOf(dtype)}; }`,
    `let end: i32 = ${covered.length > 0 ? `select(0, ${end}, ${covered.join(" && ")})` : end};`,
    `for (var p: i32 = part * ${length}; p < end; p += 1) {`,
    `let r: i32 = ${writer.load(index.slot, affineText(index.at, from), "i32")} - row0;`,
    `if (r >= 0 && r < ${ROWS}) {`,
    `sums[r * ${THREADS} + own] += ${writer.load(source.slot, affineText(source.at, from), dtype)};`,
    "}",
    "}",
    `for (var r: i32 = 0; r < ${ROWS}; r += 1) {`,
    "let row: i32 = row0 + r;",
    `if (row >= ${shape[axis]}) { break; }`,
    `let total: ${type} = sums[r * ${THREADS} + own];`,
    `let flat: i32 = ${affineText({ offset: 0, strides }, to)};`,
  );
  if (parts === 1) writer.outputs(outputs, to, "flat", body, "total");
  else {
    const word = writer.room(`part * ${total} + flat`);
    body.push(`${word} = ${type === "u32" ? "total" : "bitcast<u32>(total)"};`);
  }
  body.push("}");
  return writer.finish(body, [THREADS, 1, 1], spread(groups * blocks, 1));
}

function emitSum(kernel: ScatterAdd, slots: readonly StoredSlot[], parts: number): Shader {
  const writer = new ShaderWriter(slots);
  const { shape, source, outputs } = kernel;
  const type = storedType(source.dtype);
  const total = count(shape);
  const body = [`let flat: i32 = ${flatThread(THREADS)};`, `if (flat >= ${total}) { return; }`];
  const index = splitIndex(shape, "flat", "i", body);
  const word = writer.room(`part * ${total} + flat`);
  body.push(
    `var total: ${type} = ${zeroOf(source.dtype)};`,
    `for (var part: i32 = 0; part < ${parts}; part += 1) {`,
    `total += ${type === "u32" ? word : `bitcast<${type}>(${word})`};`,
    "}",
  );
  writer.outputs(outputs, index, "flat", body, "total");
  return writer.finish(body, [THREADS, 1, 1], spread(total, THREADS));
}
