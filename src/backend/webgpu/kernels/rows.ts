// Rows: several reductions of a row and what is made of them, in one dispatch. The threads of a row hold its elements in
// registers from one stage to the next, so that it is read once; where it is longer than they can hold, they go through it
// again in each stage, which finds it in the cache. Short rows share a workgroup. On software drivers, where barriers are
// dear, a thread goes through its row alone. What is the same for the whole row is computed once.
import { childrenOf } from "../../../graph/expr.ts";
import { type Expr, expressionsOf, type Kernel, type Slot } from "../../../graph/kernel.ts";
import type { Shape } from "../../../graph/node.ts";
import { isOncePerRow, type WorthRows } from "../../../graph/schedule/rows.ts";
import { resultType } from "../../../graph/schedule/traffic.ts";
import type { Target } from "../target.ts";
import { type Value, valueType } from "../wgsl/expression.ts";
import { count, flatGroup, flatThread, splitIndex, spread } from "../wgsl/loops.ts";
import { quadSlots } from "../wgsl/neighbours.ts";
import { storedType } from "../wgsl/operators.ts";
import { type Shader, ShaderWriter } from "../wgsl/writer.ts";
import { type Combiner, combinerFor, isArg } from "./combiner.ts";
import { counted, totalsOf } from "./elements.ts";
import { combineLanes, type Lanes, lanesFor, powerOfTwo, threadNumber } from "./lanes.ts";
import { tuningOf } from "./tuning.ts";

type Rows = Extract<Kernel, { kind: "rows" }>;

/** Elements that a thread holds. */
const held = 16;
/** Values that a thread holds, when it keeps several of each element. */
const mostHeld = 64;

/** Rows up to this long are one kernel, however few they are. */
const short = 4096;

/** Rows that are few and long are better cut into parts, as reductions are. */
export const worthRows = (target: Target): WorthRows => {
  const { rowThreads, busyGroups } = tuningOf(target);
  return (rows, length) => rows >= busyGroups || length <= Math.max(short, rowThreads * held);
};

interface Layout extends Lanes {
  /** Neighbours that a thread takes at once. */
  readonly each: 1 | 4;
  /** Times that it does so for a row; undefined: in a loop. */
  readonly steps: number | undefined;
}

function layoutOf({ outer, inner }: Rows, each: 1 | 4, values: number, target: Target): Layout {
  const { rowThreads, busyThreads, threads } = tuningOf(target);
  if (rowThreads === 1) return { threads, lanes: 1, each, steps: undefined };
  const [rows, length] = [count(outer), count(inner)];
  const most = Math.min(rowThreads, target.maxThreads);
  let wanted = Math.min(most, powerOfTwo(length / held));
  while (wanted < most && rows * wanted < busyThreads && length / wanted > each) wanted *= 2;
  const lanes = lanesFor(wanted, target);
  const steps = Math.ceil(length / (lanes.lanes * each));
  const fits = steps * each <= held && steps * each * values <= mostHeld;
  return { ...lanes, each, steps: fits ? steps : undefined };
}

export function emitRows(kernel: Rows, slots: readonly Slot[], target: Target): Shader {
  return new RowShader(kernel, slots, target).write();
}

class RowShader {
  readonly #kernel: Rows;
  readonly #writer: ShaderWriter;
  readonly #target: Target;
  readonly #layout: Layout;
  /** By phase, the stages' and then that of the outputs: what is computed at each element. */
  readonly #phases: readonly (readonly Expr[])[];
  /** What a later phase needs again, and the phase that computes it first. */
  readonly #held: ReadonlyMap<Expr, number>;
  readonly #alike: (e: Expr) => boolean;
  readonly #body: string[] = [];
  readonly #results: Value[] = [];
  /** What is the same for the whole row. */
  readonly #ofRow = new Map<Expr, Value>();
  /** By step: the variables that hold elements' values. */
  readonly #variables: Map<Expr, Value>[] = [];
  #outer: readonly string[] = [];

  constructor(kernel: Rows, slots: readonly Slot[], target: Target) {
    this.#kernel = kernel;
    this.#target = target;
    this.#writer = new ShaderWriter(slots, tuningOf(target).inLoops);
    const { outer, inner, stages, outputs } = kernel;
    this.#alike = alikeWithin(outer);
    const atEach = outputs.filter(({ once }) => !once).map(({ value }) => value);
    this.#phases = [...stages.map(({ x }) => [x]), atEach];
    this.#held = heldBetween(this.#phases, this.#alike);
    const each = inner.at(-1)! % 4 === 0 ? 4 : 1;
    this.#layout = layoutOf(kernel, each, this.#held.size, target);
    if (each === 4) {
      for (const { slot, once } of outputs) if (!once) this.#writer.asQuads(slot);
      for (const slot of quadSlots(expressionsOf(kernel), this.#along)) this.#writer.asQuads(slot);
    }
  }

  /** The innermost axis. */
  get #along(): number {
    return this.#kernel.outer.length + this.#kernel.inner.length - 1;
  }

  get #length(): number {
    return count(this.#kernel.inner);
  }

  write(): Shader {
    const { outer, stages, outputs } = this.#kernel;
    const { threads, lanes } = this.#layout;
    const rows = count(outer);
    const perGroup = threads / lanes;
    this.#begin(rows, perGroup);
    stages.forEach((_, stage) => {
      this.#stage(stage);
    });
    const once = outputs.filter((output) => output.once);
    if (once.length > 0) {
      const values = once.map(({ value }) => this.#rowValue(value));
      const stores = once.map(({ slot, value }, i) =>
        this.#writer.store(slot, "row", values[i]!.text, value.dtype),
      );
      this.#body.push(
        ...(lanes === 1 ? stores : [`if (lane == 0${this.#andOwn(perGroup)}) {`, ...stores, "}"]),
      );
    }
    if (outputs.length > once.length) {
      const lines: string[] = [];
      this.#elements(stages.length, lines, (values, at) => this.#store(values, at));
      const guarded = this.#andOwn(perGroup);
      this.#body.push(...(guarded ? ["if (own) {", ...lines, "}"] : lines));
    }
    return this.#writer.finish(this.#body, [threads, 1, 1], spread(rows, perGroup));
  }

  /** Threads beyond the rows go along with the last one, for the barriers, and store nothing. */
  #andOwn(perGroup: number): string {
    return this.#layout.lanes > 1 && perGroup > 1 ? " && own" : "";
  }

  #begin(rows: number, perGroup: number): void {
    const { threads, lanes, steps } = this.#layout;
    const body = this.#body;
    if (lanes === 1) {
      body.push(`let row: i32 = ${flatThread(threads)};`, `if (row >= ${rows}) { return; }`);
    } else if (perGroup === 1) {
      body.push(
        `let row: i32 = ${flatGroup};`,
        `if (row >= ${rows}) { return; }`,
        "let lane: i32 = i32(lid.x);",
      );
    } else {
      body.push(
        `let thread: i32 = ${threadNumber(this.#writer, this.#layout, this.#target)};`,
        `let lane: i32 = thread % ${lanes};`,
        `let own_row: i32 = ${flatGroup} * ${perGroup} + thread / ${lanes};`,
        `let own: bool = own_row < ${rows};`,
        `let row: i32 = min(own_row, ${rows - 1});`,
      );
    }
    this.#outer = splitIndex(this.#kernel.outer, "row", "o", body);
    for (let step = 0; step < (steps ?? 0); step++) {
      const variables = new Map<Expr, Value>();
      [...this.#held.keys()].forEach((e, i) => {
        const wide = this.#layout.each === 4;
        const text = `held${i}_${step}`;
        body.push(`var ${text}: ${valueType(e.dtype, wide)};`);
        variables.set(e, { text, wide });
      });
      this.#variables.push(variables);
    }
  }

  #stage(stage: number): void {
    const { reduce, x } = this.#kernel.stages[stage]!;
    const writer = this.#writer;
    const combiner: Combiner = combinerFor(writer, reduce, storedType(x.dtype));
    const totals = totalsOf(combiner, this.#layout.each, `total${stage}`);
    const lines: string[] = [];
    this.#elements(stage, lines, ([value], at) =>
      totals.take(x.dtype === "bool" ? counted(value!) : value!, at),
    );
    const body = this.#body;
    body.push(`// ${reduce}`, ...totals.begin, ...lines, ...totals.end);
    combineLanes(writer, combiner, totals.names, this.#layout, this.#target, body, stage);
    const result = totals.names.at(-1)!;
    const isBool = !isArg(reduce) && resultType(this.#kernel, stage) === "bool";
    this.#results.push({ text: isBool ? `(${result} != 0)` : result, wide: false });
  }

  /** A value that is the same for the whole row. */
  #rowValue(e: Expr): Value {
    const index = [...this.#outer, ...this.#kernel.inner.map(() => "0")];
    return this.#writer.expressions({ index, results: this.#results }, this.#body, this.#ofRow).value(e);
  }

  /** Writes the expressions of a phase at each element of the thread, and what `use` makes of them. */
  #elements(phase: number, lines: string[], use: (values: readonly Value[], at: string) => string[]): void {
    const { lanes, each, steps } = this.#layout;
    const lane = lanes === 1 ? "0" : each === 1 ? "lane" : `lane * ${each}`;
    const whole = lanes * each;
    for (const e of this.#phases[phase]!) for (const part of rowParts(e, this.#alike)) this.#rowValue(part);
    if (steps === undefined) {
      lines.push(`for (var at: i32 = ${lane}; at < ${this.#length}; at += ${whole}) {`);
      this.#element(phase, new Map(), "at", lines, use);
      lines.push("}");
      return;
    }
    for (let step = 0; step < steps; step++) {
      const at = `let at: i32 = ${step === 0 ? lane : `${lane} + ${step * whole}`};`;
      const all = (step + 1) * whole <= this.#length;
      lines.push("{", at, ...(all ? [] : [`if (at < ${this.#length}) {`]));
      this.#element(phase, this.#variables[step]!, "at", lines, use);
      lines.push(...(all ? [] : ["}"]), "}");
    }
  }

  #element(
    phase: number,
    variables: ReadonlyMap<Expr, Value>,
    at: string,
    lines: string[],
    use: (values: readonly Value[], at: string) => string[],
  ): void {
    const index = [...this.#outer, ...splitIndex(this.#kernel.inner, at, "n", lines)];
    const known = new Map(this.#ofRow);
    for (const [e, variable] of variables) if (this.#held.get(e)! < phase) known.set(e, variable);
    const along = this.#layout.each === 4 ? this.#along : undefined;
    const writing = this.#writer.expressions({ index, along, results: this.#results }, lines, known);
    const values = this.#phases[phase]!.map((e) => writing.value(e));
    for (const [e, { text }] of variables) {
      if (this.#held.get(e) !== phase) continue;
      const value = known.get(e)!;
      lines.push(
        `${text} = ${value.wide || along === undefined ? value.text : `${valueType(e.dtype, true)}(${value.text})`};`,
      );
    }
    lines.push(...use(values, at));
  }

  #store(values: readonly Value[], at: string): string[] {
    const place = `row * ${this.#length} + ${at}`;
    return this.#kernel.outputs
      .filter(({ once }) => !once)
      .map(({ slot, value }, i) =>
        this.#layout.each === 4
          ? this.#writer.storeQuad(slot, place, values[i]!, value.dtype)
          : this.#writer.store(slot, place, values[i]!.text, value.dtype),
      );
  }
}

/** Tells of an expression whether it is the same at all elements of a row. */
function alikeWithin(outer: Shape): (e: Expr) => boolean {
  const known = new Map<Expr, boolean>();
  const alike = (e: Expr): boolean => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const own =
      (!("at" in e) || isOncePerRow(e.at, outer)) &&
      (e.op !== "guard" || e.bounds.every(({ at }) => isOncePerRow(at, outer)));
    const all = own && childrenOf(e).every(alike);
    known.set(e, all);
    return all;
  };
  return alike;
}

/** The largest parts of an expression that are the same for the whole row. */
function rowParts(root: Expr, alike: (e: Expr) => boolean): Expr[] {
  const parts: Expr[] = [];
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (alike(e)) parts.push(e);
    else for (const child of childrenOf(e)) visit(child);
  };
  visit(root);
  return parts;
}

/** What a phase computes at each element and a later phase needs: with the phase. */
function heldBetween(phases: readonly (readonly Expr[])[], alike: (e: Expr) => boolean): Map<Expr, number> {
  const computed = new Map<Expr, number>();
  const held = new Map<Expr, number>();
  phases.forEach((roots, phase) => {
    const visit = (e: Expr): void => {
      if (alike(e)) return;
      const before = computed.get(e);
      if (before !== undefined) {
        if (before < phase) held.set(e, before);
        return;
      }
      computed.set(e, phase);
      for (const child of childrenOf(e)) visit(child);
    };
    for (const root of roots) visit(root);
  });
  return held;
}
