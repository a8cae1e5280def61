// Node's timer functions, made safe against forced interrupts: they run whole (a termination inside Node's timer heap
// leaves dead timers), and no user code runs inside Node's own immediate and microtask frames, which a termination leaves
// corrupt (abort or endless loop): such callbacks become promise jobs.
import timers from "node:timers";
import { whole } from "./gate.ts";

type Anything = (...args: unknown[]) => unknown;
export type TimerHost = Record<string, Anything>;

/** Both places where users find the timer functions. */
export const timerHosts: TimerHost[] = [globalThis, timers].map((host) => host as unknown as TimerHost);

/** Replaces a function and keeps its own properties (`util.promisify.custom`, `name`). */
export function replace(host: TimerHost, name: string, make: (original: Anything) => Anything): void {
  const original = host[name]!;
  host[name] = Object.defineProperties(
    make(original),
    Object.getOwnPropertyDescriptors(original),
  ) as Anything;
}

const asPromiseJob = (callback: Anything, ...args: unknown[]): void =>
  void Promise.resolve().then(() => callback(...args));

const timerNames = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
];

/** To be called once, before user code. */
export function installSafeTimers(): void {
  for (const host of timerHosts) {
    replace(host, "setImmediate", (original) => (callback, ...args) => {
      if (typeof callback !== "function") return original(callback, ...args); // Node's own error
      return original(asPromiseJob, callback, ...args);
    });
    for (const name of timerNames)
      replace(
        host,
        name,
        (original) =>
          (...args) =>
            whole(original, ...args),
      );
  }
  replace(globalThis as unknown as TimerHost, "queueMicrotask", (original) => (callback) => {
    if (typeof callback !== "function") return original(callback);
    return asPromiseJob(callback as Anything);
  });
}
