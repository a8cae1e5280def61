// Scopes: tensors made inside are given back at the end. Never needed, since memory is freed by itself; useful to bound it.
import type { Node } from "../graph/node.ts";
import { births, isTensor } from "./handle.ts";
import { realize } from "./realize.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Runs `f` and gives back the memory of every tensor made in it, except those in its result (a tensor, or an array or
 * object of them) and those that hold a gradient or want one.
 * @returns what `f` gives
 * @example
 * const mean = scope(() => zeros([1000, 1000]).exp().mean());
 * await mean.item() // 1
 */
export function scope<T>(f: () => T): T {
  const outer = births.born;
  const born: Tensor[] = [];
  births.born = (tensor) => born.push(tensor);
  try {
    const result = f();
    const kept = new Set<Node>();
    keep(result, kept);
    realize([...kept]);
    for (const tensor of born) {
      if (kept.has(tensor.node) || tensor.node.gradientLeaf) outer?.(tensor);
      else if (tensor.node.storage) tensor.dispose();
    }
    return result;
  } finally {
    births.born = outer;
  }
}

function keep(value: unknown, kept: Set<Node>): void {
  if (isTensor(value)) kept.add(value.node);
  else if (Array.isArray(value)) for (const entry of value) keep(entry, kept);
  else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    for (const entry of Object.values(value)) keep(entry, kept);
  }
}
