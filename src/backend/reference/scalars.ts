// What each elementwise kind means for one value: the definition that every other backend is tested against. Written for
// being right, in f64; `stored` then says how a dtype keeps the result.
import { type DType, dtypes } from "../../graph/dtype.ts";
import { toHalf } from "../../graph/half.ts";
import type { BinaryKind, UnaryKind } from "../../graph/node.ts";

/** Of floats; integers and bool go through here too where the meaning is the same. */
export const unaryValue: { readonly [K in UnaryKind]: (x: number) => number } = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  not: (x) => ~x,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  erf,
  isnan: (x) => (Number.isNaN(x) ? 1 : 0),
};

/** Comparisons and everything on floats. */
export const binaryValue: { readonly [K in BinaryKind]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: remainder,
  pow,
  max: Math.max,
  min: Math.min,
  atan2: Math.atan2,
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shr: (a, b) => a >> b,
};

/** Where integers differ. */
export const integerBinaryValue: { readonly [K in BinaryKind]?: (a: number, b: number) => number } = {
  mul: (a, b) => Math.imul(a, b),
  div: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  mod: (a, b) => (b === 0 ? 0 : remainder(a, b)),
};

export const unsignedBinaryValue: { readonly [K in BinaryKind]?: (a: number, b: number) => number } = {
  ...integerBinaryValue,
  shr: (a, b) => a >>> b,
};

/** A result as its dtype keeps it: integers wrap around; floats round, unless all of f64 is kept. */
export function stored(dtype: DType, exact: boolean): (value: number) => number {
  if (dtype === "f64" || (exact && dtypes[dtype].float)) return (x) => x;
  if (dtype === "f32") return Math.fround;
  if (dtype === "f16") return toHalf;
  if (dtype === "bool") return (x) => (x !== 0 ? 1 : 0);
  return dtype === "u32" ? (x) => x >>> 0 : (x) => x | 0;
}

/** A value of one dtype as another: floats to integers truncate and saturate, NaN gives 0; to bool is `!= 0`. */
export function converted(from: DType, to: DType): (x: number) => number {
  if (to === "bool") return (x) => (x !== 0 ? 1 : 0);
  if (!dtypes[from].float || dtypes[to].float) return (x) => x;
  const [lo, hi] = to === "u32" ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  return (x) => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(hi, Math.max(lo, x))));
}

function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

// IEEE says 1 for these; JavaScript says NaN.
function pow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

// Below 2 the series e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms are all of one sign; above, the continued fraction of erfc.
function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const t = Math.abs(x);
  if (t > 6) return Math.sign(x);
  const scale = Math.exp(-t * t) / Math.sqrt(Math.PI);
  if (t >= 2) {
    let fraction = t;
    for (let k = 60; k >= 1; k--) fraction = t + k / 2 / fraction;
    return Math.sign(x) * (1 - scale / fraction);
  }
  let term = t;
  let sum = t;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * t * t) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * 2 * scale * sum;
}
