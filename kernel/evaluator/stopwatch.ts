// The stopwatch behind `%time` and `%%time`: on the clock, and of the processors. What it finds is printed for the cell
// that asked, also when that cell has waited meanwhile.
import { types } from "node:util";
import { type Owner, writeText } from "./output.ts";

export class Stopwatch {
  readonly #owner: Owner;
  /** The cells that are timed as a whole. */
  readonly #cells = new Map<number, () => void>();
  #statement: () => void = () => {};

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Starts, and gives what ends it: with a value that it passes on, a promise when it has settled. */
  expression(): <T>(value: T) => T {
    const tell = this.#start();
    return (value) => {
      if (types.isPromise(value)) return value.finally(tell) as typeof value;
      tell();
      return value;
    };
  }

  startStatement(): void {
    this.#statement = this.#start();
  }

  endStatement(): void {
    this.#statement();
  }

  /** Times the running cell until its end. */
  startCell(): void {
    this.#cells.set(this.#owner().cell, this.#start());
  }

  /** To be called when a cell is at its end. */
  endCell(cell: number): void {
    this.#cells.get(cell)?.();
    this.#cells.delete(cell);
  }

  #start(): () => void {
    const { cell } = this.#owner();
    const began = performance.now();
    const usage = process.cpuUsage();
    return () => {
      const wall = performance.now() - began;
      const { user, system } = process.cpuUsage(usage);
      const text = `Wall time ${duration(wall)}, processor time ${duration((user + system) / 1000)}\n`;
      writeText(cell, this.#owner().running, "stdout", Buffer.from(text));
    };
  }
}

function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toPrecision(3)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toPrecision(3)} s`;
  return `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`;
}
