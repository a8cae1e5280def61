// Kernels in a list, two of which may become one: who writes and who reads a slot, and where the one stands, so that writes
// stay before reads. Which kernels become one is for others to say.
import { affineKey } from "../affine.ts";
import { distinct } from "../expr.ts";
import { type Expr, expressionsOf, type Kernel } from "../kernel.ts";
import { readsOf } from "./traffic.ts";

export interface MergingLimits {
  /** Distinct slots of one kernel. */
  readonly maxBuffers: number;
  /** Distinct expressions of one kernel. */
  readonly maxExpressions: number;
}

export abstract class Merging {
  readonly #list: (Kernel | undefined)[];
  /** What each of the list reads. */
  readonly #reads: ReadonlySet<number>[];
  readonly #kept: ReadonlySet<number>;
  readonly #limits: MergingLimits;
  /** Where a slot is written, and where it is read. */
  readonly #writer = new Map<number, number>();
  readonly #readers = new Map<number, Set<number>>();

  /**
   * @param kernels in topological order
   * @param kept slots that must be written
   */
  constructor(kernels: readonly Kernel[], kept: ReadonlySet<number>, limits: MergingLimits) {
    this.#list = [...kernels];
    this.#reads = kernels.map(readsOf);
    this.#kept = kept;
    this.#limits = limits;
    kernels.forEach((_, at) => {
      this.#place(at);
    });
  }

  /** Whether the kernel may become one with an earlier one. */
  protected abstract isOpen(kernel: Kernel): boolean;
  /** Whether two kernels may become one because both read the same. */
  protected abstract mayShare(earlier: Kernel, kernel: Kernel): boolean;
  /** The one kernel; `isRead` tells whether others than the two read a slot. */
  protected abstract merge(
    first: Kernel,
    second: Kernel,
    isRead: (slot: number) => boolean,
  ): Kernel | undefined;

  run(): Kernel[] {
    for (let at = 0; at < this.#list.length; at++) {
      let place: number | undefined = at;
      while (place !== undefined) place = this.#mergeInto(place);
    }
    return this.#list.filter((kernel) => kernel !== undefined);
  }

  /** The kernel, if it is within the limits. */
  protected fitting<K extends Kernel>(kernel: K): K | undefined {
    if (distinct(expressionsOf(kernel)).size > this.#limits.maxExpressions) return undefined;
    const buffers = readsOf(kernel);
    for (const { slot } of kernel.outputs) buffers.add(slot);
    return buffers.size <= this.#limits.maxBuffers ? kernel : undefined;
  }

  #place(at: number): void {
    const kernel = this.#list[at]!;
    for (const output of kernel.outputs) this.#writer.set(output.slot, at);
    for (const slot of this.#reads[at]!) {
      let readers = this.#readers.get(slot);
      if (!readers) this.#readers.set(slot, (readers = new Set()));
      readers.add(at);
    }
  }

  #remove(at: number): void {
    for (const slot of this.#reads[at]!) this.#readers.get(slot)?.delete(at);
    this.#list[at] = undefined;
  }

  /** Merges the kernel at `at` with one earlier kernel; says where the result stands, or undefined when nothing fits. */
  #mergeInto(at: number): number | undefined {
    const kernel = this.#list[at];
    if (!kernel || !this.isOpen(kernel)) return undefined;
    const reads = this.#reads[at]!;
    const candidates = new Set<number>();
    for (const slot of reads) {
      const writer = this.#writer.get(slot);
      if (writer !== undefined) candidates.add(writer);
    }
    for (const slot of reads) {
      for (const reader of this.#readers.get(slot) ?? []) {
        const earlier = this.#list[reader];
        if (reader < at && earlier && this.mayShare(earlier, kernel)) candidates.add(reader);
      }
    }
    candidates.delete(at);
    for (const other of [...candidates].sort((a, b) => b - a)) {
      const place = this.#placeFor(other, at, reads);
      if (place === undefined) continue;
      const merged = this.merge(this.#list[other]!, kernel, (slot) => this.#isRead(slot, other, at));
      if (!merged) continue;
      this.#remove(other);
      this.#remove(at);
      this.#list[place] = merged;
      this.#reads[place] = readsOf(merged);
      this.#place(place);
      return place;
    }
    return undefined;
  }

  /** A position for both kernels at once that keeps the order of writes before reads. */
  #placeFor(first: number, second: number, reads: ReadonlySet<number>): number | undefined {
    const up = [...reads].every((slot) => (this.#writer.get(slot) ?? -1) <= first);
    if (up) return first;
    for (const output of this.#list[first]!.outputs) {
      for (const reader of this.#readers.get(output.slot) ?? []) if (reader < second) return undefined;
    }
    return second;
  }

  #isRead(slot: number, ...except: number[]): boolean {
    if (this.#kept.has(slot)) return true;
    for (const reader of this.#readers.get(slot) ?? []) if (!except.includes(reader)) return true;
    return false;
  }
}

/** The loads of the expressions, as texts: the same for the same elements. */
export function loadKeys(roots: Iterable<Expr>): Set<string> {
  const keys = new Set<string>();
  for (const e of distinct(roots)) if (e.op === "load") keys.add(loadKey(e));
  return keys;
}

export const loadKey = (e: Expr & { op: "load" }): string => `${e.slot} ${affineKey(e.at)}`;
