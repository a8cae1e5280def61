// Which cell does the running code belong to? AsyncLocalStorage where it survives a forced interrupt (async context frames:
// Node 24, Node 22 with a flag). On Node 20 it would abort the process, so there wrapped timers, and `enter` after each
// await of a transformed cell: right for awaits and timers, a guess for `.then` callbacks and native callbacks.
import { AsyncLocalStorage } from "node:async_hooks";
import { replace, type TimerHost, timerHosts } from "./timers.ts";

export interface Tracker {
  /** True when `current` can be trusted everywhere; else the code's own word comes first. */
  readonly exact: boolean;
  /** Runs `work` as that cell's. */
  run<R>(cell: number, work: () => R): R;
  /** The cell of the running code; 0 when unknown. */
  current(): number;
  /** Code of that cell has resumed after an `await`. */
  enter(cell: number): void;
  /** Forgets the running cell: a forced interrupt skips every `finally`. */
  reset(): void;
  /** The cell of an error that came out of a callback, where the tracker has seen it. */
  culprit(error: unknown): number;
}

const major = Number(process.versions.node.split(".")[0]);
const contextFrames =
  (major >= 24 && !process.execArgv.includes("--no-async-context-frame")) ||
  process.execArgv.includes("--experimental-async-context-frame");

/** To be called once, after the safe timers are installed. */
export const createTracker = (): Tracker => (contextFrames ? byContext() : byTimers());

function byContext(): Tracker {
  const storage = new AsyncLocalStorage<number>();
  return {
    exact: true,
    run: (cell, work) => storage.run(cell, work),
    current: () => storage.getStore() ?? 0,
    enter() {},
    reset() {},
    culprit: () => storage.getStore() ?? 0,
  };
}

function byTimers(): Tracker {
  let now = 0;
  const culprits = new WeakMap<object, number>();
  const settled = Promise.resolve();
  const forget = (): void => {
    now = 0;
  };
  const run = <R>(cell: number, work: () => R): R => {
    const before = now;
    now = cell;
    try {
      return work();
    } catch (error) {
      if (typeof error === "object" && error !== null) culprits.set(error, cell);
      throw error;
    } finally {
      now = before;
    }
  };
  for (const host of [...timerHosts, process as unknown as TimerHost])
    for (const name of ["setTimeout", "setInterval", "setImmediate", "nextTick"])
      if (host[name]) replace(host, name, wrap);

  function wrap(original: (...args: unknown[]) => unknown) {
    return function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
      if (typeof callback !== "function" || !now) return original.call(this, callback, ...rest);
      const cell = now;
      return original.call(this, (...args: unknown[]) => run(cell, () => callback(...args)), ...rest);
    };
  }
  return {
    exact: false,
    run,
    current: () => now,
    // A promise job leaves no trace of its end, so forget when the queue has turned.
    enter(cell) {
      if (!now) settled.then(forget);
      now = cell;
    },
    reset: forget,
    culprit: (error) => (typeof error === "object" && error !== null ? (culprits.get(error) ?? 0) : 0),
  };
}
