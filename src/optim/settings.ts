// What optimizers are told: parameters in groups, settings, and the ranges of settings. And what they keep of each parameter.
import { ArgumentError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import type { Tensor } from "../tensor/index.ts";

/** Settings that every optimizer has. */
export interface CommonSettings {
  /** The learning rate. */
  lr: number;
}

/** Parameters with settings of their own; what is left out is as for the others. */
export type ParameterGroup<S extends CommonSettings> = Partial<S> & { params: Iterable<Tensor> };

/** The parameters of an optimizer: a list of them, or groups with settings of their own. */
export type Parameters<S extends CommonSettings> = Iterable<Tensor> | Iterable<ParameterGroup<S>>;

/** A group with all its settings. `lr` and the others may be changed between steps. */
export type Group<S extends CommonSettings> = S & { params: readonly Tensor[] };

/** What one parameter keeps from step to step, by PyTorch's names. */
export interface Slots {
  /** Steps taken. */
  step: number;
  /** The tensors, each of the parameter's shape. */
  readonly tensors: Map<string, Node>;
}

/** Refuses what is no number from 0. */
export function atLeast0(op: string, name: string, value: number): void {
  if (value >= 0) return;
  throw new ArgumentError({ op, message: `${name} is out of range: got ${value}, from 0` });
}

/** Refuses what is no number in [0, 1). */
export function below1(op: string, name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new ArgumentError({ op, message: `${name} is out of range: got ${value}, from 0 and below 1` });
}
