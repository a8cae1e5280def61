// Gives every row of the table of ops a method on tensors. An op that a signature promises and the table lacks does not compile.
import type { Node } from "../graph/node.ts";
import { type Build, groups, methods, type Results, several } from "../ops/index.ts";
import { dynamic } from "./dynamic.ts";
import { isTensor, TensorHandle, wrap } from "./handle.ts";
import type { SeveralMethods } from "./methods/rearrange.ts";
import type { GroupMethods } from "./methods/sorting.ts";
import type { OpName, Tensor } from "./tensor.ts";

// `to` also names devices, so the handle has its own.
const { to: _, ...table } = methods;
const rows: { readonly [K in OpName]: Build } = table;

/** An argument with nodes for tensors, also inside lists and options. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isTensor(value)) return value.node;
  if (Array.isArray(value)) return value.some(isTensor) ? value.map(unwrapped) : value;
  for (const entry of Object.values(value)) {
    if (!isTensor(entry)) continue;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
  }
  return value;
}

/** The op as a function of tensors. */
export function lifted(build: Build): (...args: unknown[]) => Tensor {
  const call = build as (...args: unknown[]) => Node;
  return (...args) => wrap(call(...args.map(unwrapped)));
}

/** An op that gives several by name, as a function of tensors. */
export function liftedGroup(build: Build<Results>): (...args: unknown[]) => Readonly<Record<string, Tensor>> {
  const call = build as (...args: unknown[]) => Results;
  return (...args) => {
    const made = Object.entries(call(...args.map(unwrapped)));
    return Object.fromEntries(made.map(([key, node]) => [key, wrap(node)]));
  };
}

// Those that give several tensors.
const { meshgrid: __, ...cuts } = several;
const pieces: { readonly [K in keyof SeveralMethods<number[]>]: (...args: never[]) => Node[] } = cuts;
for (const [name, build] of Object.entries(pieces)) {
  const call = build as (...args: unknown[]) => Node[];
  const method = {
    [name](this: Tensor, ...args: unknown[]): Tensor[] {
      return call(this.node, ...args).map(wrap);
    },
  };
  Object.defineProperty(TensorHandle.prototype, name, {
    value: method[name],
    writable: true,
    configurable: true,
  });
}

// Those that give several by name.
const named: { readonly [K in keyof GroupMethods<number[]>]: Build<Results> } = groups;
for (const [name, build] of Object.entries(named)) {
  const call = liftedGroup(build);
  const method = {
    [name](this: Tensor, ...args: unknown[]): Readonly<Record<string, Tensor>> {
      return call(this, ...args);
    },
  };
  Object.defineProperty(TensorHandle.prototype, name, {
    value: method[name],
    writable: true,
    configurable: true,
  });
}

for (const [name, build] of Object.entries(rows)) {
  const call = build as unknown as (...args: unknown[]) => Node;
  const method = {
    [name](this: Tensor, ...args: unknown[]): Tensor {
      if (args.length === 0) return wrap(call(this.node));
      if (args.length === 1) return wrap(call(this.node, unwrapped(args[0])));
      return wrap(call(this.node, ...args.map(unwrapped)));
    },
  };
  Object.defineProperty(TensorHandle.prototype, name, {
    value: method[name],
    writable: true,
    configurable: true,
  });
}

// Those whose size the values decide.
for (const [name, value] of Object.entries(dynamic)) {
  Object.defineProperty(TensorHandle.prototype, name, { value, writable: true, configurable: true });
}
