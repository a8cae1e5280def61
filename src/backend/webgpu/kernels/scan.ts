// Scan kernels. Short rows, or very many: one thread a row. Else a workgroup goes through its span of a row tile by tile and carries the running value along: each thread
// combines a few neighbours, a tree in shared memory those of the threads. Where rows are few and long, a row is cut into
// spans: their totals come first, then what each span carries in. The order depends on sizes only, so results repeat.
import type { Expr, Kernel, Slot } from "../../../graph/kernel.ts";
import type { ScanKind } from "../../../graph/node.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";

type Scan = Extract<Kernel, { kind: "scan" }>;

const GROUP = 128;
/** Neighbours that one thread combines. */
const EACH = 8;
const TILE = GROUP * EACH;
/** Rows up to this long, and this many rows or more, are gone through by one thread each. */
const SHORT = 64;
const MANY = 16384;
const THREADS = 64;
/** As many workgroups keep a graphics card busy. */
const BUSY = 256;

/** How two values combine, and the value that changes nothing. */
function combiner(kind: ScanKind, type: string) {
  const float = type === "f32";
  const least = float ? "(-inf())" : type === "u32" ? "0u" : "(-2147483647 - 1)";
  const greatest = float ? "inf()" : type === "u32" ? "4294967295u" : "2147483647";
  const one = float ? "1.0" : type === "u32" ? "1u" : "1";
  const zero = float ? "0.0" : type === "u32" ? "0u" : "0";
  const chosen = {
    cumsum: ["+", zero],
    cumprod: ["*", one],
    cummax: ["max", least],
    cummin: ["min", greatest],
  }[kind] as [string, string];
  const [sign, neutral] = chosen;
  if (kind === "cumsum" || kind === "cumprod") {
    return { neutral, uses: [], text: (a: string, b: string) => `(${a} ${sign} ${b})` };
  }
  const call = float ? `${sign}_f` : sign;
  return { neutral, uses: float ? [call, "inf"] : [], text: (a: string, b: string) => `${call}(${a}, ${b})` };
}

interface Spans {
  /** Of a row. */
  readonly count: number;
  /** Elements of each but the last. */
  readonly length: number;
}

function spansOf(rows: number, length: number): Spans {
  const tiles = Math.ceil(length / TILE);
  const wanted = rows >= BUSY ? 1 : Math.min(tiles, Math.ceil(BUSY / rows));
  const each = Math.ceil(tiles / wanted);
  return { count: Math.ceil(tiles / each), length: each * TILE };
}

export function emitScan(kernel: Scan, slots: readonly Slot[]): Program {
  const rows = count(kernel.outer);
  if (count(kernel.inner) <= SHORT || rows >= MANY)
    return { shaders: [rowShader(kernel, slots)], roomWords: 0 };
  const spans = spansOf(rows, count(kernel.inner));
  const last = scanShader(kernel, slots, spans);
  if (spans.count === 1) return { shaders: [last], roomWords: 0 };
  return {
    shaders: [totalsShader(kernel, slots, spans), carriesShader(kernel, slots, spans), last],
    roomWords: rows * spans.count,
  };
}

/** One thread a row. */
function rowShader(kernel: Scan, slots: readonly Slot[]): Shader {
  const writer = new ShaderWriter(slots);
  const { dtype } = kernel.x;
  const rule = combiner(kernel.scan, dtype);
  writer.use({ text: "", uses: rule.uses });
  const rows = count(kernel.outer);
  const length = count(kernel.inner);
  const body = [`let row: i32 = ${flatThread(THREADS)};`, `if (row >= ${rows}) { return; }`];
  const outer = splitIndex(kernel.outer, "row", "o", body);
  body.push(`var total: ${dtype} = ${rule.neutral};`, `for (var at: i32 = 0; at < ${length}; at += 1) {`);
  const index = [...outer, ...splitIndex(kernel.inner, "at", "n", body)];
  const x = writer.expression(kernel.x, index, body);
  body.push(`total = ${rule.text("total", x)};`);
  writer.outputs(kernel.outputs, index, `row * ${length} + at`, body, "total");
  body.push("}");
  return writer.finish(body, [THREADS, 1, 1], spread(rows, THREADS));
}

/** What a shader of spans begins with: its row, its span [first, end), and x at place `at` of the row. */
function begin(kernel: Scan, writer: ShaderWriter, spans: Spans) {
  const { dtype } = kernel.x;
  const rule = combiner(kernel.scan, dtype);
  writer.use({ text: "", uses: rule.uses });
  const rows = count(kernel.outer);
  const length = count(kernel.inner);
  const body = [
    `let span: i32 = ${flatGroup};`,
    `if (span >= ${rows * spans.count}) { return; }`,
    `let row: i32 = ${spans.count === 1 ? "span" : `span / ${spans.count}`};`,
    `let first: i32 = ${spans.count === 1 ? "0" : `(span % ${spans.count}) * ${spans.length}`};`,
    `let end: i32 = ${spans.count === 1 ? length : `min(first + ${spans.length}, ${length})`};`,
    "let thread: i32 = i32(lid.x);",
  ];
  const outer = splitIndex(kernel.outer, "row", "o", body);
  const value = (lines: string[], expression: Expr = kernel.x): string => {
    const inner = splitIndex(kernel.inner, "at", "n", lines);
    return writer.expression(expression, [...outer, ...inner], lines);
  };
  return { rule, dtype, length, body, outer, value };
}

/** After it, `totals` holds what the threads up to each combine to, that one included. */
const tree = (combine: (a: string, b: string) => string): string =>
  `workgroupBarrier();
for (var h: i32 = 1; h < ${GROUP}; h <<= 1u) {
let own = totals[thread];
let before = totals[max(thread - h, 0)];
workgroupBarrier();
if (thread >= h) { totals[thread] = ${combine("before", "own")}; }
workgroupBarrier();
}`;

/** Each span's total, into the room. */
function totalsShader(kernel: Scan, slots: readonly Slot[], spans: Spans): Shader {
  const writer = new ShaderWriter(slots);
  const { rule, dtype, body, value } = begin(kernel, writer, spans);
  writer.declare(`var<workgroup> totals: array<${dtype}, ${GROUP}>;`);
  const lines: string[] = [];
  const x = value(lines);
  body.push(
    `var total: ${dtype} = ${rule.neutral};`,
    `for (var at: i32 = first + thread; at < end; at += ${GROUP}) {`,
    ...lines,
    `total = ${rule.text("total", x)};`,
    "}",
    "totals[thread] = total;",
    tree(rule.text),
    `if (thread == ${GROUP - 1}) { ${writer.room("span")} = bitcast<u32>(totals[thread]); }`,
  );
  return writer.finish(body, [GROUP, 1, 1], spread(count(kernel.outer) * spans.count, 1));
}

/** Each total replaced by what the spans before it in the row combine to: one thread a row, since spans are few. */
function carriesShader(kernel: Scan, slots: readonly Slot[], spans: Spans): Shader {
  const writer = new ShaderWriter(slots);
  const { dtype } = kernel.x;
  const rule = combiner(kernel.scan, dtype);
  writer.use({ text: "", uses: rule.uses });
  const word = writer.room(`row * ${spans.count} + i`);
  const body = [
    `let row: i32 = ${flatThread(THREADS)};`,
    `if (row >= ${count(kernel.outer)}) { return; }`,
    `var carry: ${dtype} = ${rule.neutral};`,
    `for (var i: i32 = 0; i < ${spans.count}; i += 1) {`,
    `let total: ${dtype} = bitcast<${dtype}>(${word});`,
    `${word} = bitcast<u32>(carry);`,
    `carry = ${rule.text("carry", "total")};`,
    "}",
  ];
  return writer.finish(body, [THREADS, 1, 1], spread(count(kernel.outer), THREADS));
}

/** The running values, tile by tile. */
function scanShader(kernel: Scan, slots: readonly Slot[], spans: Spans): Shader {
  const writer = new ShaderWriter(slots);
  const { rule, dtype, length, body, outer, value } = begin(kernel, writer, spans);
  writer.declare(
    `var<workgroup> totals: array<${dtype}, ${GROUP}>;\nvar<workgroup> values: array<${dtype}, ${TILE}>;`,
  );
  const load: string[] = [];
  const x = value(load);
  const store: string[] = [];
  const inner = splitIndex(kernel.inner, "at", "n", store);
  writer.outputs(kernel.outputs, [...outer, ...inner], `row * ${length} + at`, store, "values[i]");
  // Reads and writes of memory are neighbours' side by side; each thread's own neighbours lie in shared memory.
  const each = (lines: readonly string[]) => [
    `for (var i: i32 = thread; i < ${TILE}; i += ${GROUP}) {`,
    "let at: i32 = tile + i;",
    "if (at < end) {",
    ...lines,
    "}",
    "}",
  ];
  body.push(
    `var carry: ${dtype} = ${spans.count === 1 ? rule.neutral : `bitcast<${dtype}>(${writer.room("span")})`};`,
    `for (var tile: i32 = first; tile < end; tile += ${TILE}) {`,
    ...each([...load, `values[i] = ${x};`]),
    "workgroupBarrier();",
    `let mine: i32 = thread * ${EACH};`,
    `let left: i32 = clamp(end - tile - mine, 0, ${EACH});`,
    `var total: ${dtype} = ${rule.neutral};`,
    "for (var i: i32 = 0; i < left; i += 1) {",
    `total = ${rule.text("total", "values[mine + i]")};`,
    "values[mine + i] = total;",
    "}",
    "totals[thread] = total;",
    tree(rule.text),
    `var before: ${dtype} = carry;`,
    `if (thread > 0) { before = ${rule.text("carry", "totals[thread - 1]")}; }`,
    `carry = ${rule.text("carry", `totals[${GROUP - 1}]`)};`,
    `for (var i: i32 = 0; i < left; i += 1) { values[mine + i] = ${rule.text("before", "values[mine + i]")}; }`,
    "workgroupBarrier();",
    ...each(store),
    "workgroupBarrier();",
    "}",
  );
  return writer.finish(body, [GROUP, 1, 1], spread(count(kernel.outer) * spans.count, 1));
}
