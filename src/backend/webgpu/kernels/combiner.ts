// How partial results of a reduction become one: by kind and type, the start and the statements.
import type { ReduceKind } from "../../../graph/node.ts";
import { zeroOf } from "../wgsl/operators.ts";
import type { ShaderWriter } from "../wgsl/writer.ts";

/** `beats_…(a, ai, b, bi)`: does (b, bi) beat (a, ai)? NaN is the extreme; ties go to the smaller index. */
const beats = (name: string, kind: "argmax" | "argmin", type: string): string => {
  const nan = (x: string) => (type === "f32" ? `is_nan(${x})` : "false");
  const sign = kind === "argmax" ? ">" : "<";
  return `fn ${name}(a: ${type}, ai: i32, b: ${type}, bi: i32) -> bool {
  if (bi < 0) { return false; }
  if (ai < 0) { return true; }
  let an = ${nan("a")};
  let bn = ${nan("b")};
  if (an != bn) { return bn; }
  if (!an && a != b) { return b ${sign} a; }
  return bi < ai;
}`;
};

export const isArg = (kind: ReduceKind): kind is "argmax" | "argmin" =>
  kind === "argmax" || kind === "argmin";

/** How two partial results become one. Results are one variable, of `arg…` two: the value and its place. */
export interface Combiner {
  readonly types: readonly string[];
  readonly start: readonly string[];
  /** Statements that combine `into` with `from`. */
  combine(into: readonly string[], from: readonly string[]): string;
  /** Whether `combine` does four results at once when its variables are vectors. */
  readonly vectors: boolean;
  /** The statement that combines a subgroup's parts, where the device has one for it. */
  readonly together?: (name: string) => string;
}

/** Declares in `writer` what the combination calls. */
export function combinerFor(writer: ShaderWriter, kind: ReduceKind, type: string): Combiner {
  if (isArg(kind)) {
    writer.use({ text: "", uses: ["is_nan"] });
    const name = `beats_${kind}_${type}`;
    writer.declareOnce(name, beats(name, kind, type));
    return {
      types: [type, "i32"],
      start: [zeroOf(type as "f32"), "-1"],
      combine: ([a, ai], [b, bi]) => `if (${name}(${a}, ${ai}, ${b}, ${bi})) { ${a} = ${b}; ${ai} = ${bi}; }`,
      vectors: false,
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
  if (float && !isSum) writer.use({ text: "", uses: [`${kind}_f`, "inf", "is_nan", "nan"] });
  const together = { sum: "subgroupAdd", prod: "subgroupMul", max: "subgroupMax", min: "subgroupMin" }[kind];
  const sign = kind === "sum" ? "+" : "*";
  const call = float ? `${kind}_f` : kind;
  return {
    types: [type],
    start: [start],
    combine: ([a], [b]) => (isSum ? `${a} = ${a} ${sign} ${b};` : `${a} = ${call}(${a}, ${b});`),
    vectors: isSum,
    together: (name) =>
      float && !isSum
        ? `${name} = select(${together}(${name}), nan(), subgroupAny(is_nan(${name})));`
        : `${name} = ${together}(${name});`,
  };
}
