// Collects the text of one compute shader: which slots it binds, which helpers it calls, and its lines. The emitters of
// kernels/ write through it; nothing here knows a kernel kind.
import type { DType } from "../../../graph/dtype.ts";
import type { Expr, Output } from "../../../graph/kernel.ts";
import { Expressions, type Means, type Place, spreadOut, type Value } from "./expression.ts";
import { helperText } from "./functions.ts";
import { halfArray, loadHalf, loadHalves, type StoredSlot, storeHalf, storeHalves } from "./halves.ts";
import { quadSlots } from "./neighbours.ts";
import { storedType, type Written } from "./operators.ts";

/** What a shader binds, in the order of its bindings. `room`: words that the shaders of one kernel keep between them. */
export type Binding = { slot: number; write: boolean } | "parameters" | "room";

type Bound = number | Extract<Binding, string>;

export interface Shader {
  text: string;
  bindings: Binding[];
  /** Workgroups in x, y, z. */
  workgroups: readonly [number, number, number];
}

/** A kernel: shaders that run one after the other, and the words of the room that they share. */
export interface Program {
  readonly shaders: readonly Shader[];
  readonly roomWords: number;
}

const subgroupBuiltins = [
  "  , @builtin(subgroup_size) subgroup_size: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32,",
  "  @builtin(subgroup_id) subgroup: u32",
];
const matrixUnits = [
  "enable chromium_experimental_subgroup_matrix;",
  "diagnostic(off, chromium.subgroup_matrix_uniformity);",
];

export class ShaderWriter implements Means {
  readonly inLoops: boolean;
  readonly #slots: readonly StoredSlot[];
  readonly #bindings = new Map<Bound, { write: boolean }>();
  readonly #helpers = new Set<string>();
  #subgroups = false;
  #matrixUnits = false;
  readonly #quads = new Set<number>();
  readonly #declarations: string[] = [];
  readonly #declared = new Set<string>();
  #names = 0;

  /** @param inLoops four values are gone through in a loop, which compiles quicker */
  constructor(slots: readonly StoredSlot[], inLoops = false) {
    this.#slots = slots;
    this.inLoops = inLoops;
  }

  /** Adds module-scope text. */
  declare(text: string): void {
    this.#declarations.push(text);
  }

  /** Adds module-scope text unless text of that name is there. */
  declareOnce(name: string, text: string): void {
    if (this.#declared.has(name)) return;
    this.#declared.add(name);
    this.#declarations.push(text);
  }

  name(): string {
    return `v${++this.#names}`;
  }

  use(written: Written): string {
    for (const helper of written.uses ?? []) this.#helpers.add(helper);
    return written.text;
  }

  #bind(key: Bound, write: boolean): void {
    const known = this.#bindings.get(key);
    if (known) known.write ||= write;
    else this.#bindings.set(key, { write });
  }

  /** The slot is bound as vectors of four elements; to be said before anything of it is read. */
  asQuads(slot: number): void {
    if (this.#bindings.has(slot) && !this.#quads.has(slot)) {
      throw new Error(`webgpu: slot ${slot} is read by elements already`);
    }
    this.#quads.add(slot);
  }

  /** Four elements of a slot bound as vectors; `index` (i32) is a multiple of four. */
  loadQuad(slot: number, index: string, dtype: DType = "f32"): string {
    this.#bind(slot, false);
    const { dtype: stored, packed = false } = this.#slot(slot);
    const quad = `s${slot}[(${index}) >> 2u]`;
    if (stored === "f16") return this.use(loadHalves(quad, packed));
    return dtype === "bool" ? `(${quad} != vec4i(0))` : quad;
  }

  #element(slot: number, index: string): string {
    return this.#quads.has(slot) ? `s${slot}[(${index}) >> 2u][(${index}) & 3]` : `s${slot}[${index}]`;
  }

  /** The element of a slot at an index expression (i32), as a value. */
  load(slot: number, index: string, dtype: DType): string {
    this.#bind(slot, false);
    const { dtype: stored, packed = false } = this.#slot(slot);
    if (stored === "f16") return this.use(loadHalf(`s${slot}`, index, packed, this.#quads.has(slot)));
    const element = this.#element(slot, index);
    return dtype === "bool" ? `(${element} != 0)` : element;
  }

  /** The room's word (u32) at an index expression: to be read, or assigned to. */
  room(index: string): string {
    this.#bind("room", true);
    return `room[${index}]`;
  }

  /** A statement that stores a value. */
  store(slot: number, index: string, value: string, dtype: DType): string {
    this.#bind(slot, true);
    const { dtype: stored, packed = false } = this.#slot(slot);
    if (stored === "f16") return this.use(storeHalf(`s${slot}`, index, value, packed));
    return `${this.#element(slot, index)} = ${dtype === "bool" ? `select(0, 1, ${value})` : value};`;
  }

  /** A statement that stores four values in a slot bound as vectors; `index` (i32) is a multiple of four. */
  storeQuad(slot: number, index: string, value: Value, dtype: DType): string {
    this.#bind(slot, true);
    const { dtype: stored, packed = false } = this.#slot(slot);
    const quad = `s${slot}[(${index}) >> 2u]`;
    if (stored === "f16") return this.use(storeHalves(quad, spreadOut(value, "f32"), packed));
    const text = spreadOut(value, dtype);
    return `${quad} = ${dtype === "bool" ? `select(vec4i(0), vec4i(1), ${text})` : text};`;
  }

  #array(slot: number, write: boolean): string {
    const { dtype, packed = false } = this.#slot(slot);
    const quads = this.#quads.has(slot);
    if (dtype === "f16") return halfArray(packed, write, quads);
    const type = storedType(dtype);
    return `array<${quads ? `vec4<${type}>` : type}>`;
  }

  #slot(slot: number): StoredSlot {
    const found = this.#slots[slot];
    if (!found) throw new RangeError(`webgpu: no slot ${slot} in the plan`);
    return found;
  }

  /** A word of the parameter block, as a value. */
  parameter(index: number, dtype: DType): string {
    this.#bind("parameters", false);
    const word = `parameters[${index}]`;
    return dtype === "u32" ? word : dtype === "bool" ? `(${word} != 0u)` : `bitcast<${dtype}>(${word})`;
  }

  /**
   * Writes an expression at a loop index as lines; returns the name of its value.
   * @param index one i32 expression a loop axis
   * @param result the template's value, in epilogues
   */
  expression(root: Expr, index: readonly string[], lines: string[], result?: string): string {
    const results = result === undefined ? [] : [{ text: result, wide: false }];
    return this.expressions({ index, results }, lines).value(root).text;
  }

  /** Writes expressions at a place as lines. @param known what is written already */
  expressions(place: Place, lines: string[], known?: Map<Expr, Value>): Expressions {
    return new Expressions(this, place, lines, known);
  }

  /** Writes a kernel's outputs at a point of the output's loop. */
  outputs(
    outputs: readonly Output[],
    index: readonly string[],
    at: string,
    lines: string[],
    result?: string,
  ): void {
    const values = outputs.map(({ value }) => this.expression(value, index, lines, result));
    outputs.forEach(({ slot, value }, i) => {
      lines.push(this.store(slot, at, values[i] ?? "", value.dtype));
    });
  }

  /** As `outputs`, at four neighbouring points along the last axis of the output's loop. */
  outputQuads(
    outputs: readonly Output[],
    index: readonly string[],
    at: string,
    lines: string[],
    results: readonly Value[] = [],
  ): void {
    const along = index.length - 1;
    const reads = quadSlots(
      outputs.map(({ value }) => value),
      along,
    );
    for (const slot of [...outputs.map((output) => output.slot), ...reads]) this.asQuads(slot);
    const point = this.expressions({ index, along, results }, lines);
    const values = outputs.map(({ value }) => point.value(value));
    outputs.forEach(({ slot, value }, i) => {
      lines.push(this.storeQuad(slot, at, values[i]!, value.dtype));
    });
  }

  /** Lets the body use subgroup operations, `subgroup_size`, `subgroup_lane`, and `subgroup`, its number. */
  useSubgroups(): void {
    this.#subgroups = true;
  }

  /** Lets the body use matrix units, and subgroups. */
  useMatrixUnits(): void {
    this.#matrixUnits = true;
    this.useSubgroups();
  }

  /** The whole module. `body` may use `gid`, `lid`, `wid` and `groups`. */
  finish(
    body: readonly string[],
    size: readonly [number, number, number],
    workgroups: readonly [number, number, number],
  ): Shader {
    const bindings: Binding[] = [];
    const bound: string[] = [];
    for (const [key, { write }] of this.#bindings) {
      const at = `@group(0) @binding(${bindings.length})`;
      if (key === "parameters") bound.push(`${at} var<storage, read> parameters: array<u32>;`);
      else if (key === "room") bound.push(`${at} var<storage, read_write> room: array<u32>;`);
      else
        bound.push(
          `${at} var<storage, ${write ? "read_write" : "read"}> s${key}: ${this.#array(key, write)};`,
        );
      bindings.push(typeof key === "number" ? { slot: key, write } : key);
    }
    const halves = this.#matrixUnits || bound.some((line) => /f16|vec4h/.test(line));
    const text = [
      ...(halves ? ["enable f16;"] : []),
      ...(this.#subgroups ? ["enable subgroups;"] : []),
      ...(this.#matrixUnits ? matrixUnits : []),
      ...bound,
      helperText(this.#helpers),
      ...this.#declarations,
      `@compute @workgroup_size(${size.join(", ")})`,
      "fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u,",
      "  @builtin(workgroup_id) wid: vec3u, @builtin(num_workgroups) groups: vec3u",
      ...(this.#subgroups ? subgroupBuiltins : []),
      ") {",
      ...body,
      "}",
    ].join("\n");
    return { text, bindings, workgroups };
  }
}
