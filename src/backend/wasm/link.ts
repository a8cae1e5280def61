// From lowered parts to steps that run: the module is compiled, neighbours that can share rows become one step, and what is
// worth it is shared between threads.
import type { Slot } from "../../graph/kernel.ts";
import type { ModuleBuilder } from "./assembler/module.ts";
import { hostBinary, hostUnary } from "./emit/host.ts";
import { engine, type WasmMemory } from "./engine.ts";
import { type Group, groupFrom } from "./lower/groups.ts";
import type { Part, Step } from "./lower/lowering.ts";
import type { KernelModule, Runtime } from "./runtime/runtime.ts";

type Exports = Readonly<Record<string, (...args: number[]) => void>>;

/** Nanoseconds that a chunk should take. */
const chunkWork = 20_000;
/** Elements, of two bytes at least. */
const cacheLine = 32;
/** Bytes of the rows that a group works on at a time. */
const blockBytes = 2 ** 17;

export interface Linked {
  readonly steps: readonly Step[];
  /** The same, with a step for each part: for measuring. */
  readonly apart: readonly Step[];
}

export function link(
  parts: readonly Part[],
  slots: readonly Slot[],
  module: ModuleBuilder,
  runtime: Runtime,
  memory: WasmMemory,
): Linked {
  let exports: Exports = {};
  let shared: KernelModule | undefined;
  if (parts.some((part) => !("step" in part))) {
    const compiled = new engine.Module(module.bytes());
    ({ exports } = new engine.Instance(compiled, { host: { memory, ...hostUnary, ...hostBinary } }));
    shared = runtime.kernels(compiled, exports);
  }
  const together = (all: readonly Part[], most: number): Step[] => {
    const steps: Step[] = [];
    for (let i = 0; i < all.length; ) {
      const part = all[i]!;
      if ("step" in part) steps.push(part.step);
      else if ("parts" in part) {
        const { count, before } = part;
        const inner = together(part.parts, most);
        steps.push((bindings) => {
          for (let turn = 0; turn < count; turn++) {
            before(bindings, turn);
            for (const step of inner) step(bindings);
          }
        });
      } else {
        const run: Extract<Part, { readonly emitted: unknown }>[] = [];
        for (let next: Part | undefined = part; next && "emitted" in next && run.length < most; ) {
          run.push(next);
          next = all[i + run.length];
        }
        const group = groupFrom(run, slots);
        steps.push(stepOf(group, exports, shared!, runtime));
        i += group.members.length;
        continue;
      }
      i++;
    }
    return steps;
  };
  return { steps: together(parts, Number.POSITIVE_INFINITY), apart: together(parts, 1) };
}

function stepOf(group: Group, exports: Exports, shared: KernelModule, runtime: Runtime): Step {
  const { members, range, work, rowBytes, granule } = group;
  const calls = members.map(({ name }) => exports[name]!);
  const numbers = members.map(({ name }) => Number(name.slice(1)));
  const cut = (length: number, multiple: number) =>
    Math.min(range, multiple * Math.max(1, Math.ceil(length / multiple)));
  const large = members.length > 1 && rowBytes * range > 2 * blockBytes;
  const block = large ? cut(blockBytes / rowBytes, granule) : range;
  const alone: Step = ({ table, parameters }) => {
    for (let from = 0; from < range; from += block) {
      const end = Math.min(range, from + block);
      for (let i = 0; i < calls.length; i++) calls[i]!(table, parameters, from, end);
    }
  };
  if (!runtime.isWorthSharing(work)) return alone;
  const chunks = Math.min(4 * runtime.threads, Math.max(2, Math.floor(work / chunkWork)));
  // Where the range is elements, a chunk begins at a cache line, so that no two threads write to one.
  const each = cut(Math.min(block, range / chunks), granule === 1 ? 1 : cacheLine);
  return (bindings) => {
    const { table, parameters } = bindings;
    if (!shared.run(numbers, table, parameters, range, each)) alone(bindings);
  };
}
