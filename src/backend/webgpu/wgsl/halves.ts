// Half precision in shaders: kernels compute in f32, so every f16 becomes f32 before a kernel is written, and only loads and
// stores know better. Where the device has no 16-bit floats, two halves lie in one word; a store then changes its half of
// the word atomically, since another thread may own the other one.
import type { DType } from "../../../graph/dtype.ts";
import { distinct, rewriter } from "../../../graph/expr.ts";
import type { Expr, Kernel, Operand, Slot } from "../../../graph/kernel.ts";

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
  return { ...changed, outputs } as unknown as K;
}

/** All expressions of a kernel. */
export function rootsOf(kernel: Kernel): Expr[] {
  const roots = kernel.outputs.map(({ value }) => value);
  if ("x" in kernel && "op" in kernel.x) roots.push(kernel.x);
  return roots;
}

function meetsHalves(kernel: Kernel): boolean {
  const parts = Object.values(kernel).filter((value) => typeof value === "object") as (Expr | Operand)[];
  if (parts.some(({ dtype }) => dtype === "f16")) return true;
  for (const e of distinct(rootsOf(kernel))) if (e.dtype === "f16") return true;
  return false;
}

/** The text that reads element `index` (i32) of a binding, with the helpers it calls. */
export function loadHalf(name: string, index: string, packed: boolean) {
  if (!packed) return { text: `f32(${name}[${index}])`, uses: [] };
  return { text: `half_at(${name}[u32(${index}) >> 1u], u32(${index}))`, uses: ["half_at"] };
}

/** The statement that stores a value at `index`, with the helpers it calls. */
export function storeHalf(name: string, index: string, value: string, packed: boolean) {
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

/** The type of a binding of halves. */
export function halfArray(packed: boolean, write: boolean): string {
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
  round_half: {
    uses: ["half_bits", "half_value"],
    text: "fn round_half(x: f32) -> f32 { return half_value(half_bits(x)); }",
  },
} as const;
