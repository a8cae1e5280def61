// Two kernels become one when the second is an elementwise map over exactly what the first computes: its reads of the
// first's outputs are replaced by the values themselves, and memory that nobody else reads goes. Maps of one shape that
// share a read (an optimiser's parameter and its moments) become one loop with several outputs.
import { affineKey, reshapeStrides } from "../affine.ts";
import { distinct, rewriter, slotsOf } from "../expr.ts";
import type { Affine, Expr, Kernel, Output } from "../kernel.ts";
import { sizeOf, stridesOf } from "../shape.ts";

type MapKernel = Extract<Kernel, { kind: "map" }>;

export interface FusionLimits {
  /** Distinct slots of one kernel. */
  readonly maxBuffers: number;
  readonly maxExpressions: number;
}

/** The shape that a kernel's outputs loop over. */
export function outputShape(kernel: Kernel): readonly number[] {
  switch (kernel.kind) {
    case "reduce":
      return kernel.outer;
    case "scan":
    case "sort":
      return [...kernel.outer, ...kernel.inner];
    case "matmul":
      return [...kernel.batch, kernel.m, kernel.n];
    default:
      return kernel.shape;
  }
}

/** The slots that a kernel reads. */
export function readsOf(kernel: Kernel): Set<number> {
  const reads = slotsOf(kernel.outputs.map((output) => output.value));
  switch (kernel.kind) {
    case "reduce":
    case "scan":
    case "sort":
      for (const slot of slotsOf([kernel.x])) reads.add(slot);
      break;
    case "fold":
      reads.add(kernel.x.slot);
      break;
    case "scatterAdd":
      reads.add(kernel.index.slot);
      reads.add(kernel.source.slot);
      break;
    case "linalg":
      for (const { slot } of kernel.operands) reads.add(slot);
      break;
    case "map":
      break;
    default:
      reads.add(kernel.a.slot);
      reads.add(kernel.b.slot);
  }
  return reads;
}

/** Fuses kernels given in topological order; `kept` are the slots that must be written. */
export function fuse(kernels: readonly Kernel[], kept: ReadonlySet<number>, limits: FusionLimits): Kernel[] {
  return new Fusion(kernels, kept, limits).run();
}

class Fusion {
  readonly #list: (Kernel | undefined)[];
  readonly #kept: ReadonlySet<number>;
  readonly #limits: FusionLimits;
  /** Where a slot is written, and where it is read. */
  readonly #writer = new Map<number, number>();
  readonly #readers = new Map<number, Set<number>>();

  constructor(kernels: readonly Kernel[], kept: ReadonlySet<number>, limits: FusionLimits) {
    this.#list = [...kernels];
    this.#kept = kept;
    this.#limits = limits;
    kernels.forEach((_, at) => {
      this.#place(at);
    });
  }

  run(): Kernel[] {
    for (let at = 0; at < this.#list.length; at++) {
      let place: number | undefined = at;
      while (place !== undefined) place = this.#mergeInto(place);
    }
    return this.#list.filter((kernel) => kernel !== undefined);
  }

  #place(at: number): void {
    const kernel = this.#list[at]!;
    for (const output of kernel.outputs) this.#writer.set(output.slot, at);
    for (const slot of readsOf(kernel)) {
      let readers = this.#readers.get(slot);
      if (!readers) this.#readers.set(slot, (readers = new Set()));
      readers.add(at);
    }
  }

  #remove(at: number): void {
    for (const slot of readsOf(this.#list[at]!)) this.#readers.get(slot)?.delete(at);
    this.#list[at] = undefined;
  }

  /** Merges the map at `at` with one earlier kernel; says where the result stands, or undefined when nothing fits. */
  #mergeInto(at: number): number | undefined {
    const kernel = this.#list[at];
    if (kernel?.kind !== "map") return undefined;
    const reads = readsOf(kernel);
    const candidates = new Set<number>();
    for (const slot of reads) {
      const writer = this.#writer.get(slot);
      if (writer !== undefined) candidates.add(writer);
    }
    for (const slot of reads) {
      for (const reader of this.#readers.get(slot) ?? []) {
        if (reader < at && this.#list[reader]?.kind === "map") candidates.add(reader);
      }
    }
    candidates.delete(at);
    for (const other of [...candidates].sort((a, b) => b - a)) {
      const place = this.#placeFor(other, at, reads);
      if (place === undefined) continue;
      const merged = this.#merge(this.#list[other]!, kernel, other, at);
      if (!merged) continue;
      this.#remove(other);
      this.#remove(at);
      this.#list[place] = merged;
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

  #merge(first: Kernel, second: MapKernel, firstAt: number, secondAt: number): Kernel | undefined {
    const shape = outputShape(first);
    if (sizeOf(shape) !== sizeOf(second.shape)) return undefined;
    return (
      this.#join(first, relayout(second, shape), firstAt, secondAt) ??
      this.#join(relayout(first, second.shape), second, firstAt, secondAt)
    );
  }

  #join(
    first: Kernel | undefined,
    second: Kernel | undefined,
    firstAt: number,
    secondAt: number,
  ): Kernel | undefined {
    if (!first || !second) return undefined;
    const shape = outputShape(first);
    const values = new Map(first.outputs.map((output) => [output.slot, output.value]));
    const shared = first.kind === "map" ? loadKeys(first.outputs) : new Set<string>();
    let joined = false;
    let blocked = false;
    const replace = rewriter({
      leaf: (e) => {
        if (e.op === "load") {
          const value = values.get(e.slot);
          if (value && isIdentity(e.at, shape)) {
            joined = true;
            return value;
          }
          if (value) blocked = true;
          else if (shared.has(loadKey(e))) joined = true;
        }
        if (e.op === "gather" && values.has(e.slot)) blocked = true;
        return undefined;
      },
    });
    const added = second.outputs.map((output) => ({ slot: output.slot, value: replace(output.value) }));
    if (!joined || blocked) return undefined;
    const outputs = [...first.outputs.filter(({ slot }) => this.#isRead(slot, firstAt, secondAt)), ...added];
    const merged = { ...first, outputs } as Kernel;
    const buffers = new Set([...readsOf(merged), ...outputs.map((output) => output.slot)]);
    if (buffers.size > this.#limits.maxBuffers) return undefined;
    let size = 0;
    for (const _ of distinct(outputs.map((output) => output.value))) size++;
    return size <= this.#limits.maxExpressions ? merged : undefined;
  }

  #isRead(slot: number, ...except: number[]): boolean {
    if (this.#kept.has(slot)) return true;
    for (const reader of this.#readers.get(slot) ?? []) if (!except.includes(reader)) return true;
    return false;
  }
}

const loadKey = (e: Expr & { op: "load" }): string => `${e.slot} ${affineKey(e.at)}`;

function loadKeys(outputs: readonly Output[]): Set<string> {
  const keys = new Set<string>();
  for (const e of distinct(outputs.map((output) => output.value))) if (e.op === "load") keys.add(loadKey(e));
  return keys;
}

function isIdentity(at: Affine, shape: readonly number[]): boolean {
  if (at.offset !== 0) return false;
  const dense = stridesOf(shape);
  return shape.every((size, axis) => size === 1 || at.strides[axis] === dense[axis]);
}

/** The kernel with its outputs looping over another shape of the same count, if its addresses allow. */
function relayout(kernel: Kernel, shape: readonly number[]): Kernel | undefined {
  const from = outputShape(kernel);
  if (from.length === shape.length && from.every((size, axis) => size === shape[axis])) return kernel;
  if (kernel.kind !== "map" && kernel.kind !== "reduce") return undefined;
  let possible = true;
  const onto = (a: Affine): Affine => {
    const outer = reshapeStrides(from, a.strides.slice(0, from.length), shape);
    if (!outer) possible = false;
    return { offset: a.offset, strides: [...(outer ?? shape.map(() => 0)), ...a.strides.slice(from.length)] };
  };
  const rewrite = rewriter({ affine: onto });
  const outputs = kernel.outputs.map((output) => ({ slot: output.slot, value: rewrite(output.value) }));
  const result: Kernel =
    kernel.kind === "map"
      ? { ...kernel, shape, outputs }
      : { ...kernel, outer: shape, x: rewriter({ affine: onto })(kernel.x), outputs };
  return possible ? result : undefined;
}
