// Which cells were interrupted, and how their code gets to know. Three ways in: transformed code asks after each `await`;
// long loops of the runtime (training) register as cooperative and ask each batch; everything else is terminated.
import { cooperative, leaving, loading, requested } from "./gate.ts";

/** What the code of an interrupted cell gets thrown at its next `await`. */
export class InterruptError extends Error {
  override name = "InterruptError";
  constructor() {
    super("the cell was interrupted");
  }
}

const interrupted = new Set<number>();

/** The cells that have begun and are not answered. */
export const active = new Set<number>();

/** What has to be stopped with a cell. */
const stops = new Map<number, Set<() => void>>();

/** Calls `stop` when the cell is interrupted, unless the function that it gives was called before. */
export function onInterrupted(cell: number, stop: () => void): () => void {
  const ofCell = stops.get(cell) ?? new Set();
  stops.set(cell, ofCell.add(stop));
  return () => {
    ofCell.delete(stop);
    if (ofCell.size === 0) stops.delete(cell);
  };
}

/** That cell's code shall not go on. */
export function markInterrupted(cell: number): void {
  interrupted.add(cell);
  for (const stop of stops.get(cell) ?? []) stop();
  stops.delete(cell);
}

/** True when that cell's code shall end at once; a cooperative loop at work may finish first. */
export function isInterrupted(cell: number): boolean {
  if (interrupted.has(cell)) return true;
  if (cell === 0 || cooperative.count() > 0) return false;
  const asked = requested.get();
  return asked !== 0 && (asked === cell || active.has(cell));
}

/** True when that cell has been answered as interrupted: nothing of it may have an effect any more. */
export const isOver = (cell: number): boolean => interrupted.has(cell);

/** Ends the code of an interrupted cell. */
export function leave(): never {
  if (requested.get() !== 0) leaving.begin();
  throw new InterruptError();
}

/**
 * `globalThis[Symbol.for("cellgrad.interrupt")]`: how a long loop takes part in interrupts without depending on the kernel.
 *
 *     const interrupt = globalThis[Symbol.for("cellgrad.interrupt")];   // undefined outside a notebook
 *     interrupt?.enter();
 *     try { for (const batch of batches) { if (interrupt?.requested()) break; … } } finally { interrupt?.leave(); }
 *
 * Between `enter` and `leave` the first interrupt only sets `requested()`, and the loop has two seconds to put its things
 * in order; then, or at a second interrupt, it is ended by force. After `leave` the cell itself ends as interrupted.
 * `loading` runs an import of this package's own modules, which are not to be torn.
 */
export interface InterruptHook {
  requested(): boolean;
  enter(): void;
  leave(): void;
  loading<T>(load: () => Promise<T>): Promise<T>;
}

export const hook: InterruptHook = {
  requested: () => requested.get() !== 0,
  enter: cooperative.enter,
  leave: cooperative.leave,
  async loading(load) {
    loading.begin();
    try {
      return await load();
    } finally {
      loading.end();
    }
  },
};
