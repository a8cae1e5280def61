// Which modules are this package's own: what they compute in between, no user gets to see.
import type { Module } from "./module.ts";

const own = new WeakSet<object>();

/** Notes that these classes are ours. */
export function markOwn(classes: Iterable<unknown>): void {
  for (const made of classes) if (typeof made === "function") own.add(made.prototype as object);
}

/** True for a module of one of our classes, not of one that was derived from them. */
export const isOwn = (module: Module): boolean =>
  own.has(Object.getPrototypeOf(module) as object) &&
  !Object.hasOwn(module, "forward") &&
  !Object.hasOwn(module, "compute");
