// Kernels that may run together, a block of rows at a time: each reads of what the others write only the rows that it works
// on itself. What one writes is then still in the cache when the next reads it, and threads meet once instead of once a
// kernel (a softmax is four kernels, a layer norm three). The processor computes on one block while it waits for the next.
import { storedBytes } from "../../../graph/dtype.ts";
import { distinct } from "../../../graph/expr.ts";
import type { Affine, Expr, Output, Slot } from "../../../graph/kernel.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Emitted } from "../emit/map.ts";
import { overlap, sameMemory } from "./sharing.ts";

/** What an emitted loop reads and writes. */
export interface Traffic {
  /** Of all loop axes; `at` of the values is over them. */
  readonly sizes: readonly number[];
  readonly values: readonly Expr[];
  readonly outputs: readonly Output[];
}

export interface Member {
  readonly emitted: Emitted;
  readonly traffic?: Traffic;
}

export interface Group {
  readonly members: readonly Emitted[];
  /** Which member should bring the next block's rows of which slots into the cache, while it computes. */
  readonly ahead: { readonly member: Emitted; readonly slots: readonly number[] };
  readonly range: number;
  readonly work: number;
  /** Where the range may be cut. */
  readonly granule: number;
  /** Bytes that a row touches. */
  readonly rowBytes: number;
}

const mostMembers = 32;

/** The longest group from the first of `members` on. */
export function groupFrom(members: readonly Member[], slots: readonly Slot[]): Group {
  const [first] = members as [Member];
  const { range } = first.emitted;
  const builder = new Builder(range, slots);
  const taken: Member[] = [];
  for (const member of members) {
    if (taken.length > 0 && (taken.length === mostMembers || !builder.fits(member))) break;
    builder.add(member);
    taken.push(member);
  }
  const emitted = taken.map((member) => member.emitted);
  const work = emitted.reduce((sum, each) => sum + each.work, 0);
  const granule = Math.max(...emitted.map((each) => each.granule));
  return { members: emitted, ahead: builder.ahead(taken), range, work, granule, rowBytes: builder.rowBytes };
}

class Builder {
  readonly #range: number;
  readonly #slots: readonly Slot[];
  readonly #written = new Set<number>();
  readonly #touched = new Set<number>();
  /** What is read elsewhere than in the row at work. */
  readonly #spread = new Set<number>();
  /** A member that nothing is known of, or whose memory is not the plan's. */
  #closed = false;

  constructor(range: number, slots: readonly Slot[]) {
    this.#range = range;
    this.#slots = slots;
  }

  get rowBytes(): number {
    let bytes = 0;
    for (const slot of this.#touched) bytes += this.#bytes(slot);
    return bytes / Math.max(1, this.#range);
  }

  #bytes(slot: number): number {
    const known = this.#slots[slot];
    return known ? storedBytes(known) : 0;
  }

  add({ traffic }: Member): void {
    if (!traffic) {
      this.#closed = true;
      return;
    }
    for (const { slot } of traffic.outputs) {
      this.#written.add(slot);
      this.#touched.add(slot);
    }
    for (const { slot, at, whole } of readsIn(traffic)) {
      this.#touched.add(slot);
      if (whole || !this.#isRow(slot, at, traffic.sizes)) this.#spread.add(slot);
    }
    if ([...this.#touched].some((slot) => slot >= this.#slots.length)) this.#closed = true;
  }

  fits({ emitted, traffic }: Member): boolean {
    if (this.#closed || !traffic || emitted.range !== this.#range) return false;
    let shares = false;
    for (const { slot, at, whole } of readsIn(traffic)) {
      if (slot >= this.#slots.length) return false;
      if (this.#touched.has(slot)) shares = true;
      if (!this.#written.has(slot)) continue;
      if (whole || !this.#isRow(slot, at, traffic.sizes)) return false;
    }
    return shares && traffic.outputs.every(({ slot }) => slot < this.#slots.length && !this.#collides(slot));
  }

  /** The member that computes longest should touch what those before it will read of memory. */
  ahead(members: readonly Member[]): Group["ahead"] {
    const longest = members.reduce((a, b) => (b.emitted.work > a.emitted.work ? b : a));
    const { sizes } = longest.traffic ?? {};
    const found = new Set<number>();
    for (const { traffic } of sizes ? members.slice(0, members.indexOf(longest)) : []) {
      for (const { slot, at, whole } of readsIn(traffic!)) {
        const isNew = !this.#written.has(slot) && this.#slots[slot]?.size === sizeOf(sizes!);
        if (isNew && !whole && this.#isRow(slot, at, traffic!.sizes)) found.add(slot);
      }
    }
    return { member: longest.emitted, slots: [...found] };
  }

  /** Whether row i of the loop reads row i of the slot only. */
  #isRow(slot: number, { offset, strides }: Affine, sizes: readonly number[]): boolean {
    const known = this.#slots[slot];
    if (!known) return false;
    const row = known.size / this.#range;
    if (strides[0] !== row) return false;
    let [low, high] = [offset, offset];
    for (let axis = 1; axis < sizes.length; axis++) {
      const far = strides[axis]! * (sizes[axis]! - 1);
      if (far < 0) low += far;
      else high += far;
    }
    return low >= 0 && high < row;
  }

  /**
   * Whether writing the slot would overwrite bytes that others still need: temporaries share memory. Where rows share theirs
   * with rows of a slot that is not needed any more, each overwrites its own.
   */
  #collides(slot: number): boolean {
    return [...this.#touched].some((other) => {
      if (other === slot) return false;
      const [a, b] = [this.#slots[slot]!, this.#slots[other]!];
      return overlap(a, b) && (this.#spread.has(other) || !sameMemory(a, b));
    });
  }
}

function* readsIn({ values }: Traffic): Generator<{ slot: number; at: Affine; whole: boolean }> {
  for (const e of distinct(values)) {
    if (e.op === "load") yield { slot: e.slot, at: e.at, whole: false };
    else if (e.op === "gather") yield { slot: e.slot, at: e.at, whole: true };
  }
}
