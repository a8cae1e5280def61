// Reduce kernels. Results whose elements lie side by side in memory are computed by several threads each; where the results
// do, by one thread each, or for four of them. Either way by vectors where neighbours fall into fours. Few results of many elements are cut into
// parts, and a second shader combines those. The order depends on sizes and the device only, so results repeat.
import type { Kernel, Slot } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import { liesAcross } from "../../../graph/schedule/rows.ts";
import { resultType } from "../../../graph/schedule/traffic.ts";
import type { Target } from "../target.ts";
import { components, type Value } from "../wgsl/expression.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { quadSlots } from "../wgsl/neighbours.ts";
import { storedType } from "../wgsl/operators.ts";
import { type Program, type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { combinerFor, isArg } from "./combiner.ts";
import { counted, totalsOf, totalsOfFour } from "./elements.ts";
import { combineLanes, type Lanes, lanesFor, powerOfTwo, threadNumber } from "./lanes.ts";
import { tuningOf } from "./tuning.ts";

type Reduce = Extract<Kernel, { kind: "reduce" }>;

/** Threads that compute one result together, at most. */
const GROUP = 256;

/** How the work is spread. */
interface Layout extends Lanes {
  /** Parts of the inner loop that are computed apart. */
  readonly parts: number;
  /** Neighbours of one result that a thread takes at once. */
  readonly each: 1 | 4;
  /** Neighbouring results that a thread computes. */
  readonly results: 1 | 4;
}

function layoutOf(kernel: Reduce, target: Target): Layout {
  const { x, outer, inner } = kernel;
  const [results, length] = [count(outer), count(inner)];
  const { busyThreads: busy, rowThreads, threads } = tuningOf(target);
  const across = liesAcross([x], outer, inner);
  const fours = (shape: Shape, axis: number): 1 | 4 =>
    shape.length > 0 && shape.at(-1)! % 4 === 0 && quadSlots([x], axis).size > 0 ? 4 : 1;
  const each = across ? 1 : fours(inner, outer.length + inner.length - 1);
  const together = across ? fours(outer, outer.length - 1) : 1;
  if (rowThreads === 1 || length < 32 || across) {
    const parts = Math.min(Math.ceil((busy * together) / results), Math.floor(length / 64), 256);
    return { threads, lanes: 1, parts: Math.max(1, parts), each, results: together };
  }
  const lanes = lanesFor(Math.min(GROUP, powerOfTwo(length / 8)), target);
  const parts = Math.min(Math.ceil(busy / (results * lanes.lanes)), Math.floor(length / 4096), 256);
  return { ...lanes, parts: Math.max(1, parts), each, results: 1 };
}

export function emitReduce(kernel: Reduce, slots: readonly Slot[], target: Target): Program {
  const layout = layoutOf(kernel, target);
  const { outer, inner, x } = kernel;
  const results = count(outer);
  const { parts } = layout;
  const last = parts === 1;
  const along =
    layout.each === 4 ? outer.length + inner.length - 1 : layout.results === 4 ? outer.length - 1 : undefined;
  const first = emitStage(kernel, slots, target, layout, {
    length: count(inner),
    element(writer, at, outerIndex, lines) {
      const index = [...outerIndex, ...splitIndex(inner, at, "r", lines)];
      if (along !== undefined) for (const slot of quadSlots([x], along)) writer.asQuads(slot);
      const value = writer.expressions({ index, along }, lines).value(x);
      return { value: x.dtype === "bool" ? counted(value) : value, at };
    },
    last,
  });
  if (last) return { shaders: [first], roomWords: 0 };
  const words = parts * results;
  const lanes = layout.lanes === 1 || results >= 1024 ? 1 : Math.min(GROUP, powerOfTwo(parts));
  const second = emitStage(
    kernel,
    slots,
    target,
    { ...lanesFor(lanes, target), parts: 1, each: 1, results: 1 },
    {
      length: parts,
      element(writer, at) {
        const word = writer.room(`${at} * ${results} + flat`);
        const type = storedType(x.dtype);
        const value = { text: type === "u32" ? word : `bitcast<${type}>(${word})`, wide: false };
        const place = `bitcast<i32>(${writer.room(`${words} + ${at} * ${results} + flat`)})`;
        return { value, at: isArg(kernel.reduce) ? place : at };
      },
      last: true,
    },
  );
  return { shaders: [first, second], roomWords: (isArg(kernel.reduce) ? 2 : 1) * words };
}

interface Stage {
  /** Elements of one result. */
  readonly length: number;
  /** The element `at` of result `flat`, or it and its neighbours: the value, and its place. */
  element(
    writer: ShaderWriter,
    at: string,
    outer: readonly string[],
    lines: string[],
  ): { readonly value: Value; readonly at: string };
  /** Results go to the outputs, not to the room. */
  readonly last: boolean;
}

function emitStage(
  kernel: Reduce,
  slots: readonly Slot[],
  target: Target,
  layout: Layout,
  { length, element, last }: Stage,
): Shader {
  const writer = new ShaderWriter(slots, tuningOf(target).inLoops);
  const { threads, lanes, parts, each } = layout;
  const results = count(kernel.outer);
  const combiner = combinerFor(writer, kernel.reduce, storedType(kernel.x.dtype));
  const four = layout.results === 4;
  const totals = four ? totalsOfFour(combiner, "total") : totalsOf(combiner, each, "total");
  if (four) {
    const values = kernel.outputs.map(({ value }) => value);
    for (const slot of quadSlots(values, kernel.outer.length - 1)) writer.asQuads(slot);
  }
  const columns = results / layout.results;
  const total = columns * parts;
  const perGroup = threads / lanes;
  const partLength = each * Math.ceil(length / parts / each);
  const id =
    lanes === 1
      ? flatThread(threads)
      : perGroup === 1
        ? flatGroup
        : `${flatGroup} * ${perGroup} + thread / ${lanes}`;
  const body = [
    lanes === 1 ? "" : `let thread: i32 = ${threadNumber(writer, layout, target)};`,
    `let id: i32 = ${id};`,
    // Threads beyond the results stay for the barriers.
    lanes === 1 ? `if (id >= ${total}) { return; }` : "",
    `let part = ${parts === 1 ? "0" : `id / ${columns}`};`,
    `let flat: i32 = ${parts === 1 ? "id" : `(id % ${columns})`}${four ? " * 4" : ""};`,
    `let lane = ${lanes === 1 ? "0" : `thread % ${lanes}`};`,
    `let begin = part * ${partLength};`,
    `let end = ${lanes === 1 ? "" : `select(0, `}min(begin + ${partLength}, ${length})${lanes === 1 ? "" : `, id < ${total})`};`,
  ].filter(Boolean);
  const outer = splitIndex(kernel.outer, "flat", "o", body);
  const loop: string[] = [];
  const { value, at } = element(writer, "r", outer, loop);
  body.push(
    ...totals.begin,
    `for (var r: i32 = begin + lane${each === 1 ? "" : ` * ${each}`}; r < end; r += ${lanes * each}) {`,
    ...loop,
    ...totals.take(value, at),
    "}",
    ...totals.end,
  );
  if (lanes > 1) {
    combineLanes(writer, combiner, totals.names, layout, target, body);
    body.push(`if (lane != 0 || id >= ${total}) { return; }`);
  }
  if (last) {
    const plain = totals.names.at(-1)!;
    const zero = four ? "vec4i(0)" : "0";
    // max, min and prod of bool are bool; its sum is counted in the result's type.
    const isBool = !isArg(kernel.reduce) && resultType(kernel) === "bool";
    const result = { text: isBool ? `(${plain} != ${zero})` : plain, wide: four };
    if (four) writer.outputQuads(kernel.outputs, outer, "flat", body, [result]);
    else writer.outputs(kernel.outputs, outer, "flat", body, result.text);
  } else {
    const words = results * parts;
    const place = four || parts > 1 ? `part * ${results} + flat` : "id";
    totals.names.forEach((name, i) => {
      const places = four ? components.map((c) => `.${c}`) : [""];
      places.forEach((component, c) => {
        const value = `${name}${component}`;
        const at = [i > 0 ? `${i * words}` : "", place, c > 0 ? `${c}` : ""].filter(Boolean).join(" + ");
        body.push(`${writer.room(at)} = ${combiner.types[i] === "u32" ? value : `bitcast<u32>(${value})`};`);
      });
    });
  }
  return writer.finish(body, [threads, 1, 1], spread(total, perGroup));
}
