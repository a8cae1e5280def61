// What the engine's WebAssembly can do. Relaxed SIMD (a fused multiply-add) is on by default since Node 22; on Node 20 a V8
// flag enables it while the process runs, for modules compiled afterwards.
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { ArgumentError } from "../../errors.ts";
import { ModuleBuilder, memoryLimits } from "./assembler/module.ts";
import { engine } from "./engine.ts";

/** More threads than this are of no use to notebooks, and each takes memory. */
const mostThreads = 16;

let relaxed: boolean | undefined;

/** Whether modules may use the fused multiply-add, and get one: on old processors it rounds twice. */
export function hasRelaxedSimd(): boolean {
  relaxed ??= fuses() || (enable() && fuses());
  return relaxed;
}

/** x² - (1 + 2⁻¹¹) for x = 1 + 2⁻¹² is 2⁻²⁴, which is lost when x² is rounded. */
function fuses(): boolean {
  const module = new ModuleBuilder();
  const { builder } = module.function([], ["i32"], "fuses");
  const x = 1 + 2 ** -12;
  builder
    .f32x4(x)
    .f32x4(x)
    .f32x4(-(1 + 2 ** -11))
    .op("f32x4.relaxed_madd")
    .f32x4(0);
  builder.op("f32x4.ne", "v128.any_true");
  const bytes = module.bytes();
  if (!engine.validate(bytes)) return false;
  const memory = new engine.Memory({ ...memoryLimits, maximum: memoryLimits.initial, shared: true });
  const { exports } = new engine.Instance(new engine.Module(bytes), { host: { memory } });
  return Number(exports.fuses!()) === 1;
}

function enable(): boolean {
  try {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
    return true;
  } catch {
    return false;
  }
}

/**
 * How many threads compute: CELLGRAD_THREADS, or as many as the machine has cores for this process.
 * @throws ArgumentError when CELLGRAD_THREADS is no whole number from 1
 */
export function threadsWanted(): number {
  const wanted = process.env.CELLGRAD_THREADS;
  if (!wanted) return Math.min(mostThreads, availableParallelism());
  if (/^[1-9]\d{0,2}$/.test(wanted)) return Number(wanted);
  const message = `expected a whole number from 1 to 999 and got ${wanted}`;
  throw new ArgumentError({ op: "CELLGRAD_THREADS", message });
}
