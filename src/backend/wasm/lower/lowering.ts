// What lowering one plan collects: generated functions, and the steps that call them. Kernels that need room of their own
// get slots behind the plan's.
import type { Kernel, Output } from "../../../graph/kernel.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Helpers } from "../emit/helpers.ts";
import { emitMap } from "../emit/map.ts";
import { emitReduce } from "../emit/reduce.ts";
import { emitScan } from "../emit/scan.ts";
import { emitScatter, type Scatter } from "../emit/scatter.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { functionName } from "../threads/job.ts";
import type { Member } from "./groups.ts";

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

export class Lowering {
  readonly runtime: Runtime;
  parts: Part[] = [];
  /** Byte offsets of the additional slots in the work room. */
  readonly rooms: number[] = [];
  roomBytes = 0;
  readonly #module: ModuleBuilder;
  readonly #helpers: Helpers;
  readonly #slots: number;
  #top = 0;
  #names = 0;

  constructor(module: ModuleBuilder, helpers: Helpers, runtime: Runtime, slots: number) {
    this.#module = module;
    this.#helpers = helpers;
    this.runtime = runtime;
    this.#slots = slots;
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
    const move = ({ addresses, words, table }: Bindings, turn: number) => {
      addresses[alias] = addresses[slot]! + 4 * step * turn;
      words[table / 4 + alias] = addresses[alias];
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
    const emitted = emitMap(this.#module, this.#helpers, kernel, this.name());
    const values = kernel.outputs.map(({ value }) => value);
    this.parts.push({ emitted, traffic: { sizes: kernel.shape, values, outputs: kernel.outputs } });
  }

  /** A reduction, and `stored` over its whole loop: see `storedReduction`. */
  reduce(kernel: KernelOf<"reduce">, stored: readonly Output[] = []): void {
    const emitted = emitReduce(this.#module, this.#helpers, kernel, this.name(), stored);
    const sizes = [...kernel.outer, ...kernel.inner];
    const values = [kernel.x, ...stored.map(({ value }) => value)];
    this.parts.push({ emitted, traffic: { sizes, values, outputs: [...stored, ...kernel.outputs] } });
  }

  scan(kernel: KernelOf<"scan">): void {
    this.parts.push({ emitted: emitScan(this.#module, this.#helpers, kernel, this.name()) });
  }

  scatter(scatter: Scatter): void {
    this.parts.push({ emitted: emitScatter(this.#module, scatter, this.name()) });
  }

  step(step: Step): void {
    this.parts.push({ step });
  }

  /** The name of a new function. */
  name(): string {
    return functionName(this.#names++);
  }
}
