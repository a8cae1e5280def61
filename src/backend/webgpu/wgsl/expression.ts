// Expressions as lines of WGSL, at one point of a loop or at four neighbours at once. Four neighbours are a vector where
// they differ, and one value where they don't (what an axis is broadcast along). Knows no kernel kind.
import type { DType } from "../../../graph/dtype.ts";
import type { Affine, Bound, Expr } from "../../../graph/kernel.ts";
import { lastsAlong } from "./neighbours.ts";
import { type Written, writeBinary, writeCast, writeConstant, writeUnary, zeroOf } from "./operators.ts";

/** A name or a text, of four neighbours' values when wide. */
export interface Value {
  readonly text: string;
  readonly wide: boolean;
}

/** Where an expression is computed. */
export interface Place {
  /** One i32 text a loop axis. */
  readonly index: readonly string[];
  /** The axis along which four neighbours are computed, the index's and the next three; undefined: one point. */
  readonly along?: number | undefined;
  /** The template's results, by stage. */
  readonly results?: readonly Value[];
}

/** What an expression is written with: memory, helpers, names. */
export interface Means {
  /** Four values are gone through in a loop, which compiles quicker, and not written out. */
  readonly inLoops: boolean;
  name(): string;
  use(written: Written): string;
  declareOnce(name: string, text: string): void;
  load(slot: number, index: string, dtype: DType): string;
  loadQuad(slot: number, index: string, dtype: DType): string;
  parameter(index: number, dtype: DType): string;
}

/** The WGSL type of a value; halves are computed as f32. */
export const valueType = (dtype: DType, wide = false): string => {
  const one = dtype === "f16" ? "f32" : dtype;
  return wide ? `vec4<${one}>` : one;
};

/** The value, four times where it is one. */
export const spreadOut = ({ text, wide }: Value, dtype: DType): string =>
  wide ? text : `${valueType(dtype, true)}(${text})`;

const narrow = (text: string): Value => ({ text, wide: false });
/** The components of a vector. */
export const components = ["x", "y", "z", "w"] as const;
const four = (text: (i: number) => string, type: string): string =>
  `${type}(${components.map((_, i) => text(i)).join(", ")})`;

/** Operations that WGSL itself does on vectors of floats as on single ones. */
const vectorUnaries: ReadonlySet<string> = new Set([
  "neg",
  "abs",
  "floor",
  "ceil",
  "round",
  "trunc",
  "reciprocal",
]);
const vectorBinaries: ReadonlySet<string> = new Set(["add", "sub", "mul"]);

export class Expressions {
  readonly #means: Means;
  readonly #place: Place;
  readonly #lines: string[];
  readonly #known: Map<Expr, Value>;

  /** @param known values that are there already; what is written is added */
  constructor(means: Means, place: Place, lines: string[], known = new Map<Expr, Value>()) {
    this.#means = means;
    this.#place = place;
    this.#lines = lines;
    this.#known = known;
  }

  /** Writes the expression, and what it needs that is not known; returns its name. */
  value(e: Expr): Value {
    const known = this.#known.get(e);
    if (known) return known;
    const value = isSameInShaders(e) ? this.value(e.x) : this.#named(this.#write(e), e.dtype);
    this.#known.set(e, value);
    return value;
  }

  #named({ text, wide }: Value, dtype: DType): Value {
    const name = this.#means.name();
    this.#lines.push(`let ${name}: ${valueType(dtype, wide)} = ${text};`);
    return { text: name, wide };
  }

  #write(e: Expr): Value {
    const means = this.#means;
    switch (e.op) {
      case "load":
        return this.#load(e);
      case "constant":
        return narrow(means.use(writeConstant(e.value, e.dtype)));
      case "parameter":
        return narrow(means.parameter(e.index, e.dtype));
      case "index": {
        const at = this.#affine(e.at);
        return this.#lifted(`cast4_i32_${e.dtype}`, [at], ["i32"], e.dtype, ([x]) =>
          writeCast(at.wide ? x! : `(${x})`, "i32", e.dtype),
        );
      }
      case "random": {
        const key = [e.key, e.key + 1].map((word) => means.parameter(word, "u32"));
        const draw = (at: string) =>
          means.use({
            text: `threefry(${key.join(", ")}, u32(${at}), ${e.stream >>> 0}u)`,
            uses: ["threefry"],
          });
        const at = this.#affine(e.at);
        if (!at.wide) return narrow(draw(at.text));
        return { text: four((i) => draw(this.#affineAt(e.at, i)), "vec4u"), wide: true };
      }
      case "unary": {
        const x = this.value(e.x);
        const { kind } = e;
        if (x.wide && e.x.dtype === "f32" && vectorUnaries.has(kind)) {
          return { text: means.use(writeUnary(kind, x.text, "f32")), wide: true };
        }
        const name = `${kind}4${suffix(e.x.dtype)}`;
        return this.#lifted(name, [x], [e.x.dtype], e.dtype, ([a]) => writeUnary(kind, a!, e.x.dtype));
      }
      case "binary":
        return this.#binary(e);
      case "where":
        return this.#select(this.value(e.condition), this.value(e.a), this.value(e.b), e.dtype);
      case "cast": {
        const x = this.value(e.x);
        return this.#lifted(`cast4_${e.x.dtype}_${e.dtype}`, [x], [e.x.dtype], e.dtype, ([a]) =>
          writeCast(a!, e.x.dtype, e.dtype),
        );
      }
      case "guard":
        return this.#select(this.#inside(e.bounds), this.value(e.x), narrow(zeroOf(e.dtype)), e.dtype);
      case "gather":
        return this.#gather(e);
      case "result": {
        const result = this.#place.results?.[e.stage ?? 0];
        if (!result) throw new Error("webgpu: an epilogue value outside an epilogue");
        return result;
      }
    }
  }

  #load({ slot, at, dtype }: Expr & { op: "load" }): Value {
    const means = this.#means;
    const { along } = this.#place;
    if (along === undefined || at.strides[along] === 0)
      return narrow(means.load(slot, this.#text(at), dtype));
    if (lastsAlong(at, along)) return { text: means.loadQuad(slot, this.#text(at), dtype), wide: true };
    const one = (i: number) => means.load(slot, this.#affineAt(at, i), dtype);
    return { text: four(one, valueType(dtype, true)), wide: true };
  }

  #binary(e: Expr & { op: "binary" }): Value {
    const { kind } = e;
    const type = e.a.dtype;
    const [a, b] = [this.value(e.a), this.value(e.b)];
    const wide = a.wide || b.wide;
    const byVector = vectorBinaries.has(kind) || (kind === "div" && type === "f32");
    if (wide && type !== "bool" && byVector) {
      return { text: this.#means.use(writeBinary(kind, a.text, b.text, type)), wide };
    }
    return this.#lifted(`${kind}4${suffix(type)}`, [a, b], [type, type], e.dtype, ([x, y]) =>
      writeBinary(kind, x!, y!, type),
    );
  }

  #gather(e: Expr & { op: "gather" }): Value {
    const means = this.#means;
    const index = this.value(e.index);
    const { along } = this.#place;
    const last = Math.max(0, e.count - 1);
    const address = (start: string, at: string) => `(${start} + clamp(${at}, 0, ${last}) * ${e.stride})`;
    const outside = narrow(e.dtype === "f32" ? means.use({ text: "nan()", uses: ["nan"] }) : zeroOf(e.dtype));
    const step = along === undefined ? 0 : e.at.strides[along]!;
    if (!index.wide) {
      const inside = narrow(`(${index.text} >= 0 && ${index.text} < ${e.count})`);
      if (step === 0) {
        const element = narrow(means.load(e.slot, address(this.#text(e.at), index.text), e.dtype));
        return this.#select(inside, element, outside, e.dtype);
      }
      const quad = lastsAlong(e.at, along!) && e.stride % 4 === 0;
      const text = quad
        ? means.loadQuad(e.slot, address(this.#text(e.at), index.text), e.dtype)
        : four(
            (i) => means.load(e.slot, address(this.#affineAt(e.at, i), index.text), e.dtype),
            valueType(e.dtype, true),
          );
      return this.#select(inside, { text, wide: true }, outside, e.dtype);
    }
    const one = (i: number) =>
      means.load(e.slot, address(this.#affineAt(e.at, i), `${index.text}.${components[i]}`), e.dtype);
    const inside = `(${index.text} >= vec4i(0)) & (${index.text} < vec4i(${e.count}))`;
    const elements = { text: four(one, valueType(e.dtype, true)), wide: true };
    return this.#select({ text: inside, wide: true }, elements, outside, e.dtype);
  }

  #inside(bounds: readonly Bound[]): Value {
    const single: string[] = [];
    const wide: string[] = [];
    for (const { at, lo, hi } of bounds) {
      const { text, wide: isWide } = this.#affine(at);
      if (isWide) wide.push(`(${text} >= vec4i(${lo})) & (${text} < vec4i(${hi}))`);
      else single.push(`(${text}) >= ${lo} && (${text}) < ${hi}`);
    }
    const one = single.join(" && ") || "true";
    if (wide.length === 0) return narrow(one);
    return { text: [...wide, ...(single.length > 0 ? [`vec4<bool>(${one})`] : [])].join(" & "), wide: true };
  }

  #select(condition: Value, yes: Value, no: Value, dtype: DType): Value {
    const wide = condition.wide || yes.wide || no.wide;
    const side = (value: Value) => (wide ? spreadOut(value, dtype) : value.text);
    return { text: `select(${side(no)}, ${side(yes)}, ${condition.text})`, wide };
  }

  /** An operation as it is written for single values; on vectors a function of that name does it to each of the four. */
  #lifted(
    name: string,
    values: readonly Value[],
    types: readonly DType[],
    result: DType,
    write: (texts: readonly string[]) => Written,
  ): Value {
    const means = this.#means;
    if (!values.some(({ wide }) => wide)) return narrow(means.use(write(values.map(({ text }) => text))));
    const names = values.map((_, i) => "abc"[i]!);
    const parameters = names.map((of, i) => `${of}: ${valueType(types[i]!, true)}`);
    const type = valueType(result, true);
    const at = (place: string) => means.use(write(names.map((of) => `${of}${place}`)));
    const body = means.inLoops
      ? `  var all: ${type};\n  for (var i = 0; i < 4; i += 1) { all[i] = ${at("[i]")}; }\n  return all;`
      : `  return ${type}(${components.map((c) => at(`.${c}`)).join(", ")});`;
    means.declareOnce(name, `fn ${name}(${parameters.join(", ")}) -> ${type} {\n${body}\n}`);
    return {
      text: `${name}(${values.map((value, i) => spreadOut(value, types[i]!)).join(", ")})`,
      wide: true,
    };
  }

  #text(at: Affine): string {
    return affineText(at, this.#place.index);
  }

  /** The affine function at the `i`th neighbour. */
  #affineAt(at: Affine, i: number): string {
    return this.#text({ ...at, offset: at.offset + i * at.strides[this.#place.along!]! });
  }

  #affine(at: Affine): Value {
    const { along } = this.#place;
    const step = along === undefined ? 0 : at.strides[along]!;
    if (step === 0) return narrow(this.#text(at));
    return { text: `(vec4i(${this.#text(at)}) + ${four((i) => `${i * step}`, "vec4i")})`, wide: true };
  }
}

/** A cast that changes nothing where halves are computed as f32. */
const isSameInShaders = (e: Expr): e is Expr & { op: "cast" } =>
  e.op === "cast" && e.dtype !== "f16" && valueType(e.x.dtype) === valueType(e.dtype);

const suffix = (type: DType): string => (type === "f32" ? "" : `_${type}`);

/** `offset + Σ stride * index`, as i32 text. */
export function affineText({ offset, strides }: Affine, index: readonly string[]): string {
  const terms = strides.flatMap((stride, axis) => {
    if (stride === 0) return [];
    return [stride === 1 ? `${index[axis]}` : `${index[axis]} * ${stride}`];
  });
  if (offset !== 0 || terms.length === 0) terms.push(`${offset}`);
  return terms.join(" + ");
}
