// Scalar functions that kernels import: rare ones, ones that are only right in f64, and all of f64's.
import { erf, pow, remainder } from "./scalars.ts";

export const hostUnary = {
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  sin: Math.sin,
  cos: Math.cos,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  erf,
} as const;

export const hostBinary = { pow, mod: remainder, atan2: Math.atan2 } as const;

export type HostUnary = keyof typeof hostUnary;
export type HostBinary = keyof typeof hostBinary;
