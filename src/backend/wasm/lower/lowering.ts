// What lowering one plan collects: loops, and steps between them. Kernels that need room of their own
// get slots behind the plan's.
import { dtypes } from "../../../graph/dtype.ts";
import type { Expr, Kernel, Output } from "../../../graph/kernel.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { keptType } from "../emit/accumulator.ts";
import type { Scatter } from "../emit/scatter.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Loops, Member } from "./loops.ts";

/** Where one run finds its memory: byte addresses. */
export interface Bindings {
  /** By slot: the plan's, then those of `room`. */
  readonly addresses: number[];
  readonly table: number;
  readonly parameters: number;
  /** The same memory as words: the table is written through it. */
  readonly words: Int32Array;
}

export type Step = (bindings: Bindings) => void;
export type Part =
  | Member
  | { readonly step: Step }
  /** `parts` once for each of `count` turns, after `before`. */
  | {
      readonly count: number;
      readonly before: (bindings: Bindings, turn: number) => void;
      readonly parts: Part[];
    };
export type KernelOf<K extends Kernel["kind"]> = Extract<Kernel, { kind: K }>;

const alignment = 64;
/** Elements of a part of a reduction to one number. */
const partElements = 2 ** 15;

/** Steps of the first inner axis that make a part, if the reduction is to be cut: by its sizes alone, so that the numbers are. */
function partSize({ reduce, outer, inner, x }: KernelOf<"reduce">): number | undefined {
  if (outer.length > 0 || reduce === "argmax" || reduce === "argmin" || x.dtype === "f16") return undefined;
  const elements = sizeOf(inner);
  if (elements < 4 * partElements) return undefined;
  const each = 32 * Math.ceil((partElements * inner[0]!) / elements / 32);
  return each < inner[0]! ? each : undefined;
}

export class Lowering {
  readonly runtime: Runtime;
  parts: Part[] = [];
  /** Byte offsets of the additional slots in the work room. */
  readonly rooms: number[] = [];
  roomBytes = 0;
  /** The slots whose addresses a run writes into its table, in order. */
  readonly table: number[] = [];
  /** Where in the table the slots of `moving` are. */
  readonly #moved = new Map<number, number[]>();
  readonly #loops: Loops;
  readonly #slots: number;
  #top = 0;

  constructor(loops: Loops, runtime: Runtime, slots: number) {
    this.#loops = loops;
    this.runtime = runtime;
    this.#slots = slots;
  }

  /** Puts slots side by side into the table; returns the first one's place. */
  tabulate(slots: readonly number[]): number {
    const first = this.table.length;
    for (const slot of slots) {
      const place = this.table.push(slot) - 1;
      this.#moved.get(slot)?.push(place);
    }
    return first;
  }

  /** Forgets the rooms of the kernel before: they may be used again. */
  nextKernel(): void {
    this.#top = 0;
  }

  /** A slot of `elements` elements (of 4 bytes, unless told) that lives until the kernel is done. */
  room(elements: number, bytes = 4): number {
    this.rooms.push(this.#top);
    this.#top += Math.ceil((bytes * elements + alignment) / alignment) * alignment;
    this.roomBytes = Math.max(this.roomBytes, this.#top);
    return this.#slots + this.rooms.length - 1;
  }

  /** A slot over memory of `slot`, `step` elements further on at each turn of the surrounding `repeat`. */
  moving(slot: number, step: number): { slot: number; move: (bindings: Bindings, turn: number) => void } {
    const alias = this.room(0);
    const places: number[] = [];
    this.#moved.set(alias, places);
    const move = ({ addresses, words, table }: Bindings, turn: number) => {
      addresses[alias] = addresses[slot]! + 4 * step * turn;
      for (const place of places) words[table / 4 + place] = addresses[alias];
    };
    return { slot: alias, move };
  }

  /** What `body` lowers runs `count` times. */
  repeat(
    count: number,
    moves: readonly ((bindings: Bindings, turn: number) => void)[],
    body: () => void,
  ): void {
    const outside = this.parts;
    this.parts = [];
    body();
    outside.push({
      count,
      before: (bindings, turn) => {
        for (const move of moves) move(bindings, turn);
      },
      parts: this.parts,
    });
    this.parts = outside;
  }

  /** Constant words, such as a table of offsets: their slot. */
  words(values: ArrayLike<number>): number {
    const slot = this.room(values.length);
    this.step(({ addresses, words }) => words.set(values, addresses[slot]! / 4));
    return slot;
  }

  map(kernel: KernelOf<"map">): void {
    this.parts.push(this.#loops.of(kernel));
  }

  /** A reduction, and `stored` over its whole loop: see `storedReduction`. */
  reduce(kernel: KernelOf<"reduce">, stored: readonly Output[] = []): void {
    const each = stored.length === 0 ? partSize(kernel) : undefined;
    if (each !== undefined) {
      this.#inParts(kernel, each);
      return;
    }
    this.parts.push(this.#loops.of({ ...kernel, stored, each }));
  }

  /** A reduction of everything to one number: parts of it first, which threads can share, then theirs. */
  #inParts(kernel: KernelOf<"reduce">, each: number): void {
    const { reduce, inner, x, outputs } = kernel;
    const dtype = keptType(reduce, x.dtype);
    const { bytes } = dtypes[dtype];
    const count = Math.ceil(inner[0]! / each);
    const load = (slot: number, strides: readonly number[]): Expr => ({
      op: "load",
      slot,
      at: { offset: 0, strides },
      dtype,
    });
    const made = this.room(count, bytes);
    const value: Expr = { op: "result", dtype };
    this.parts.push(this.#loops.of({ ...kernel, outputs: [{ slot: made, value }], stored: [], each }));
    const rest = { kind: "reduce", reduce, outer: [], inner: [count], x: load(made, [1]) } as const;
    if (dtype === x.dtype) {
      this.reduce({ ...rest, outputs });
      return;
    }
    const total = this.room(1, bytes);
    this.reduce({ ...rest, outputs: [{ slot: total, value }] });
    const rounded: Expr = { op: "cast", x: load(total, []), dtype: x.dtype };
    this.map({ kind: "map", shape: [], outputs: [{ slot: outputs[0]!.slot, value: rounded }] });
  }

  scan(kernel: KernelOf<"scan">): void {
    this.parts.push(this.#loops.of(kernel));
  }

  scatter(scatter: Scatter): void {
    this.parts.push(this.#loops.of({ kind: "scatter", ...scatter }));
  }

  step(step: Step): void {
    this.parts.push({ step });
  }
}
