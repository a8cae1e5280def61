// The compiled functions of all plans, each by the loops that it runs. What the layers of a net have in common, and what
// does not change with the sizes of a batch, is written and compiled once.
import { ModuleBuilder } from "./assembler/module.ts";
import { Helpers } from "./emit/helpers.ts";
import { hostOf } from "./emit/host.ts";
import { engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import { Recent } from "./recent.ts";
import type { KernelModule, Runtime } from "./runtime/runtime.ts";
import { functionName } from "./threads/job.ts";

/** A function (table, parameters, begin, end). */
export interface Compiled {
  readonly call: (table: number, parameters: number, begin: number, end: number) => void;
  readonly module: KernelModule;
  /** Its number in the module. */
  readonly number: number;
}

/** Writes a function into a module, exported by its name. */
export type Writer = (module: ModuleBuilder, helpers: Helpers, name: string) => void;

const functionsKept = 4096;

export class Functions {
  readonly #known = new Recent<string, Compiled>(functionsKept);
  readonly #memory: Memory;
  readonly #runtime: Runtime;
  readonly #relaxed: boolean;
  #host: Readonly<Record<string, unknown>> | undefined;

  /** `relaxed`: with fused multiply-add. */
  constructor(memory: Memory, runtime: Runtime, relaxed: boolean) {
    this.#memory = memory;
    this.#runtime = runtime;
    this.#relaxed = relaxed;
  }

  /** The functions with these keys, in order; those that are not known are written into one module. */
  of(wanted: readonly { readonly key: string; readonly write: Writer }[]): readonly Compiled[] {
    const found = new Map<string, Compiled>();
    const missing = new Map<string, Writer>();
    for (const { key, write } of wanted) {
      const known = found.has(key) ? undefined : this.#known.get(key);
      if (known) found.set(key, known);
      else if (!found.has(key)) missing.set(key, write);
    }
    if (missing.size > 0) {
      for (const [key, compiled] of this.#compile(missing)) {
        found.set(key, compiled);
        this.#known.set(key, compiled);
      }
    }
    return wanted.map(({ key }) => found.get(key)!);
  }

  #compile(missing: ReadonlyMap<string, Writer>): Map<string, Compiled> {
    const builder = new ModuleBuilder();
    const helpers = new Helpers(builder, this.#relaxed, (word) => this.#memory.constant(word));
    let count = 0;
    for (const write of missing.values()) write(builder, helpers, functionName(count++));
    const compiled = new engine.Module(builder.bytes());
    this.#host ??= hostOf(this.#memory.wasm);
    const { exports } = new engine.Instance(compiled, { host: this.#host });
    const module = this.#runtime.kernels(compiled, exports);
    return new Map(
      [...missing.keys()].map((key, number) => [
        key,
        { call: exports[functionName(number)]!, module, number },
      ]),
    );
  }
}
