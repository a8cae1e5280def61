// Kernels that may run together, a block of rows at a time: each reads of what the others write only the rows that it works
// on itself. What one writes is then still in the cache when the next reads it, and threads meet once instead of once a
// kernel (a softmax is four kernels, a layer norm three). The processor computes on one block while it waits for the next.
import { storedBytes } from "../../../graph/dtype.ts";
import type { Affine, Slot } from "../../../graph/kernel.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Member } from "./loops.ts";
import { overlap, sameMemory } from "./sharing.ts";

export interface Group {
  readonly members: readonly Member[];
  /** Which member should bring the next block's rows of which slots into the cache, while it computes. */
  readonly ahead: { readonly member: Member; readonly slots: readonly number[] };
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
  const { range } = first.loop;
  const builder = new Builder(range, slots);
  const taken: Member[] = [];
  for (const member of members) {
    if (taken.length > 0 && (taken.length === mostMembers || !builder.fits(member))) break;
    builder.add(member);
    taken.push(member);
  }
  const work = taken.reduce((sum, { loop }) => sum + loop.work, 0);
  const granule = Math.max(...taken.map(({ loop }) => loop.granule));
  return { members: taken, ahead: builder.ahead(taken), range, work, granule, rowBytes: builder.rowBytes };
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

  add(member: Member): void {
    const { traffic } = member.loop;
    if (!traffic) {
      this.#closed = true;
      return;
    }
    for (const slot of outputsOf(member)) {
      this.#written.add(slot);
      this.#touched.add(slot);
    }
    for (const { slot, at, whole } of readsOf(member)) {
      this.#touched.add(slot);
      if (whole || !this.#isRow(slot, at, traffic.sizes)) this.#spread.add(slot);
    }
    if (member.slots.some((slot) => slot >= this.#slots.length)) this.#closed = true;
  }

  fits(member: Member): boolean {
    const { traffic, range } = member.loop;
    if (this.#closed || !traffic || range !== this.#range) return false;
    let shares = false;
    for (const { slot, at, whole } of readsOf(member)) {
      if (slot >= this.#slots.length) return false;
      if (this.#touched.has(slot)) shares = true;
      if (!this.#written.has(slot)) continue;
      if (whole || !this.#isRow(slot, at, traffic.sizes)) return false;
    }
    return shares && outputsOf(member).every((slot) => slot < this.#slots.length && !this.#collides(slot));
  }

  /** The member that computes longest should touch what those before it will read of memory. */
  ahead(members: readonly Member[]): Group["ahead"] {
    const longest = members.reduce((a, b) => (b.loop.work > a.loop.work ? b : a));
    const sizes = longest.loop.traffic?.sizes;
    const found = new Set<number>();
    for (const member of sizes ? members.slice(0, members.indexOf(longest)) : []) {
      for (const { slot, at, whole } of readsOf(member)) {
        const isNew = !this.#written.has(slot) && this.#slots[slot]?.size === sizeOf(sizes!);
        if (isNew && !whole && this.#isRow(slot, at, member.loop.traffic!.sizes)) found.add(slot);
      }
    }
    return { member: longest, slots: [...found] };
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
    const a = this.#slots[slot]!;
    for (const other of this.#touched) {
      if (other === slot) continue;
      const b = this.#slots[other]!;
      if (overlap(a, b) && (this.#spread.has(other) || !sameMemory(a, b))) return true;
    }
    return false;
  }
}

/** What the member reads, by the plan's slots. */
const readsOf = ({ loop, slots }: Member) =>
  (loop.traffic?.reads ?? []).map((read) => ({ ...read, slot: slots[read.slot]! }));

/** The plan's slots that the member writes. */
const outputsOf = ({ loop, slots }: Member) => (loop.traffic?.outputs ?? []).map((slot) => slots[slot]!);
