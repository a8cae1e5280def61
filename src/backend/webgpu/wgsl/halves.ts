// Half precision in shaders: kernels compute in f32, so every f16 becomes f32 before a kernel is written, and only loads and
// stores know better. Where the device has no 16-bit floats, two halves lie in one word; a store then changes its half of
// the word atomically, since another thread may own the other one.
import type { DType } from "../../../graph/dtype.ts";
import { distinct, rewriter } from "../../../graph/expr.ts";
import { type Expr, expressionsOf, type Kernel, type Operand, type Slot } from "../../../graph/kernel.ts";
import type { Written } from "./operators.ts";

/** A slot and, for f16, how its elements lie. */
export type StoredSlot = Slot & { readonly packed?: boolean };

/** The slots as a device stores them that has (`native`) or lacks 16-bit floats. */
export const storedSlots = (slots: readonly Slot[], native: boolean): readonly StoredSlot[] =>
  slots.map((slot) => (slot.dtype === "f16" && !native ? { ...slot, packed: true } : slot));

/** The kernel with f32 in place of f16. What was rounded by a cast is rounded still: it is cast to f16 and back. */
export function withoutHalves<K extends Kernel>(kernel: K): K {
  if (!meetsHalves(kernel)) return kernel;
  const rewrite = rewriter({
    leaf(e): Expr | undefined {
      if (e.dtype !== "f16") return undefined;
      if (e.op !== "cast") return rewrite({ ...e, dtype: "f32" });
      return { op: "cast", x: { op: "cast", x: rewrite(e.x), dtype: "f16" }, dtype: "f32" };
    },
  });
  const part = <T>(value: T): T => {
    if (typeof value !== "object" || value === null) return value;
    if ("op" in value) return rewrite(value as unknown as Expr) as unknown as T;
    return "dtype" in value && (value.dtype as DType) === "f16" ? { ...value, dtype: "f32" } : value;
  };
  const changed = Object.fromEntries(Object.entries(kernel).map(([key, value]) => [key, part(value)]));
  const outputs = kernel.outputs.map((output) => ({ ...output, value: rewrite(output.value) }));
  const stages =
    kernel.kind === "rows"
      ? { stages: kernel.stages.map((stage) => ({ ...stage, x: rewrite(stage.x) })) }
      : {};
  return { ...changed, ...stages, outputs } as unknown as K;
}

function meetsHalves(kernel: Kernel): boolean {
  const parts = Object.values(kernel).filter((value) => typeof value === "object") as (Expr | Operand)[];
  if (parts.some(({ dtype }) => dtype === "f16")) return true;
  for (const e of distinct(expressionsOf(kernel))) if (e.dtype === "f16") return true;
  return false;
}

/** The text that reads element `index` (i32) of a binding, with the helpers it calls. */
export function loadHalf(name: string, index: string, packed: boolean, quads = false): Written {
  if (!packed)
    return { text: `f32(${quads ? `${name}[(${index}) >> 2u][(${index}) & 3]` : `${name}[${index}]`})` };
  const word = quads
    ? `${name}[u32(${index}) >> 2u][(u32(${index}) >> 1u) & 1u]`
    : `${name}[u32(${index}) >> 1u]`;
  return { text: `half_at(${word}, u32(${index}))`, uses: ["half_at"] };
}

/** Four halves of a binding of vectors, as f32. */
export const loadHalves = (quad: string, packed: boolean): Written =>
  packed ? { text: `half_values(${quad})`, uses: ["half_values"] } : { text: `vec4f(${quad})` };

/** The statement that stores a value at `index`, with the helpers it calls. */
export function storeHalf(name: string, index: string, value: string, packed: boolean): Written {
  if (!packed)
    return { text: `${name}[${index}] = bitcast<vec2h>(half_bits(${value})).x;`, uses: ["half_bits"] };
  const lines = [
    `let place = u32(${index});`,
    "let shift = (place & 1u) * 16u;",
    `atomicAnd(&${name}[place >> 1u], 0xffff0000u >> shift);`,
    `atomicOr(&${name}[place >> 1u], half_bits(${value}) << shift);`,
  ];
  return { text: `{ ${lines.join(" ")} }`, uses: ["half_bits"] };
}

/** The statement that stores four values (vec4f). Both their words belong to whoever stores them, so nothing is atomic. */
export const storeHalves = (quad: string, value: string, packed: boolean): Written => {
  const words = `half_words(${value})`;
  return { text: `${quad} = ${packed ? words : `bitcast<vec4h>(${words})`};`, uses: ["half_words"] };
};

/** The type of a binding of halves. */
export function halfArray(packed: boolean, write: boolean, quads: boolean): string {
  if (quads) return packed ? "array<vec2u>" : "array<vec4h>";
  if (!packed) return "array<f16>";
  return write ? "array<atomic<u32>>" : "array<u32>";
}

/** The helper functions of the texts above, for the table of helpers. */
export const halfFunctions = {
  half_bits: {
    text: `fn half_bits(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let size = bits & 0x7fffffffu;
  let normal = (size - 0x37fff001u + ((size >> 13u) & 1u)) >> 13u;
  let small = bitcast<u32>(bitcast<f32>(size) + 0.5) - 0x3f000000u;
  let finite = min(select(normal, small, size < 0x38800000u), 0x7c00u);
  return ((bits >> 16u) & 0x8000u) | select(finite, 0x7e00u, size > 0x7f800000u);
}`,
  },
  half_value: {
    text: `fn half_value(bits: u32) -> f32 {
  let size = bits & 0x7fffu;
  let sign = (bits & 0x8000u) << 16u;
  if (size < 0x400u) { return bitcast<f32>(bitcast<u32>(f32(size) * 5.9604644775390625e-8) | sign); }
  let offset = select(0x38000000u, 0x70000000u, size >= 0x7c00u);
  return bitcast<f32>(((size << 13u) + offset) | sign);
}`,
  },
  half_at: {
    uses: ["half_value"],
    text: "fn half_at(word: u32, index: u32) -> f32 { return half_value((word >> ((index & 1u) * 16u)) & 0xffffu); }",
  },
  half_values: {
    uses: ["half_value"],
    text: `fn half_values(words: vec2u) -> vec4f {
  let low = words & vec2u(0xffffu);
  let high = words >> vec2u(16u);
  return vec4f(half_value(low.x), half_value(high.x), half_value(low.y), half_value(high.y));
}`,
  },
  half_words: {
    uses: ["half_bits"],
    text: `fn half_words(x: vec4f) -> vec2u {
  return vec2u(half_bits(x.x) | (half_bits(x.y) << 16u), half_bits(x.z) | (half_bits(x.w) << 16u));
}`,
  },
  round_half: {
    uses: ["half_bits", "half_value"],
    text: "fn round_half(x: f32) -> f32 { return half_value(half_bits(x)); }",
  },
} as const;
