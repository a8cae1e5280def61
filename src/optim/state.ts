// An optimizer's state as data, in PyTorch's form, so that training can go on later or elsewhere.
import { backendNamed } from "../backend/registry.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { type Node, node } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { withoutRecording } from "../ops/index.ts";
import { realize, release, type Tensor, wrap } from "../tensor/index.ts";
import type { CommonSettings, Group, Slots } from "./settings.ts";

/** An optimizer's state as data, in PyTorch's form. */
export interface OptimizerState {
  /** What each parameter keeps, by its number: `step` and tensors such as `exp_avg`. */
  state: Record<string, Record<string, number | Tensor>>;
  /** The settings of each group, with the numbers of its parameters. */
  paramGroups: (Record<string, unknown> & { params: number[] })[];
}

/** The same values in a node of its own. */
export const copied = (from: Node): Node =>
  withoutRecording(() => node("reshape", [from], from.shape, from.dtype, {}));

/** Gives a state's memory back: nobody but its optimizer has seen it. */
export function giveBack(state: Node): void {
  if (state.storage) release(state, backendNamed(state.storage.device));
}

export function writeState<S extends CommonSettings>(
  groups: readonly Group<S>[],
  slots: ReadonlyMap<Tensor, Slots>,
): OptimizerState {
  const state: OptimizerState["state"] = {};
  const taken: Node[] = [];
  let number = 0;
  const paramGroups = groups.map(({ params, ...settings }) => ({
    ...settings,
    params: params.map((parameter) => {
      const kept = slots.get(parameter);
      if (kept) {
        const copies = Array.from(kept.tensors, ([name, made]) => [name, copied(made)] as const);
        taken.push(...copies.map(([, copy]) => copy));
        const tensors = copies.map(([name, copy]) => [name, wrap(copy)] as const);
        state[number] = { step: kept.step, ...Object.fromEntries(tensors) };
      }
      return number++;
    }),
  }));
  // Now, since the next step gives the originals back.
  realize(taken);
  return { state, paramGroups };
}

export function readState<S extends CommonSettings>(
  op: string,
  { state, paramGroups }: OptimizerState,
  groups: readonly Group<S>[],
  slots: Map<Tensor, Slots>,
): void {
  const sizes = (all: readonly { params: readonly unknown[] }[]) =>
    showShape(all.map(({ params }) => params.length));
  if (sizes(paramGroups) !== sizes(groups)) {
    const message = `numbers of parameters differ: ${sizes(groups)} and the state has ${sizes(paramGroups)}`;
    throw new ArgumentError({ op, message });
  }
  const read = new Map<Tensor, Slots>();
  groups.forEach(({ params }, g) => {
    params.forEach((parameter, i) => {
      const kept = state[paramGroups[g]!.params[i]!];
      if (kept) read.set(parameter, slotsOf(op, parameter, kept));
    });
  });
  slots.clear();
  for (const [parameter, kept] of read) slots.set(parameter, kept);
  groups.forEach((group, g) => {
    const { params: _, ...settings } = paramGroups[g]!;
    Object.assign(group, settings);
  });
}

function slotsOf(op: string, parameter: Tensor, kept: Record<string, number | Tensor>): Slots {
  const tensors = new Map<string, Node>();
  for (const [name, value] of Object.entries(kept)) {
    if (typeof value === "number") continue;
    if (showShape(value.shape) !== showShape(parameter.shape)) {
      const shapes = `${showShape(parameter.shape)} and ${showShape(value.shape)}`;
      throw new ShapeError({ op, message: `${name} does not fit its parameter: ${shapes}` });
    }
    tensors.set(name, copied(value.node));
  }
  return { step: Number(kept.step ?? 0), tensors };
}
