// Scalar functions that kernels import: rare ones, or ones that are only right in f64.
import { pow, remainder } from "./scalars.ts";

export const hostUnary = {
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  sin: Math.sin,
  cos: Math.cos,
} as const;

export const hostBinary = { pow, mod: remainder, atan2: Math.atan2 } as const;

export type HostUnary = keyof typeof hostUnary;
export type HostBinary = keyof typeof hostBinary;
