// How each unary and binary operation, cast and comparison is written in WGSL. One line an operation and type; a missing
// kind does not compile. Values are f32, i32, u32 or WGSL's own bool; bool is 0 or 1 only in memory.
import type { DType } from "../../../graph/dtype.ts";
import type { BinaryKind, UnaryKind } from "../../../graph/node.ts";

/** Text with the helpers that it calls. */
export interface Written {
  text: string;
  uses?: readonly string[];
}

type Write1 = (x: string, type: DType) => Written;
type Write2 = (a: string, b: string, type: DType) => Written;

const call1 =
  (name: string): Write1 =>
  (x) => ({ text: `${name}(${x})`, uses: [name] });
const builtin1 =
  (name: string): Write1 =>
  (x) => ({ text: `${name}(${x})` });

const unaries: { [K in UnaryKind]: Write1 } = {
  neg: (x, type) => ({ text: type === "u32" ? `(0u - ${x})` : `(-${x})` }),
  abs: (x, type) => ({ text: type === "u32" ? x : `abs(${x})` }),
  sign: (x, type) => {
    if (type === "u32") return { text: `min(${x}, 1u)` };
    return type === "i32" ? { text: `sign(${x})` } : { text: `sign_f(${x})`, uses: ["sign_f"] };
  },
  not: (x, type) => ({ text: type === "bool" ? `(!${x})` : `(~${x})` }),
  floor: builtin1("floor"),
  ceil: builtin1("ceil"),
  round: builtin1("round"),
  trunc: builtin1("trunc"),
  sqrt: (x) => ({ text: `select(sqrt(${x}), nan(), ${x} < 0.0)`, uses: ["nan"] }),
  reciprocal: (x) => ({ text: `(1.0 / ${x})` }),
  exp: call1("exp_"),
  expm1: call1("expm1_"),
  log: call1("log_"),
  log1p: call1("log1p_"),
  sin: call1("sin_"),
  cos: call1("cos_"),
  tan: call1("tan_"),
  asin: call1("asin_"),
  acos: call1("acos_"),
  atan: call1("atan_"),
  sinh: call1("sinh_"),
  cosh: call1("cosh_"),
  tanh: call1("tanh_"),
  erf: call1("erf_"),
  isnan: (x) => ({ text: `is_nan(${x})`, uses: ["is_nan"] }),
};

const infix =
  (sign: string): Write2 =>
  (a, b) => ({ text: `(${a} ${sign} ${b})` });

/** Comparisons of floats go by bit pattern where NaN is involved: some drivers fold `x == x`. */
const compare =
  (sign: string, whenNaN: boolean): Write2 =>
  (a, b, type) => {
    if (type === "bool")
      return {
        text: sign === "==" || sign === "!=" ? `(${a} ${sign} ${b})` : `(u32(${a}) ${sign} u32(${b}))`,
      };
    if (type !== "f32") return { text: `(${a} ${sign} ${b})` };
    const unordered = `(is_nan(${a}) || is_nan(${b}))`;
    return {
      text: whenNaN ? `(${unordered} || (${a} ${sign} ${b}))` : `(!${unordered} && (${a} ${sign} ${b}))`,
      uses: ["is_nan"],
    };
  };

const logical =
  (sign: "&" | "|"): Write2 =>
  (a, b) => ({ text: `(${a} ${sign} ${b})` });

/** `f` for floats, `i` for i32, `u` for u32. */
const typed =
  (f: string | Write2, i: string | Write2, u: string | Write2): Write2 =>
  (a, b, type) => {
    const chosen = type === "f32" ? f : type === "u32" ? u : i;
    return typeof chosen === "string"
      ? { text: `${chosen}(${a}, ${b})`, uses: [chosen] }
      : chosen(a, b, type);
  };

const builtin2 =
  (name: string): Write2 =>
  (a, b) => ({ text: `${name}(${a}, ${b})` });

const binaries: { [K in BinaryKind]: Write2 } = {
  add: infix("+"),
  sub: infix("-"),
  mul: infix("*"),
  div: typed(infix("/"), "div_i", "div_u"),
  mod: typed("mod_f", "mod_i", "mod_u"),
  pow: typed("pow_", "ipow", "upow"),
  max: typed("max_f", builtin2("max"), builtin2("max")),
  min: typed("min_f", builtin2("min"), builtin2("min")),
  atan2: (a, b) => ({ text: `atan2_(${a}, ${b})`, uses: ["atan2_"] }),
  eq: compare("==", false),
  ne: compare("!=", true),
  lt: compare("<", false),
  le: compare("<=", false),
  and: logical("&"),
  or: logical("|"),
  xor: (a, b, type) => ({ text: type === "bool" ? `(${a} != ${b})` : `(${a} ^ ${b})` }),
  shl: (a, b) => ({ text: `(${a} << (u32(${b}) & 31u))` }),
  shr: (a, b) => ({ text: `(${a} >> (u32(${b}) & 31u))` }),
};

/** bool operands count as 0 and 1 where the operation is arithmetic. */
const onBool: { readonly [K in BinaryKind]?: Write2 } = {
  add: (a, b) => ({ text: `(${a} | ${b})` }),
  mul: (a, b) => ({ text: `(${a} & ${b})` }),
  max: (a, b) => ({ text: `(${a} | ${b})` }),
  min: (a, b) => ({ text: `(${a} & ${b})` }),
};

export const writeUnary = (kind: UnaryKind, x: string, type: DType): Written => unaries[kind](x, type);

export const writeBinary = (kind: BinaryKind, a: string, b: string, type: DType): Written =>
  ((type === "bool" ? onBool[kind] : undefined) ?? binaries[kind])(a, b, type);

/** A value of one type as another. */
export function writeCast(x: string, from: DType, to: DType): Written {
  if (from === to || from === "f16") return { text: x };
  if (to === "f16") return { text: `round_half(${from === "f32" ? x : `f32(${x})`})`, uses: ["round_half"] };
  if (to === "bool") {
    if (from === "f32") return { text: `((bitcast<u32>(${x}) & 0x7fffffffu) != 0u)` };
    return { text: `(${x} != ${from === "u32" ? "0u" : "0"})` };
  }
  if (from === "f32") return { text: `to_${to}(${x})`, uses: [`to_${to}`] };
  return { text: `${to}(${x})` };
}

/** A host number as a WGSL constant. */
export function writeConstant(value: number, type: DType): Written {
  if (type === "bool") return { text: value ? "true" : "false" };
  if (type === "i32") return { text: `i32(${(value | 0) === -2147483648 ? "-2147483647 - 1" : value | 0})` };
  if (type === "u32") return { text: `${value >>> 0}u` };
  if (Number.isNaN(value)) return { text: "nan()", uses: ["nan"] };
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return { text: rounded > 0 ? "inf()" : "(-inf())", uses: ["inf"] };
  const bits = new Uint32Array(Float32Array.of(rounded).buffer)[0] ?? 0;
  return { text: `bitcast<f32>(0x${bits.toString(16)}u)` };
}

/** The zero of a type. */
export const zeroOf = (type: DType): string =>
  type === "bool" ? "false" : type === "f32" ? "0.0" : type === "u32" ? "0u" : "0";

/** The WGSL type of a stored element. */
export const storedType = (type: DType): string => (type === "bool" ? "i32" : type);
