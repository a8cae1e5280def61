// The backend without a GPU: plans compiled to WebAssembly SIMD, one memory, everything computed before `realize` returns.
import { DeviceError } from "../../errors.ts";
import { type DType, dtypes, type HostArray, storedBytes } from "../../graph/dtype.ts";
import { decodeHalves, encodeHalves } from "../../graph/half.ts";
import type { Plan } from "../../graph/kernel.ts";
import type { Node } from "../../graph/node.ts";
import { printKernels, Scheduler } from "../../graph/schedule.ts";
import type { Storage } from "../../graph/storage.ts";
import type { Backend, KernelRun, MemoryUse } from "../backend.ts";
import { worthCalling } from "./blas/blas.ts";
import { findBlas } from "./blas/find.ts";
import { hasRelaxedSimd, threadsWanted } from "./features.ts";
import { Functions } from "./functions.ts";
import { Loops } from "./lower/loops.ts";
import type { Bindings } from "./lower/lowering.ts";
import { Memory } from "./memory.ts";
import { type CompiledPlan, compilePlan } from "./plan.ts";
import { Runtime } from "./runtime/runtime.ts";

export interface WasmOptions {
  /** Fused multiply-add: by default when the engine has it. */
  relaxedSimd?: boolean;
  /** How many threads compute, this one among them: by default CELLGRAD_THREADS, or as many as there are cores. */
  threads?: number;
  /** Nanoseconds of work from which threads share it. Tests have them share all. */
  shareFrom?: number;
  /** The path of a BLAS for large products, or `off`: by default what `findBlas` finds. */
  blas?: string;
  /** Multiplications of a product from which the BLAS does it. */
  blasFrom?: number;
}

class WasmStorage implements Storage {
  readonly device = "wasm";
  readonly dtype: DType;
  readonly size: number;
  readonly address: number;
  freed = false;
  constructor(dtype: DType, size: number, address: number) {
    this.dtype = dtype;
    this.size = size;
    this.address = address;
  }
  get bytes(): number {
    return storedBytes(this);
  }
}

const viewOf = { bool: "i32", u32: "u32", i32: "i32", f16: "u16", f32: "f32", f64: "f64" } as const;

/** A block that grows when a plan needs more of it; it is not counted as live. */
class Workspace {
  readonly #memory: Memory;
  #bytes = 0;
  #address = 0;
  constructor(memory: Memory) {
    this.#memory = memory;
  }
  at(bytes: number): number {
    if (bytes > this.#bytes) {
      if (this.#bytes > 0) this.#memory.release(this.#address, this.#bytes);
      this.#address = this.#memory.allocate(bytes);
      this.#bytes = bytes;
    }
    return this.#address;
  }
  get bytes(): number {
    return this.#bytes;
  }
}

function runMeasured(plan: Plan, { steps, ends }: CompiledPlan, bindings: Bindings, runs: KernelRun[]): void {
  let from = 0;
  plan.kernels.forEach((kernel, i) => {
    const start = performance.now();
    for (; from < ends[i]!; from++) steps[from]!(bindings);
    runs.push({ kernel, plan, milliseconds: performance.now() - start });
  });
}

/** A new WebAssembly backend with a memory of its own. */
export function wasmBackend({
  relaxedSimd = hasRelaxedSimd(),
  threads = threadsWanted(),
  shareFrom = 50_000,
  blas = findBlas(),
  blasFrom = worthCalling,
}: WasmOptions = {}): Backend {
  const memory = new Memory();
  const runtime = new Runtime(memory, {
    relaxedSimd,
    threads,
    shareFrom,
    blas: blas === "off" ? undefined : blas,
    blasFrom,
  });
  const scheduler = new Scheduler();
  const shared = { runtime, loops: new Loops(), functions: new Functions(memory, runtime, relaxedSimd) };
  const compiled = { together: new WeakMap<Plan, CompiledPlan>(), apart: new WeakMap<Plan, CompiledPlan>() };
  const [scratch, table, parameters] = [new Workspace(memory), new Workspace(memory), new Workspace(memory)];
  let live = 0;
  let runs: KernelRun[] | undefined;
  /** Results of a realize that was interrupted: nobody holds them. */
  let unfinished: WasmStorage[] = [];

  const create = (dtype: DType, size: number): WasmStorage => {
    const bytes = storedBytes({ size, dtype });
    live += bytes;
    return new WasmStorage(dtype, size, memory.allocate(bytes));
  };
  const view = (storage: WasmStorage) => {
    const all = memory[viewOf[storage.dtype]];
    const from = storage.address / dtypes[storage.dtype].bytes;
    return all.subarray(from, from + storage.size);
  };
  const usable = (storage: Storage): WasmStorage => {
    if (!(storage instanceof WasmStorage)) {
      throw new DeviceError({ op: "wasm", message: `devices differ: wasm and ${storage.device}` });
    }
    if (storage.freed)
      throw new DeviceError({ op: "wasm", message: "memory was given back: freed and used again" });
    return storage;
  };
  const read = (storage: Storage): HostArray => {
    const found = view(usable(storage));
    return found instanceof Uint16Array ? decodeHalves(found) : found.slice();
  };

  function realize(roots: readonly Node[]): void {
    const { plan, inputs, parameters: words, outputs } = scheduler.schedule(roots);
    if (outputs.length === 0) return;
    const known = runs ? compiled.apart : compiled.together;
    let program = known.get(plan);
    if (!program) {
      program = compilePlan(plan, shared, { together: !runs });
      known.set(plan, program);
    }
    const { steps, table: tabulated, rooms, roomBytes, homes } = program;
    runtime.settle();
    const scratchAt = scratch.at(plan.scratchBytes + roomBytes);
    const tableAt = table.at(4 * tabulated.length);
    const parametersAt = parameters.at(4 * words.length);
    const addresses = new Array<number>(plan.slots.length);
    for (const storage of unfinished.splice(0)) free(storage);
    const results = unfinished;
    let input = 0;
    for (let i = 0; i < plan.slots.length; i++) {
      const slot = plan.slots[i]!;
      if (slot.role === "input") addresses[i] = usable(inputs[input++]!).address;
      else if (slot.role === "temporary") addresses[i] = scratchAt + slot.scratchOffset!;
      else {
        const storage = create(slot.dtype, slot.size);
        results.push(storage);
        addresses[i] = storage.address;
      }
    }
    for (const [slot, home] of homes) addresses[slot] = addresses[home]!;
    for (const room of rooms) addresses.push(scratchAt + plan.scratchBytes + room);
    const words32 = memory.i32;
    for (let i = 0; i < tabulated.length; i++) words32[tableAt / 4 + i] = addresses[tabulated[i]!]!;
    memory.u32.set(words, parametersAt / 4);
    const bindings = { addresses, table: tableAt, parameters: parametersAt, words: words32 };
    if (runs) runMeasured(plan, program, bindings, runs);
    else for (let i = 0; i < steps.length; i++) steps[i]!(bindings);
    unfinished = [];
    for (let i = 0; i < outputs.length; i++) outputs[i]!.storage = results[i]!;
  }

  function free(storage: Storage): void {
    const mine = storage as WasmStorage;
    if (mine.freed) return;
    mine.freed = true;
    live -= mine.bytes;
    memory.release(mine.address, mine.bytes);
  }

  return {
    name: "wasm",
    description: relaxedSimd ? "WebAssembly SIMD, fused multiply-add" : "WebAssembly SIMD",
    upload(data, dtype) {
      const storage = create(dtype, data.length);
      view(storage).set(dtype === "f16" ? encodeHalves(data) : data);
      return storage;
    },
    download: async (storage) => read(storage),
    read,
    realize,
    explain(roots) {
      const { plan } = scheduler.schedule(roots);
      return { plan, texts: printKernels(plan) };
    },
    measure() {
      const own: KernelRun[] = [];
      runs = own;
      return async () => {
        if (runs === own) runs = undefined;
        return own;
      };
    },
    free,
    memory: (): MemoryUse => ({ live, pooled: memory.pooled }),
  };
}
