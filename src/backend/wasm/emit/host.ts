// Scalar functions that kernels import: rare ones, ones that are only right in f64, and all of f64's. They come as exports
// of one module, because the engine compiles a way out to each function of the host anew for every module that imports it.
import { ModuleBuilder } from "../assembler/module.ts";
import { engine, type WasmMemory } from "../engine.ts";
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

/** What a module of kernels imports. */
export function hostOf(memory: WasmMemory): Readonly<Record<string, unknown>> {
  const builder = new ModuleBuilder();
  const imported = [
    ...Object.keys(hostUnary).map((name) => ({ name, params: ["f64"] as const })),
    ...Object.keys(hostBinary).map((name) => ({ name, params: ["f64", "f64"] as const })),
  ].map(({ name, params }) => ({ name, params, index: builder.import(name, params, ["f64"]) }));
  for (const { name, params, index } of imported) {
    const { builder: f } = builder.function(params, ["f64"], name);
    for (let i = 0; i < params.length; i++) f.get(i);
    f.call(index);
  }
  const host = { memory, ...hostUnary, ...hostBinary };
  const { exports } = new engine.Instance(new engine.Module(builder.bytes()), { host });
  return { memory, ...exports };
}
