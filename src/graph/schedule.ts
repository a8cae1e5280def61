// From graph to plan: recognise the structure, or choose buffers, build kernels, fuse, simplify and place memory. Pure: no
// device is touched, and equal graphs give equal plans.
import { dtypes } from "./dtype.ts";
import type { BoundPlan, Kernel, Plan, Slot } from "./kernel.ts";
import type { Node } from "./node.ts";
import { buildKernel } from "./schedule/build.ts";
import { canonical } from "./schedule/canonical.ts";
import { chooseBuffers, expressionLimit } from "./schedule/choose.ts";
import { dedupe } from "./schedule/dedupe.ts";
import { fuse } from "./schedule/fuse.ts";
import { planMemory } from "./schedule/memory.ts";
import { groupRows, type WorthRows } from "./schedule/rows.ts";
import { parameterWords, type Structure, structureOf } from "./schedule/structure.ts";
import { sizeOf } from "./shape.ts";

export { printKernels, printPlan } from "./schedule/print.ts";

export interface ScheduleOptions {
  /** Distinct buffers that one kernel may read and write. Templates may need more with their operands; at least 4. */
  readonly maxBuffers?: number;
  /** For devices that compute a row in one kernel: when that is worth it. Unless told, rows are kernels of reductions and maps. */
  readonly worthRows?: WorthRows | undefined;
  /** Plans that are remembered. */
  readonly cacheSize?: number;
}

/** Makes plans and remembers them by structure. */
export class Scheduler {
  readonly #options: PlanOptions;
  readonly #cacheSize: number;
  readonly #plans = new Map<number, { words: Int32Array; plan: Plan }[]>();
  #count = 0;

  constructor({ maxBuffers = 64, worthRows, cacheSize = 512 }: ScheduleOptions = {}) {
    this.#options = { maxBuffers, worthRows };
    this.#cacheSize = cacheSize;
  }

  /** The plan that realises `roots` (realised ones are left out), bound to this graph's storages and parameters. */
  schedule(roots: readonly Node[]): BoundPlan {
    const structure = structureOf(roots);
    const plan = this.#recall(structure) ?? this.#remember(structure);
    return { plan, inputs: structure.storages, parameters: structure.parameters, outputs: structure.roots };
  }

  #recall({ hash, words }: Structure): Plan | undefined {
    const entries = this.#plans.get(hash);
    const entry = entries?.find((known) => sameWords(known.words, words));
    if (!entries || !entry) return undefined;
    this.#plans.delete(hash);
    this.#plans.set(hash, entries);
    return entry.plan;
  }

  #remember(structure: Structure): Plan {
    const words = structure.words.slice();
    const plan = makePlan(structure, `plan ${++this.#count}`, this.#options);
    const entries = this.#plans.get(structure.hash);
    if (entries) entries.push({ words, plan });
    else this.#plans.set(structure.hash, [{ words, plan }]);
    if (this.#plans.size > this.#cacheSize) {
      for (const oldest of this.#plans.keys()) {
        this.#plans.delete(oldest);
        break;
      }
    }
    return plan;
  }
}

function sameWords(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

interface PlanOptions {
  readonly maxBuffers: number;
  readonly worthRows: WorthRows | undefined;
}

function makePlan(structure: Structure, key: string, { maxBuffers, worthRows }: PlanOptions): Plan {
  const { storages, parameters } = structure;
  const { nodes, roots } = dedupe(structure.nodes, structure.roots);
  const numbers = new Map(nodes.map((node, i) => [node, i]));
  const kept = new Set(roots.map((r) => numbers.get(r)!));
  const limits = { maxBuffers, maxExpressions: 2 * expressionLimit };
  const fused = fuse(buildAll(nodes, roots, numbers, maxBuffers), kept, limits);
  const kernels = worthRows ? groupRows(fused, kept, limits, worthRows) : fused;
  const slots: Slot[] = storages.map((storage) => ({
    role: "input",
    dtype: storage.dtype,
    size: storage.size,
  }));
  const slotOf = new Map<number, number>();
  const storageNumbers = new Map(storages.map((storage, i) => [storage, i]));
  nodes.forEach((node, i) => {
    if (node.storage) slotOf.set(i, storageNumbers.get(node.storage)!);
  });
  for (const root of roots) {
    slotOf.set(numbers.get(root)!, slots.length);
    slots.push({ role: "output", dtype: root.dtype, size: sizeOf(root.shape) });
  }
  const temporaries = new Map<number, number>();
  for (const { slot } of kernels.flatMap((kernel) => kernel.outputs)) {
    const { dtype, shape } = nodes[slot]!;
    if (!slotOf.has(slot)) temporaries.set(slot, dtypes[dtype].bytes * sizeOf(shape));
  }
  const memory = planMemory(kernels, temporaries);
  for (const [slot, scratchOffset] of memory.offsets) {
    const node = nodes[slot]!;
    slotOf.set(slot, slots.length);
    slots.push({ role: "temporary", dtype: node.dtype, size: sizeOf(node.shape), scratchOffset });
  }
  return {
    key,
    kernels: kernels.map((kernel) => canonical(kernel, (slot) => slotOf.get(slot)!)),
    slots,
    scratchBytes: memory.bytes,
    parameterWords: parameters.length,
  };
}

/** The kernels of everything that the roots need, in topological order; slots are node numbers. */
function buildAll(
  nodes: readonly Node[],
  roots: readonly Node[],
  numbers: ReadonlyMap<Node, number>,
  maxBuffers: number,
): Kernel[] {
  const parameterOf = new Map<Node, number>();
  let word = 0;
  for (const node of nodes) {
    const words = node.storage ? 0 : parameterWords(node);
    if (words === 0) continue;
    parameterOf.set(node, word);
    word += words;
  }
  const context = { numbers, buffers: chooseBuffers(nodes, roots), parameterOf, maxBuffers };
  const needed = new Set(roots.map((root) => numbers.get(root)!));
  const kernels: Kernel[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (!needed.has(i) || node.storage || sizeOf(node.shape) === 0) continue;
    const { kernel, reads } = buildKernel(node, context);
    kernels.push(kernel);
    for (const slot of reads) needed.add(slot);
  }
  return kernels.reverse();
}
