// From lowered parts to steps that run: neighbours that can share rows become one step, the module is compiled, and what is
// worth it is shared between threads.
import { dtypes } from "../../graph/dtype.ts";
import type { Slot } from "../../graph/kernel.ts";
import type { ModuleBuilder } from "./assembler/module.ts";
import { emitDriver } from "./emit/driver.ts";
import { hostBinary, hostUnary } from "./emit/host.ts";
import type { Emitted } from "./emit/map.ts";
import { engine, type WasmMemory } from "./engine.ts";
import { type Group, groupFrom } from "./lower/groups.ts";
import type { Lowering, Part, Step } from "./lower/lowering.ts";
import { readableBehind } from "./memory.ts";
import type { KernelModule, Runtime } from "./runtime/runtime.ts";

type Exports = Readonly<Record<string, (...args: number[]) => void>>;

/** Nanoseconds that a chunk should take. */
const chunkWork = 20_000;
/** Elements, of two bytes at least. */
const cacheLine = 32;
/** Bytes of the rows that a group works on at a time: they stay in the first-level cache. */
const blockBytes = 2 ** 15;

/** One function that does all of a group. */
type Work = Pick<Group, "range" | "work" | "granule"> & { readonly name: string };

/** What becomes a step when the module is compiled. */
type Planned =
  | { readonly step: Step }
  | { readonly work: Work }
  | { readonly repeated: Extract<Part, { readonly parts: unknown }>; readonly inner: readonly Planned[] };

/** The steps of all that was lowered; unless `together`, one for each part. */
export function link(
  lowering: Lowering,
  slots: readonly Slot[],
  module: ModuleBuilder,
  runtime: Runtime,
  memory: WasmMemory,
  together: boolean,
): readonly Step[] {
  let emitted = false;
  const planned = (all: readonly Part[]): Planned[] => {
    const list: Planned[] = [];
    for (let i = 0; i < all.length; ) {
      const part = all[i]!;
      if ("step" in part) list.push(part);
      else if ("parts" in part) list.push({ repeated: part, inner: planned(part.parts) });
      else {
        emitted = true;
        const run: Extract<Part, { readonly emitted: unknown }>[] = [];
        for (let next: Part | undefined = part; next && "emitted" in next; ) {
          run.push(next);
          next = together ? all[i + run.length] : undefined;
        }
        const group = groupFrom(run, slots);
        list.push({ work: workOf(group, slots, module, lowering) });
        i += group.members.length;
        continue;
      }
      i++;
    }
    return list;
  };
  const plan = planned(lowering.parts);
  let exports: Exports = {};
  let shared: KernelModule | undefined;
  if (emitted) {
    const compiled = new engine.Module(module.bytes());
    ({ exports } = new engine.Instance(compiled, { host: { memory, ...hostUnary, ...hostBinary } }));
    shared = runtime.kernels(compiled, exports);
  }
  const stepOf = (item: Planned): Step => {
    if ("step" in item) return item.step;
    if ("work" in item) return workStep(item.work, exports, shared!, runtime);
    const { count, before } = item.repeated;
    const inner = item.inner.map(stepOf);
    return (bindings) => {
      for (let turn = 0; turn < count; turn++) {
        before(bindings, turn);
        for (const step of inner) step(bindings);
      }
    };
  };
  return plan.map(stepOf);
}

function workOf(group: Group, slots: readonly Slot[], module: ModuleBuilder, lowering: Lowering): Work {
  const { members, ahead, range, work, granule, rowBytes } = group;
  const [first] = members as readonly [Emitted];
  const { part } = first;
  if (members.length === 1 && part === undefined) {
    first.write();
    return { name: first.name, range, work, granule };
  }
  const name = lowering.name();
  const large = rowBytes * range > 2 * blockBytes;
  const block = part ?? (large ? cut(blockBytes / rowBytes, range, granule) : range);
  const touched = ahead.slots.flatMap((slot) => {
    const { dtype, size } = slots[slot]!;
    const near = large && (size / range) * dtypes[dtype].bytes * block <= readableBehind;
    return near ? [{ slot, dtype, rows: block }] : [];
  });
  const functions = members.map((member) => member.write(member === ahead.member ? touched : []));
  emitDriver(module, functions, block, name);
  return { name, range, work, granule };
}

/** About so many of `range`, in whole pieces. */
function cut(length: number, range: number, multiple: number): number {
  return Math.min(range, multiple * Math.max(1, Math.round(length / multiple)));
}

function workStep(
  { name, range, work, granule }: Work,
  exports: Exports,
  shared: KernelModule,
  runtime: Runtime,
): Step {
  const call = exports[name]!;
  const alone: Step = ({ table, parameters }) => call(table, parameters, 0, range);
  if (!runtime.isWorthSharing(work)) return alone;
  const chunks = Math.min(4 * runtime.threads, Math.max(2, Math.floor(work / chunkWork)));
  // Where the range is elements, a chunk begins at a cache line, so that no two threads write to one.
  const each = cut(Math.ceil(range / chunks), range, granule === 1 ? 1 : Math.max(granule, cacheLine));
  const number = Number(name.slice(1));
  return (bindings) => {
    const { table, parameters } = bindings;
    if (!shared.run(number, table, parameters, range, each)) alone(bindings);
  };
}
