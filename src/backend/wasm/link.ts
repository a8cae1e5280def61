// From lowered parts to steps that run: neighbours that can share rows become one step, what no plan before has had is
// compiled, and what is worth it is shared between threads.
import { dtypes } from "../../graph/dtype.ts";
import type { Slot } from "../../graph/kernel.ts";
import { emitDriver } from "./emit/driver.ts";
import type { Ahead } from "./emit/loops.ts";
import type { Compiled, Functions, Writer } from "./functions.ts";
import { type Group, groupFrom } from "./lower/groups.ts";
import type { Member } from "./lower/loops.ts";
import type { Lowering, Part, Step } from "./lower/lowering.ts";
import { readableBehind } from "./memory.ts";
import type { Runtime } from "./runtime/runtime.ts";

/** Nanoseconds that a chunk should take. */
const chunkWork = 20_000;
/** Elements, of two bytes at least. */
const cacheLine = 32;
/** Bytes of the rows that a group works on at a time: they stay in the first-level cache. */
const blockBytes = 2 ** 15;

/** More than a range has. */
const everything = 2 ** 30;

/** One function that does all of a group. */
interface Work extends Pick<Group, "range" | "work" | "granule"> {
  /** Equal for groups that one function can do. */
  readonly key: string;
  readonly write: Writer;
  /** Where its slots begin in the table, and its parameters in their block: words. */
  readonly table: number;
  readonly parameters: number;
}

/** What becomes a step when the functions are there. */
type Planned =
  | { readonly step: Step }
  | { readonly work: Work }
  | { readonly repeated: Extract<Part, { readonly parts: unknown }>; readonly inner: readonly Planned[] };

/** The steps of all that was lowered; unless `together`, one for each part. */
export function link(
  lowering: Lowering,
  slots: readonly Slot[],
  functions: Functions,
  runtime: Runtime,
  together: boolean,
): readonly Step[] {
  const works: Work[] = [];
  const planned = (all: readonly Part[]): Planned[] => {
    const list: Planned[] = [];
    for (let i = 0; i < all.length; ) {
      const part = all[i]!;
      if ("step" in part) list.push(part);
      else if ("parts" in part) list.push({ repeated: part, inner: planned(part.parts) });
      else {
        const run: Member[] = [];
        for (let next: Part | undefined = part; next && "loop" in next; ) {
          run.push(next);
          next = together ? all[i + run.length] : undefined;
        }
        const group = groupFrom(run, slots);
        const work = workOf(group, slots, lowering);
        works.push(work);
        list.push({ work });
        i += group.members.length;
        continue;
      }
      i++;
    }
    return list;
  };
  const plan = planned(lowering.parts);
  const compiled = functions.of(works);
  const made = new Map(works.map((work, i) => [work, compiled[i]!]));
  const stepOf = (item: Planned): Step => {
    if ("step" in item) return item.step;
    if ("work" in item) return workStep(item.work, made.get(item.work)!, runtime);
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

function workOf(group: Group, slots: readonly Slot[], lowering: Lowering): Work {
  const { members, ahead, range, work, granule, rowBytes } = group;
  const { part } = members[0]!.loop;
  const alone = members.length === 1 && part === undefined;
  const large = rowBytes * range > 2 * blockBytes;
  const block = part ?? (large ? cut(blockBytes / rowBytes, range, granule) : everything);
  const touched = (alone ? [] : ahead.slots).flatMap((slot) => {
    const { dtype, size } = slots[slot]!;
    const near = large && (size / range) * dtypes[dtype].bytes * block <= readableBehind;
    return near ? [{ slot, dtype, rows: block }] : [];
  });
  const first = Math.min(...members.map(({ parameters }) => parameters ?? Number.POSITIVE_INFINITY));
  const parameters = Number.isFinite(first) ? first : 0;
  const places = new Map<number, number>();
  const placed = members.map((member) =>
    placedMember(member, member === ahead.member ? touched : [], places),
  );
  const offsets = members.map((member) => (member.parameters ?? parameters) - parameters);
  const keys = placed.map((member, i) => `${member.key} ${offsets[i]}`);
  return {
    key: alone ? keys[0]! : `${keys.join(";")};${block}`,
    write(module, helpers, name) {
      const write = ({ member, slots, ahead }: Placed, i: number) =>
        member.loop.write(
          { module, helpers, name: alone ? name : undefined, slots, parameters: offsets[i]! },
          ahead,
        );
      const numbers = placed.map(write);
      if (!alone) emitDriver(module, numbers, block, name);
    },
    table: lowering.tabulate([...places.keys()]),
    parameters,
    range,
    work,
    granule,
  };
}

interface Placed {
  readonly member: Member;
  readonly key: string;
  /** Places in the group's part of the table. */
  readonly slots: readonly number[];
  readonly ahead: readonly Ahead[];
}

/** A member of a group whose slots so far have `places`; what it touches ahead has the numbers behind its own slots'. */
function placedMember(member: Member, touched: readonly Ahead[], places: Map<number, number>): Placed {
  const slots = [...member.slots, ...touched.map(({ slot }) => slot)].map((slot) => {
    let place = places.get(slot);
    if (place === undefined) places.set(slot, (place = places.size));
    return place;
  });
  const ahead = touched.map((touch, i) => ({ ...touch, slot: member.slots.length + i }));
  const touches = ahead.map(({ dtype, rows }) => ` ${dtype} ${rows}`).join("");
  return { member, key: `${member.loop.id} ${slots.join(" ")}${touches}`, slots, ahead };
}

/** About so many of `range`, in whole pieces. */
function cut(length: number, range: number, multiple: number): number {
  return Math.min(range, multiple * Math.max(1, Math.round(length / multiple)));
}

function workStep(
  { table: place, parameters: word, range, work, granule }: Work,
  { call, module, number }: Compiled,
  runtime: Runtime,
): Step {
  const [from, first] = [4 * place, 4 * word];
  const alone: Step = ({ table, parameters }) => call(table + from, parameters + first, 0, range);
  if (!runtime.isWorthSharing(work)) return alone;
  const chunks = Math.min(4 * runtime.threads, Math.max(2, Math.floor(work / chunkWork)));
  // Where the range is elements, a chunk begins at a cache line, so that no two threads write to one.
  const each = cut(Math.ceil(range / chunks), range, granule === 1 ? 1 : Math.max(granule, cacheLine));
  return (bindings) => {
    const { table, parameters } = bindings;
    if (!module.run(number, table + from, parameters + first, range, each)) alone(bindings);
  };
}
