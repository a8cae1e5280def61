// What all optimizers share: parameters, their state, one step. A rule (sgd.ts, adam.ts, …) says how a parameter and its
// state follow from its gradient; it is written in tensors like everything else, so all parameters and the loss are computed
// in one plan. Learning rates and corrections are run-time scalars: the plan stays the same from step to step.
import { backendNamed } from "../backend/registry.ts";
import { ArgumentError } from "../errors.ts";
import { hostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { ops, primitive as p, withoutRecording } from "../ops/index.ts";
import { assign, isTensor, realize, realizeStep, release, type Tensor, wrap } from "../tensor/index.ts";

/** A parameter's state: one tensor a name. */
export type State = Readonly<Record<string, Node>>;

/** One parameter at one step. */
export interface Update {
  readonly parameter: Node;
  readonly gradient: Node;
  readonly state: State;
  /** The number of the step, from 1. */
  readonly step: number;
}

/** x times a number that may differ from step to step. */
export const times = (x: Node, factor: number): Node => ops.mul(x, p.scalar(factor, x.shape));
/** x plus a number that may differ from step to step. */
export const plus = (x: Node, term: number): Node => ops.add(x, p.scalar(term, x.shape));
/** Part of the old, the rest of the new. */
export const blend = (old: Node, keep: number, fresh: Node): Node =>
  ops.add(times(old, keep), times(fresh, 1 - keep));

/** The base of all optimizers. */
export abstract class Optimizer {
  readonly parameters: readonly Tensor[];
  /** The learning rate; may be set between steps. */
  lr: number;
  #step = 0;
  readonly #states = new Map<Tensor, State>();

  constructor(parameters: Iterable<Tensor>, lr: number) {
    this.parameters = [...new Set(parameters)];
    this.lr = lr;
    check(this.constructor.name, this.parameters);
    inRange(this.constructor.name, "lr", lr, 0, Number.POSITIVE_INFINITY);
    realize(this.parameters.map((parameter) => parameter.node));
  }

  /** Names of the tensors that a parameter's state is made of; they start as zeros. */
  protected abstract readonly stateNames: readonly string[];
  /** The parameter and its state after a step. */
  protected abstract update(at: Update): { parameter: Node; state: State };

  /** The number of steps so far. */
  get steps(): number {
    return this.#step;
  }

  /**
   * Moves every parameter that has a gradient.
   * @example
   * optimizer.zeroGrad();
   * loss.backward();
   * optimizer.step();
   */
  step(): void {
    const moved = this.parameters.filter((parameter) => parameter.grad !== null);
    const step = ++this.#step;
    const after = withoutRecording(() =>
      moved.map((tensor) => {
        const before = this.#stateOf(tensor);
        const at = { parameter: tensor.node, gradient: tensor.grad!.node, state: before, step };
        return { tensor, before, ...this.update(at) };
      }),
    );
    realizeStep(after.flatMap(({ parameter, state }) => [parameter, ...Object.values(state)]));
    for (const { tensor, before, parameter, state } of after) {
      assign(tensor, parameter);
      this.#states.set(tensor, state);
      // Nobody else has seen the state. The parameter may be part of graphs that nobody has looked at yet.
      const backend = backendNamed(parameter.storage!.device);
      for (const node of Object.values(before))
        if (!Object.values(state).includes(node)) release(node, backend);
    }
  }

  /** Forgets all gradients: `backward` adds to what is there. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  /** The state as tensors: `steps`, and `<place of the parameter>.<name>` for each. */
  stateDict(): Record<string, Tensor> {
    const dict: Record<string, Tensor> = { steps: wrap(p.constant(this.#step, [], "i32")) };
    this.parameters.forEach((tensor, i) => {
      const state = this.#states.get(tensor) ?? {};
      for (const [name, node] of Object.entries(state)) dict[`${i}.${name}`] = wrap(node).clone().realize();
    });
    return dict;
  }

  /**
   * Takes a state that `stateDict` gave.
   * @throws ArgumentError when a tensor's shape does not fit its parameter.
   */
  async loadStateDict(dict: Readonly<Record<string, Tensor>>): Promise<void> {
    this.#step = (await dict.steps?.item()) ?? 0;
    this.parameters.forEach((tensor, i) => {
      const names = this.stateNames.filter((name) => dict[`${i}.${name}`]);
      if (names.length === 0) return;
      const state = Object.fromEntries(names.map((name) => [name, dict[`${i}.${name}`]!]));
      for (const [name, { shape }] of Object.entries(state)) {
        if (sameShape(shape, tensor.shape)) continue;
        const message = `${i}.${name} does not fit its parameter: ${showShape(shape)} and ${showShape(tensor.shape)}`;
        throw new ArgumentError({ op: "loadStateDict", message });
      }
      const copies = Object.entries(state).map(([name, x]) => [name, x.clone().realize().node] as const);
      this.#states.set(tensor, Object.fromEntries(copies));
    });
  }

  #stateOf(tensor: Tensor): State {
    const zeros = () => p.data(hostArray("f32", sizeOf(tensor.shape)), tensor.shape, "f32");
    return this.#states.get(tensor) ?? Object.fromEntries(this.stateNames.map((name) => [name, zeros()]));
  }
}

function check(op: string, parameters: readonly Tensor[]): void {
  if (parameters.length === 0) {
    throw new ArgumentError({ op, message: "there is nothing to optimize: got no parameters" });
  }
  const odd = parameters.find((parameter) => !isTensor(parameter) || !parameter.requiresGrad);
  if (odd) {
    throw new ArgumentError({
      op,
      message: `parameters are tensors that require gradients: got ${isTensor(odd) ? odd.toString() : typeof odd}`,
      help: "pass model.parameters(), or tensors made with { requiresGrad: true }",
    });
  }
}

/** Refuses a setting outside [lo, hi]. */
export function inRange(op: string, name: string, value: number, lo: number, hi: number): void {
  if (value >= lo && value <= hi) return;
  throw new ArgumentError({ op, message: `${name} is out of range: got ${value}, from ${lo} to ${hi}` });
}
