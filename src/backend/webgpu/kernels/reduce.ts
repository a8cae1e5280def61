// Reduce kernels in two shapes: one thread a result where there are many short ones, one workgroup a result (a tree in
// shared memory) where there are few long ones. Both add in an order that depends on the sizes only, so results repeat.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { ReduceKind } from "../../../graph/node.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { storedType, zeroOf } from "../wgsl/operators.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";

type Reduce = Extract<Kernel, { kind: "reduce" }>;

const THREADS = 64;
const GROUP = 128;
/** Inner loops shorter than this are not worth a workgroup. */
const LONG = 256;

/** `better(a, ai, b, bi)`: does (b, bi) beat (a, ai)? NaN is the extreme; ties go to the smaller index. */
const better = (kind: "argmax" | "argmin", type: string): string => {
  const nan = (x: string) => (type === "f32" ? `is_nan(${x})` : "false");
  const sign = kind === "argmax" ? ">" : "<";
  return `fn better(a: ${type}, ai: i32, b: ${type}, bi: i32) -> bool {
  if (bi < 0) { return false; }
  if (ai < 0) { return true; }
  let an = ${nan("a")};
  let bn = ${nan("b")};
  if (an != bn) { return bn; }
  if (!an && a != b) { return b ${sign} a; }
  return bi < ai;
}`;
};

const isArg = (kind: ReduceKind): kind is "argmax" | "argmin" => kind === "argmax" || kind === "argmin";

/** The combination of two partial results, and the value to start from. */
function combiner(kind: Exclude<ReduceKind, "argmax" | "argmin">, type: string) {
  const start = {
    sum: zeroOf(type as "f32"),
    prod: type === "f32" ? "1.0" : type === "u32" ? "1u" : "1",
    max: type === "f32" ? "(-inf())" : type === "u32" ? "0u" : "(-2147483647 - 1)",
    min: type === "f32" ? "inf()" : type === "u32" ? "4294967295u" : "2147483647",
  }[kind];
  const combine = {
    sum: (a: string, b: string) => `${a} + ${b}`,
    prod: (a: string, b: string) => `${a} * ${b}`,
    max: (a: string, b: string) => (type === "f32" ? `max_f(${a}, ${b})` : `max(${a}, ${b})`),
    min: (a: string, b: string) => (type === "f32" ? `min_f(${a}, ${b})` : `min(${a}, ${b})`),
  }[kind];
  const uses = type === "f32" && kind !== "sum" && kind !== "prod" ? [`${kind}_f`, "inf"] : [];
  return { start, combine, uses };
}

export function emitReduce(kernel: Reduce, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const outer = count(kernel.outer);
  const inner = count(kernel.inner);
  const grouped = inner >= LONG && outer < 16384;
  const type = storedType(kernel.x.dtype);
  const body: string[] = [];
  const [first, step] = grouped ? ["i32(lid.x)", GROUP] : ["0", 1];
  body.push(
    `let flat: i32 = ${grouped ? flatGroup : flatThread(THREADS)};`,
    `if (flat >= ${outer}) { return; }`,
  );
  const outerIndex = splitIndex(kernel.outer, "flat", "o", body);
  const loop: string[] = [];
  const innerIndex = splitIndex(kernel.inner, "r", "r", loop);
  const raw = writer.expression(kernel.x, [...outerIndex, ...innerIndex], loop);
  const value = kernel.x.dtype === "bool" ? `select(0, 1, ${raw})` : raw;
  let result: string;
  if (isArg(kernel.reduce)) {
    writer.use({ text: "", uses: ["is_nan"] });
    writer.declare(better(kernel.reduce, type));
    body.push(`var best: ${type} = ${zeroOf(type as "f32")};`, "var where_: i32 = -1;");
    body.push(`for (var r: i32 = ${first}; r < ${inner}; r += ${step}) {`, ...loop);
    body.push(`if (better(best, where_, ${value}, r)) { best = ${value}; where_ = r; }`, "}");
    if (grouped) {
      writer.declare(
        `var<workgroup> bests: array<${type}, ${GROUP}>;\nvar<workgroup> wheres: array<i32, ${GROUP}>;`,
      );
      body.push("bests[lid.x] = best; wheres[lid.x] = where_;");
      body.push(
        tree(
          "if (better(bests[lid.x], wheres[lid.x], bests[lid.x + h], wheres[lid.x + h])) { bests[lid.x] = bests[lid.x + h]; wheres[lid.x] = wheres[lid.x + h]; }",
        ),
      );
    }
    result = grouped ? "wheres[0]" : "where_";
  } else {
    const { start, combine, uses } = combiner(kernel.reduce, type);
    writer.use({ text: "", uses });
    body.push(`var total: ${type} = ${start};`);
    body.push(
      `for (var r: i32 = ${first}; r < ${inner}; r += ${step}) {`,
      ...loop,
      `total = ${combine("total", value)};`,
      "}",
    );
    if (grouped) {
      writer.declare(`var<workgroup> totals: array<${type}, ${GROUP}>;`);
      body.push(
        "totals[lid.x] = total;",
        tree(`totals[lid.x] = ${combine("totals[lid.x]", "totals[lid.x + h]")};`),
      );
    }
    result = grouped ? "totals[0]" : "total";
    if (kernel.x.dtype === "bool") result = boolResult(kernel, result);
  }
  if (grouped) body.push("if (lid.x != 0u) { return; }");
  const epilogue: string[] = [];
  writer.outputs(kernel.outputs, outerIndex, "flat", epilogue, result);
  body.push(...epilogue);
  return writer.finish(
    body,
    [grouped ? GROUP : THREADS, 1, 1],
    grouped ? spread(outer, 1) : spread(outer, THREADS),
  );
}

/** max, min and prod of bool are bool; its sum is counted in the result's type. */
function boolResult(kernel: Reduce, result: string): string {
  return kernel.outputs.some(({ value }) => resultType(value) === "bool") ? `(${result} != 0)` : result;
}

function resultType(expr: Reduce["x"]): string | undefined {
  if (expr.op === "result") return expr.dtype;
  for (const part of Object.values(expr)) {
    if (typeof part === "object" && part !== null && "op" in part) {
      const found = resultType(part as Reduce["x"]);
      if (found) return found;
    }
  }
  return undefined;
}

/** A tree over the workgroup; all threads reach every barrier. */
const tree = (step: string): string =>
  `workgroupBarrier();
for (var h: u32 = ${GROUP / 2}u; h > 0u; h >>= 1u) {
if (lid.x < h) { ${step} }
workgroupBarrier();
}`;
