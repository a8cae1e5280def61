// A module: something that learns, made of parameters and of other modules, found by looking at its own fields. It says
// nothing of what it computes; layers (layer.ts) do, and users' classes have a `forward` of any kind.
import type { DeviceName } from "../backend/registry.ts";
import { assign, type Tensor } from "../tensor/index.ts";
import { isParameter } from "./parameter.ts";
import type { Rule } from "./rules/rule.ts";
import { type LoadOptions, type LoadReport, loadState, type State, stateOf } from "./state.ts";
import { Summary } from "./summary.ts";

/** The mark of a field's name: `blocks.0.weight`. */
const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/**
 * The base of all layers and models, as PyTorch's `nn.Module`. Fields that are parameters, modules, or lists of them are
 * found by themselves.
 *
 * @example
 * class Net extends nn.Module {
 *   hidden = new nn.Linear(784, 128);
 *   output = new nn.Linear(128, 10);
 *   forward(x: Tensor<[number, 784]>) {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 */
export abstract class Module<F extends Rule = Rule> {
  /** Of types only: the rule that says which shape comes out. */
  declare readonly rule?: F;
  /** True while the module learns; dropout and batch normalisation act differently then. */
  training = true;
  readonly #buffers = new Map<string, Tensor>();

  /** Computes the output. Any signature will do. */
  abstract forward(...inputs: never[]): unknown;

  /** Each module that this one is directly made of, with its field's name. */
  *namedChildren(): IterableIterator<[name: string, module: Module]> {
    for (const [name, value] of Object.entries(this)) yield* modulesIn(name, value);
  }

  /** This module and all below it, by path: `""`, `"0"`, `"0.norm"`. Each once. */
  *namedModules(path = "", seen: Set<Module> = new Set()): IterableIterator<[path: string, module: Module]> {
    if (seen.has(this)) return;
    seen.add(this);
    yield [path, this];
    for (const [name, child] of this.namedChildren()) yield* child.namedModules(join(path, name), seen);
  }

  /** This module and all below it. */
  modules(): Module[] {
    return Array.from(this.namedModules(), ([, module]) => module);
  }

  /** All parameters by their path, as PyTorch names them: `"0.weight"`, `"hidden.bias"`. Each once. */
  *namedParameters(): IterableIterator<[path: string, parameter: Tensor]> {
    const seen = new Set<Tensor>();
    for (const [path, module] of this.namedModules()) {
      for (const [name, parameter] of module.ownParameters()) {
        if (seen.has(parameter)) continue;
        seen.add(parameter);
        yield [join(path, name), parameter];
      }
    }
  }

  /** All parameters: what an optimizer takes. */
  parameters(): Tensor[] {
    return Array.from(this.namedParameters(), ([, parameter]) => parameter);
  }

  /** All buffers by their path: tensors that belong to the state and are not learned, such as running means. */
  *namedBuffers(): IterableIterator<[path: string, buffer: Tensor]> {
    for (const [path, module] of this.namedModules()) {
      for (const [name, buffer] of module.#buffers) yield [join(path, name), buffer];
    }
  }

  /** The parameters of this module alone. */
  *ownParameters(): IterableIterator<[name: string, parameter: Tensor]> {
    for (const [name, value] of Object.entries(this)) yield* parametersIn(name, value);
  }

  /** Makes a tensor part of the state under a name. */
  protected buffer<T extends Tensor>(name: string, tensor: T): T {
    this.#buffers.set(name, tensor);
    return tensor;
  }

  /** All parameters and buffers as they are now, by PyTorch's names. Training later changes none of them. */
  stateDict(): State {
    return stateOf(this.#allState());
  }

  /**
   * Takes parameters and buffers from a state: an object of tensors by name.
   * @param options `strict: false` lets names be missing or left over
   * @returns the names that were missing and those left over
   * @throws ArgumentError when names are missing or left over, ShapeError when a shape differs; nothing is loaded then
   * @example model.loadStateDict(best);
   */
  loadStateDict(state: State, options: LoadOptions = {}): LoadReport {
    return loadState(this.#allState(), state, options);
  }

  // Names of shared parameters too: a state has one entry a name, as PyTorch's.
  *#allState(): IterableIterator<[path: string, tensor: Tensor]> {
    for (const [path, module] of this.#everyPath("")) {
      for (const [name, parameter] of module.ownParameters()) yield [join(path, name), parameter];
      for (const [name, buffer] of module.#buffers) yield [join(path, name), buffer];
    }
  }
  *#everyPath(path: string): IterableIterator<[path: string, module: Module]> {
    yield [path, this];
    for (const [name, child] of this.namedChildren()) yield* child.#everyPath(join(path, name));
  }

  /** Makes this module and all below it learn (or not). */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }
  /** Makes this module and all below it ready for use: no dropout, running statistics instead of the batch's. */
  eval(): this {
    return this.train(false);
  }

  /**
   * Moves all parameters and buffers to a device. Gradients that were taken are forgotten.
   * @throws DeviceError when there is no such device
   * @example await model.to("wasm");
   */
  async to(device: DeviceName): Promise<this> {
    for (const [, tensor] of [...this.namedParameters(), ...this.namedBuffers()]) {
      assign(tensor, (await tensor.detach().to(device)).node);
      tensor.grad = null;
    }
    return this;
  }

  /** Freezes all parameters, or lets them learn again. */
  requiresGrad_(on = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = on;
    return this;
  }
  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  /** What stands for this module in a summary: `Linear(784, 128)`. */
  describe(): string {
    return this.constructor.name;
  }
  /**
   * The layers as a table, with output shapes and numbers of parameters.
   * @param inputShape tells the output shapes of a model that was not used yet
   * @example model.summary([1, 1, 28, 28])
   */
  summary(inputShape?: readonly number[]): Summary {
    return new Summary(this, inputShape);
  }
  toString(): string {
    return this.describe();
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.summary()}`;
  }
}

function* modulesIn(name: string, value: unknown): IterableIterator<[string, Module]> {
  if (value instanceof Module) yield [name, value];
  else for (const [key, entry] of entriesOf(value)) yield* modulesIn(`${name}.${key}`, entry);
}

function* parametersIn(name: string, value: unknown): IterableIterator<[string, Tensor]> {
  if (isParameter(value)) yield [name, value];
  else for (const [key, entry] of entriesOf(value)) yield* parametersIn(`${name}.${key}`, entry);
}

// Lists and plain objects may hold modules and parameters, nested as the user likes.
function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value).filter(([, entry]) => typeof entry === "object");
}
