// What the engine's WebAssembly can do. Relaxed SIMD (a fused multiply-add) is on by default since Node 22; on Node 20 a V8
// flag enables it while the process runs, for modules compiled afterwards.
import { setFlagsFromString } from "node:v8";
import { ModuleBuilder } from "./assembler/module.ts";
import { engine } from "./engine.ts";

let relaxed: boolean | undefined;

/** Whether modules may use the fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  relaxed ??= validates() || (enable() && validates());
  return relaxed;
}

function validates(): boolean {
  const module = new ModuleBuilder();
  const { builder } = module.function(["v128"], ["v128"]);
  builder.get(0).get(0).get(0).op("f32x4.relaxed_madd");
  return engine.validate(module.bytes());
}

function enable(): boolean {
  try {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
    return true;
  } catch {
    return false;
  }
}
