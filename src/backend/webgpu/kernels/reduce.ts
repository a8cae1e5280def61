// Reduce kernels. Results whose elements lie side by side in memory are computed by several threads each, side by side;
// where the results do, by one thread each. Few results of many elements are cut into parts, and a second shader combines
// those. The order depends on sizes and the device only, so results repeat.
import type { Expr, Kernel, Slot } from "../../../graph/kernel.ts";
import type { ReduceKind } from "../../../graph/node.ts";
import type { Target } from "../target.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { storedType, zeroOf } from "../wgsl/operators.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { combineLanes } from "./lanes.ts";

type Reduce = Extract<Kernel, { kind: "reduce" }>;

const THREADS = 64;
const GROUP = 256;

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

/** How two partial results become one. Results are one variable, of `arg…` two: the value and its place. */
export interface Combiner {
  readonly types: readonly string[];
  readonly start: readonly string[];
  /** Statements that combine `into` with `from`. */
  combine(into: readonly string[], from: readonly string[]): string;
}

/** Declares in `writer` what the combination calls. */
export function combinerFor(writer: ShaderWriter, kind: ReduceKind, type: string): Combiner {
  if (isArg(kind)) {
    writer.use({ text: "", uses: ["is_nan"] });
    writer.declare(better(kind, type));
    return {
      types: [type, "i32"],
      start: [zeroOf(type as "f32"), "-1"],
      combine: ([a, ai], [b, bi]) => `if (better(${a}, ${ai}, ${b}, ${bi})) { ${a} = ${b}; ${ai} = ${bi}; }`,
    };
  }
  const float = type === "f32";
  const start = {
    sum: zeroOf(type as "f32"),
    prod: float ? "1.0" : type === "u32" ? "1u" : "1",
    max: float ? "(-inf())" : type === "u32" ? "0u" : "(-2147483647 - 1)",
    min: float ? "inf()" : type === "u32" ? "4294967295u" : "2147483647",
  }[kind];
  const isSum = kind === "sum" || kind === "prod";
  if (float && !isSum) writer.use({ text: "", uses: [`${kind}_f`, "inf"] });
  const sign = kind === "sum" ? "+" : "*";
  const call = float ? `${kind}_f` : kind;
  return {
    types: [type],
    start: [start],
    combine: ([a], [b]) => (isSum ? `${a} = ${a} ${sign} ${b};` : `${a} = ${call}(${a}, ${b});`),
  };
}

/** How the work is spread. */
interface Layout {
  /** Threads that compute one result together, a power of two; 1 of them has no need of others. */
  readonly lanes: number;
  /** Parts of the inner loop that are computed apart. */
  readonly parts: number;
}

const powerOfTwo = (x: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, x)));

/** Whether neighbouring results read neighbouring elements, and one result does not. */
function liesAcross(x: Expr, outer: readonly number[], inner: readonly number[]): boolean {
  const lastOuter = outer.findLastIndex((size) => size > 1);
  const lastInner = inner.findLastIndex((size) => size > 1);
  if (lastOuter < 0 || lastInner < 0) return false;
  let votes = 0;
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.op === "load" || e.op === "gather") {
      const across = e.at.strides[lastOuter] === 1;
      const along = e.at.strides[outer.length + lastInner] === 1;
      votes += Number(across) - Number(along);
    }
    for (const part of Object.values(e)) if (typeof part === "object" && part && "op" in part) visit(part);
  };
  visit(x);
  return votes > 0;
}

function layoutOf({ x, outer, inner }: Reduce, target: Target): Layout {
  const [results, length] = [count(outer), count(inner)];
  // Software has few threads; barriers are dear there.
  const busy = target.vendor === "google" || target.vendor === "mesa" ? 4096 : 65536;
  if (length < 32 || liesAcross(x, outer, inner)) {
    const parts = Math.min(Math.ceil(busy / results), Math.floor(length / 64), 256);
    return { lanes: 1, parts: Math.max(1, parts) };
  }
  const lanes = Math.min(GROUP, powerOfTwo(length / 8));
  const parts = Math.min(Math.ceil(busy / (results * lanes)), Math.floor(length / 4096), 256);
  return { lanes, parts: Math.max(1, parts) };
}

export function emitReduce(kernel: Reduce, slots: readonly Slot[], target: Target): Program {
  const layout = layoutOf(kernel, target);
  const results = count(kernel.outer);
  const { parts } = layout;
  const last = parts === 1;
  const first = emitStage(kernel, slots, target, layout, {
    length: count(kernel.inner),
    element(writer, at, outer, lines) {
      const inner = splitIndex(kernel.inner, at, "r", lines);
      const value = writer.expression(kernel.x, [...outer, ...inner], lines);
      return [kernel.x.dtype === "bool" ? `select(0, 1, ${value})` : value, at];
    },
    last,
  });
  if (last) return { shaders: [first], roomWords: 0 };
  const words = parts * results;
  const lanes = results >= 1024 ? 1 : Math.min(GROUP, powerOfTwo(parts));
  const second = emitStage(
    kernel,
    slots,
    target,
    { lanes, parts: 1 },
    {
      length: parts,
      element(writer, at) {
        const type = storedType(kernel.x.dtype);
        return [type, "i32"].map((of, i) => {
          const word = writer.room(`${i * words} + ${at} * ${results} + flat`);
          return of === "u32" ? word : `bitcast<${of}>(${word})`;
        });
      },
      last: true,
    },
  );
  return { shaders: [first, second], roomWords: (isArg(kernel.reduce) ? 2 : 1) * words };
}

interface Stage {
  /** Elements of one result. */
  readonly length: number;
  /** The element `at` of result `flat`: its value, and its place. */
  element(writer: ShaderWriter, at: string, outer: readonly string[], lines: string[]): readonly string[];
  /** Results go to the outputs, not to the room. */
  readonly last: boolean;
}

function emitStage(
  kernel: Reduce,
  slots: readonly Slot[],
  target: Target,
  { lanes, parts }: Layout,
  { length, element, last }: Stage,
): Shader {
  const writer = new ShaderWriter(slots);
  const results = count(kernel.outer);
  const type = storedType(kernel.x.dtype);
  const { types, start, combine } = combinerFor(writer, kernel.reduce, type);
  const total = results * parts;
  const threads = lanes === 1 ? THREADS : GROUP;
  const each = threads / lanes;
  const partLength = Math.ceil(length / parts);
  const names = types.map((_, i) => `total${i}`);
  const id =
    lanes === 1
      ? flatThread(threads)
      : each === 1
        ? flatGroup
        : `${flatGroup} * ${each} + i32(lid.x) / ${lanes}`;
  const body = [
    `let id: i32 = ${id};`,
    // Threads beyond the results stay for the barriers.
    lanes === 1 ? `if (id >= ${total}) { return; }` : "",
    `let part = ${parts === 1 ? "0" : `id / ${results}`};`,
    `let flat: i32 = ${parts === 1 ? "id" : `id % ${results}`};`,
    `let lane = ${lanes === 1 ? "0" : `i32(lid.x) % ${lanes}`};`,
    `let begin = part * ${partLength};`,
    `let end = ${lanes === 1 ? "" : `select(0, `}min(begin + ${partLength}, ${length})${lanes === 1 ? "" : `, id < ${total})`};`,
  ].filter(Boolean);
  const outer = splitIndex(kernel.outer, "flat", "o", body);
  names.forEach((name, i) => {
    body.push(`var ${name}: ${types[i]} = ${start[i]};`);
  });
  const loop: string[] = [];
  const values = element(writer, "r", outer, loop).slice(0, types.length);
  values.forEach((value, i) => {
    loop.push(`let x${i}: ${types[i]} = ${value};`);
  });
  body.push(
    `for (var r: i32 = begin + lane; r < end; r += ${lanes}) {`,
    ...loop,
    combine(
      names,
      values.map((_, i) => `x${i}`),
    ),
    "}",
  );
  if (lanes > 1) {
    combineLanes(writer, { names, types, combine, start, threads, lanes, target }, body);
    body.push(`if (lane != 0 || id >= ${total}) { return; }`);
  }
  if (last) {
    const plain = names.at(-1)!;
    const result = kernel.x.dtype === "bool" && !isArg(kernel.reduce) ? boolResult(kernel, plain) : plain;
    writer.outputs(kernel.outputs, outer, "flat", body, result);
  } else {
    names.forEach((name, i) => {
      const value = types[i] === "u32" ? name : `bitcast<u32>(${name})`;
      body.push(`${writer.room(`${i * total} + id`)} = ${value};`);
    });
  }
  return writer.finish(body, [threads, 1, 1], spread(total, each));
}

/** max, min and prod of bool are bool; its sum is counted in the result's type. */
function boolResult(kernel: Reduce, result: string): string {
  return kernel.outputs.some(({ value }) => resultType(value) === "bool") ? `(${result} != 0)` : result;
}

function resultType(expr: Expr): string | undefined {
  if (expr.op === "result") return expr.dtype;
  for (const part of Object.values(expr)) {
    if (typeof part === "object" && part !== null && "op" in part) {
      const found = resultType(part as Expr);
      if (found) return found;
    }
  }
  return undefined;
}
