// The loops of all plans, each known by what it computes: slots and parameters are numbered as the loop meets them, so that
// the layers of a net, and nets of other lengths, find the loops that were made before. Nothing is written here.
import { distinct, rewriter } from "../../../graph/expr.ts";
import type { Affine, Expr, Kernel, Output } from "../../../graph/kernel.ts";
import { type Emitted, emitMap } from "../emit/map.ts";
import { emitReduce } from "../emit/reduce.ts";
import { emitScan } from "../emit/scan.ts";
import { emitScatter, type Scatter } from "../emit/scatter.ts";
import { Recent } from "../recent.ts";
import { KeyWriter } from "./key.ts";

type KernelOf<K extends Kernel["kind"]> = Extract<Kernel, { kind: K }>;

/** What can be written as one loop nest. */
export type LoopKernel =
  | KernelOf<"map">
  | KernelOf<"scan">
  /** See `ReduceOptions`. */
  | (KernelOf<"reduce"> & { readonly stored: readonly Output[]; readonly each: number | undefined })
  | ({ readonly kind: "scatter" } & Scatter);

/** What a loop reads and writes, in its own slots. */
export interface Traffic {
  /** Of all loop axes; `at` of the reads is over them. */
  readonly sizes: readonly number[];
  readonly reads: readonly { readonly slot: number; readonly at: Affine; readonly whole: boolean }[];
  readonly outputs: readonly number[];
}

export interface Loop extends Emitted {
  /** The same for loops whose functions are the same. */
  readonly id: number;
  readonly traffic: Traffic | undefined;
}

/** A loop in a plan. */
export interface Member {
  readonly loop: Loop;
  /** The plan's slots, by the loop's. */
  readonly slots: readonly number[];
  /** The plan's parameter word that the loop calls its first, if it has any. */
  readonly parameters: number | undefined;
}

const loopsKept = 4096;

export class Loops {
  readonly #known = new Recent<string, Loop>(loopsKept);
  readonly #ids = new Recent<string, number>(loopsKept);
  readonly #writer = new KeyWriter();
  #count = 0;

  /** The loop of the kernel; the same one for all kernels that compute alike. */
  of(kernel: LoopKernel): Member {
    const { key, family, slots, parameters } = this.#writer.write(kernel);
    let loop = this.#known.get(key);
    if (!loop) {
      const own = localised(kernel, slots, parameters ?? 0);
      const made = emitted(own);
      loop = { ...made, id: this.#idOf(`${family} ${made.variant}`), traffic: trafficOf(own) };
      this.#known.set(key, loop);
    }
    return { loop, slots, parameters };
  }

  #idOf(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) this.#ids.set(name, (id = ++this.#count));
    return id;
  }
}

function emitted(kernel: LoopKernel): Emitted {
  switch (kernel.kind) {
    case "map":
      return emitMap(kernel);
    case "reduce":
      return emitReduce(kernel, kernel);
    case "scan":
      return emitScan(kernel);
    case "scatter":
      return emitScatter(kernel);
  }
}

function trafficOf(kernel: LoopKernel): Traffic | undefined {
  if (kernel.kind === "map") {
    return traffic(
      kernel.shape,
      kernel.outputs.map(({ value }) => value),
      kernel.outputs,
    );
  }
  if (kernel.kind !== "reduce" || kernel.each !== undefined) return undefined;
  const { outer, inner, x, stored, outputs } = kernel;
  const values = [x, ...stored.map(({ value }) => value)];
  return traffic([...outer, ...inner], values, [...stored, ...outputs]);
}

function traffic(sizes: readonly number[], values: readonly Expr[], outputs: readonly Output[]): Traffic {
  const reads: { slot: number; at: Affine; whole: boolean }[] = [];
  for (const e of distinct(values)) {
    if (e.op === "load" || e.op === "gather")
      reads.push({ slot: e.slot, at: e.at, whole: e.op === "gather" });
  }
  return { sizes, reads, outputs: outputs.map(({ slot }) => slot) };
}

/** The kernel with its own numbers for slots and parameters. */
function localised(kernel: LoopKernel, slots: readonly number[], parameters: number): LoopKernel {
  const numbers = new Map(slots.map((slot, i) => [slot, i]));
  const slot = (of: number) => numbers.get(of)!;
  const placed = <P extends { readonly slot: number }>(place: P): P => ({ ...place, slot: slot(place.slot) });
  if (kernel.kind === "scatter") {
    const { source, target, index } = kernel;
    const own = { ...kernel, source: placed(source), target: placed(target) };
    return index ? { ...own, index: placed(index) } : own;
  }
  const rewrite = rewriter({
    slot,
    leaf(e): Expr | undefined {
      if (e.op === "parameter") return { ...e, index: e.index - parameters };
      return e.op === "random" ? { ...e, key: e.key - parameters } : undefined;
    },
  });
  const output = (o: Output): Output => ({ slot: slot(o.slot), value: rewrite(o.value) });
  const outputs = kernel.outputs.map(output);
  if (kernel.kind === "map") return { ...kernel, outputs };
  const x = rewrite(kernel.x);
  if (kernel.kind === "scan") return { ...kernel, x, outputs };
  return { ...kernel, x, outputs, stored: kernel.stored.map(output) };
}
