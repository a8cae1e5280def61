// Collects the text of one compute shader: which slots it binds, which helpers it calls, and its lines. The emitters of
// kernels/ write through it; nothing here knows a kernel kind.
import type { DType } from "../../../graph/dtype.ts";
import type { Affine, Expr, Output } from "../../../graph/kernel.ts";
import { helperText } from "./functions.ts";
import { halfArray, loadHalf, type StoredSlot, storeHalf } from "./halves.ts";
import {
  storedType,
  type Written,
  writeBinary,
  writeCast,
  writeConstant,
  writeUnary,
  zeroOf,
} from "./operators.ts";

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

export class ShaderWriter {
  readonly #slots: readonly StoredSlot[];
  readonly #bindings = new Map<Bound, { write: boolean }>();
  readonly #helpers = new Set<string>();
  #subgroups = false;
  #matrixUnits = false;
  readonly #quads = new Set<number>();
  readonly #declarations: string[] = [];
  #names = 0;

  constructor(slots: readonly StoredSlot[]) {
    this.#slots = slots;
  }

  /** Adds module-scope text. */
  declare(text: string): void {
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

  /** From now on the slot is bound as vectors of four elements of 32 bits. */
  asQuads(slot: number): void {
    this.#quads.add(slot);
  }

  /** Four elements of a slot bound as vectors; `index` (i32) is a multiple of four. */
  loadQuad(slot: number, index: string): string {
    this.#bind(slot, false);
    return `s${slot}[(${index}) / 4]`;
  }

  #element(slot: number, index: string): string {
    return this.#quads.has(slot) ? `s${slot}[(${index}) / 4][(${index}) % 4]` : `s${slot}[${index}]`;
  }

  /** The element of a slot at an index expression (i32), as a value. */
  load(slot: number, index: string, dtype: DType): string {
    this.#bind(slot, false);
    const { dtype: stored, packed = false } = this.#slot(slot);
    if (stored === "f16") return this.use(loadHalf(`s${slot}`, index, packed));
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

  #array(slot: number, write: boolean): string {
    const { dtype, packed = false } = this.#slot(slot);
    if (dtype === "f16") return halfArray(packed, write);
    const type = storedType(dtype);
    return `array<${this.#quads.has(slot) ? `vec4<${type}>` : type}>`;
  }

  #slot(slot: number): StoredSlot {
    const found = this.#slots[slot];
    if (!found) throw new RangeError(`webgpu: no slot ${slot} in the plan`);
    return found;
  }

  #parameter(index: number, dtype: DType): string {
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
    const done = new Map<Expr, string>();
    const visit = (expr: Expr): string => {
      const known = done.get(expr);
      if (known) return known;
      const name = this.#keep(lines, expr.dtype, this.#write(expr, index, visit, result));
      done.set(expr, name);
      return name;
    };
    return visit(root);
  }

  #keep(lines: string[], dtype: DType, text: string): string {
    const name = this.name();
    lines.push(`let ${name}: ${dtype === "f16" ? "f32" : dtype} = ${text};`);
    return name;
  }

  #write(
    expr: Expr,
    index: readonly string[],
    visit: (expr: Expr) => string,
    result: string | undefined,
  ): string {
    switch (expr.op) {
      case "load":
        return this.load(expr.slot, affineText(expr.at, index), expr.dtype);
      case "constant":
        return this.use(writeConstant(expr.value, expr.dtype));
      case "parameter":
        return this.#parameter(expr.index, expr.dtype);
      case "index":
        return this.use(writeCast(`(${affineText(expr.at, index)})`, "i32", expr.dtype));
      case "random": {
        const key = [expr.key, expr.key + 1].map((word) => this.#parameter(word, "u32"));
        return this.use({
          text: `threefry(${key.join(", ")}, u32(${affineText(expr.at, index)}), ${expr.stream >>> 0}u)`,
          uses: ["threefry"],
        });
      }
      case "unary":
        return this.use(writeUnary(expr.kind, visit(expr.x), expr.x.dtype));
      case "binary":
        return this.use(writeBinary(expr.kind, visit(expr.a), visit(expr.b), expr.a.dtype));
      case "where": {
        const condition = visit(expr.condition);
        return `select(${visit(expr.b)}, ${visit(expr.a)}, ${condition})`;
      }
      case "cast":
        return this.use(writeCast(visit(expr.x), expr.x.dtype, expr.dtype));
      case "guard": {
        const inside = expr.bounds.map(({ at, lo, hi }) => {
          const text = affineText(at, index);
          return `(${text}) >= ${lo} && (${text}) < ${hi}`;
        });
        return `select(${zeroOf(expr.dtype)}, ${visit(expr.x)}, ${inside.join(" && ") || "true"})`;
      }
      case "gather": {
        const at = visit(expr.index);
        const inside = `(${at} >= 0 && ${at} < ${expr.count})`;
        const element = this.load(
          expr.slot,
          `(${affineText(expr.at, index)} + clamp(${at}, 0, ${Math.max(0, expr.count - 1)}) * ${expr.stride})`,
          expr.dtype,
        );
        const outside =
          expr.dtype === "f32" ? this.use({ text: "nan()", uses: ["nan"] }) : zeroOf(expr.dtype);
        return `select(${outside}, ${element}, ${inside})`;
      }
      case "result":
        if (result === undefined) throw new Error("webgpu: an epilogue value outside an epilogue");
        return result;
    }
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
    const halves = this.#matrixUnits || bound.some((line) => line.includes("f16"));
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

/** `offset + Σ stride * index`, as i32 text. */
export function affineText({ offset, strides }: Affine, index: readonly string[]): string {
  const terms = strides.flatMap((stride, axis) => {
    if (stride === 0) return [];
    return [stride === 1 ? `${index[axis]}` : `${index[axis]} * ${stride}`];
  });
  if (offset !== 0 || terms.length === 0) terms.push(`${offset}`);
  return terms.join(" + ");
}
