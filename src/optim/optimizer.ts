// What all optimizers share: groups of parameters with their settings, one computation a step, state by name. A step builds
// new values for all parameters and states and realises them, and the loss that led to them, as one plan. Numbers that
// change from step to step go in as run-time values, so that the plan stays the same.
import { ArgumentError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { primitive as p, withoutRecording } from "../ops/index.ts";
import { assign, gradientOf, isTensor, realizeStep, type Step, type Tensor } from "../tensor/index.ts";
import { exactValue, rounded } from "./master.ts";
import {
  atLeast0,
  type CommonSettings,
  type Group,
  type ParameterGroup,
  type Parameters,
  type Slots,
} from "./settings.ts";
import { copied, giveBack, type OptimizerState, readState, writeState } from "./state.ts";

interface Changes extends Step {
  readonly values: Map<Node, Tensor>;
  readonly oldValues: Node[];
  readonly states: Map<Node, Slots>;
  readonly oldStates: Node[];
}

/**
 * The base of all optimizers. Parameters may come in groups with settings of their own.
 * @example
 * const [weight, ...others] = model.parameters();
 * const optimizer = new optim.SGD([{ params: [weight!], lr: 0.01 }, { params: others }], { lr: 0.1 });
 */
export abstract class Optimizer<S extends CommonSettings = CommonSettings> {
  /** The groups of parameters with their settings. */
  readonly paramGroups: Group<S>[];
  readonly #slots = new Map<Tensor, Slots>();

  /** @throws ArgumentError when there are no parameters, one is given twice, or a setting is out of its range */
  constructor(parameters: Parameters<S>, settings: S) {
    this.paramGroups = groupsOf(this.constructor.name, parameters, settings);
    for (const group of this.paramGroups) this.check(group);
  }

  /** The new value of a parameter with gradient `g`; changes the slots. Runs without recording. */
  protected abstract update(value: Node, g: Node, slots: Slots, group: Group<S>): Node;

  /** Refuses settings out of their range. */
  protected check({ lr }: S): void {
    atLeast0(this.constructor.name, "lr", lr);
  }

  /** The learning rate of the first group; setting it sets it for all. */
  get lr(): number {
    return this.paramGroups[0]!.lr;
  }
  set lr(rate: number) {
    for (const group of this.paramGroups) group.lr = rate;
  }

  /**
   * Changes every parameter that has a gradient, once.
   * @throws GradientError when a gradient was lost
   * @example
   * optimizer.zeroGrad();
   * crossEntropy(model.forward(x), y).backward();
   * optimizer.step();
   */
  step(): void {
    const changes: Changes = { values: new Map(), oldValues: [], states: new Map(), oldStates: [] };
    withoutRecording(() => {
      for (const group of this.paramGroups) {
        for (const parameter of group.params) {
          const gradient = gradientOf(parameter);
          if (gradient) this.#advance(parameter, gradient, group, changes);
        }
      }
    });
    realizeStep(changes);
    for (const node of changes.oldStates) giveBack(node);
  }

  #advance(parameter: Tensor, g: Node, group: Group<S>, changes: Changes): void {
    const slots = this.#slotsOf(parameter);
    const before = [...slots.tensors.values()];
    slots.step++;
    const from = exactValue(parameter, slots);
    const next = this.update(from, p.cast(g, from.dtype), slots, group);
    const value = rounded(parameter, next, slots);
    changes.oldValues.push(parameter.node);
    changes.values.set(value, parameter);
    assign(parameter, value);
    const { states } = changes;
    for (const [name, state] of slots.tensors) {
      // States are given back when they are replaced; what the user holds, such as the gradient, must not be one.
      const own = state === g ? copied(state) : state;
      if (own !== state) slots.tensors.set(name, own);
      states.set(own, slots);
    }
    for (const state of before) if (!states.has(state)) changes.oldStates.push(state);
  }

  #slotsOf(parameter: Tensor): Slots {
    let slots = this.#slots.get(parameter);
    if (!slots) this.#slots.set(parameter, (slots = { step: 0, tensors: new Map() }));
    return slots;
  }

  /**
   * Forgets the gradients of all parameters: to be called before `backward`, which adds to them.
   * @example
   * optimizer.zeroGrad();
   */
  zeroGrad(): void {
    for (const { params } of this.paramGroups) for (const parameter of params) parameter.grad = null;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const groups = this.paramGroups.map(({ params, ...settings }) => {
      const numbers = params.reduce((sum, { size }) => sum + size, 0).toLocaleString("en");
      const told = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
      return `${params.length} parameters of ${numbers} values, ${told.join(", ")}`;
    });
    return `${this.constructor.name}(${groups.join("; ")})`;
  }

  /**
   * Settings and what each parameter keeps, in PyTorch's form: parameters are numbered in the order of the groups.
   * @example
   * optimizer.stateDict().paramGroups[0]?.params // [0, 1, 2, 3]
   */
  stateDict(): OptimizerState {
    return writeState(this.paramGroups, this.#slots);
  }
  /**
   * Goes on where a state stood.
   * @throws ArgumentError when groups or their sizes differ, ShapeError when a tensor does not fit its parameter
   * @example
   * const state = optimizer.stateDict();
   * optimizer.loadStateDict(state);
   */
  loadStateDict(state: OptimizerState): void {
    readState(this.constructor.name, state, this.paramGroups, this.#slots);
  }
}

function groupsOf<S extends CommonSettings>(op: string, parameters: Parameters<S>, settings: S): Group<S>[] {
  const entries = [...(parameters as Iterable<Tensor | ParameterGroup<S>>)];
  const groups = entries.some((entry) => !isTensor(entry))
    ? (entries as ParameterGroup<S>[])
    : [{ params: entries as Tensor[] } as unknown as ParameterGroup<S>];
  const complete = groups.map((group) => ({ ...settings, ...group, params: [...group.params] }) as Group<S>);
  const all = complete.flatMap(({ params }) => params);
  if (all.length === 0) {
    const help = "give it the parameters of a model: model.parameters()";
    throw new ArgumentError({ op, message: "there are no parameters", help });
  }
  if (new Set(all).size !== all.length)
    throw new ArgumentError({ op, message: "a parameter is given twice" });
  return complete;
}
