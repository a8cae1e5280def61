// A module: something that learns, made of parameters and of other modules, found by looking at its own fields. It says
// nothing of what it computes; layers (layer.ts) do, and users' classes have a `forward` of any kind.
import type { DeviceName } from "../backend/registry.ts";
import { type DType, isDType } from "../graph/dtype.ts";
import { assign, type Tensor } from "../tensor/index.ts";
import { convert } from "./conversion.ts";
import { isParameter } from "./parameter.ts";
import type { Rule } from "./rules/rule.ts";
import { type LoadOptions, type LoadReport, loadState, type State, stateOf } from "./state.ts";
import { Summary } from "./summary.ts";

/** A field's name below a path: `blocks.0.weight`. */
const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/**
 * The base of all layers and models, as PyTorch's `nn.Module`. Fields that are parameters, modules, or lists and plain
 * objects of them are found by themselves.
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

  /**
   * Computes the output. A class of your own says what it takes and gives.
   * @example
   * model.forward(x).shape // [32, 10]
   */
  abstract forward(...inputs: never[]): unknown;

  /**
   * Each module that this one is directly made of, with its field's name.
   * @example
   * Array.from(model.namedChildren(), ([name]) => name) // ["0", "1", "2"]
   */
  *namedChildren(): IterableIterator<[name: string, module: Module]> {
    for (const [name, value] of Object.entries(this)) yield* modulesIn(name, value);
  }

  /**
   * This module and all below it, by path: `""`, `"0"`, `"0.norm"`. Each once.
   * @example
   * Array.from(model.namedModules(), ([path]) => path) // ["", "0", "1", "2"]
   */
  *namedModules(path = "", seen: Set<Module> = new Set()): IterableIterator<[path: string, module: Module]> {
    if (seen.has(this)) return;
    seen.add(this);
    yield [path, this];
    for (const [name, child] of this.namedChildren()) yield* child.namedModules(join(path, name), seen);
  }

  /**
   * This module and all below it, each once.
   * @example
   * model.modules().length // 4
   */
  modules(): Module[] {
    return Array.from(this.namedModules(), ([, module]) => module);
  }

  /**
   * All parameters by their path, as PyTorch names them. Each once.
   * @example
   * Array.from(model.namedParameters(), ([path]) => path) // ["0.weight", "0.bias", "2.weight", "2.bias"]
   */
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

  /**
   * All parameters, each once: what an optimizer takes.
   * @example
   * const optimizer = new optim.Adam(model.parameters());
   */
  parameters(): Tensor[] {
    return Array.from(this.namedParameters(), ([, parameter]) => parameter);
  }

  /**
   * All buffers by their path: tensors that belong to the state and are not learned, such as running means.
   * @example
   * Array.from(new nn.BatchNorm1d(8).namedBuffers(), ([path]) => path)[0] // "running_mean"
   */
  *namedBuffers(): IterableIterator<[path: string, buffer: Tensor]> {
    for (const [path, module] of this.namedModules()) {
      for (const [name, buffer] of module.#buffers) yield [join(path, name), buffer];
    }
  }

  /**
   * The parameters of this module alone, without those of the modules it is made of.
   * @example
   * Array.from(new nn.Linear(4, 2).ownParameters(), ([name]) => name) // ["weight", "bias"]
   */
  *ownParameters(): IterableIterator<[name: string, parameter: Tensor]> {
    for (const [name, value] of Object.entries(this)) yield* parametersIn(name, value);
  }

  /** Makes a tensor part of the state under a name: it is saved and loaded, and not learned. */
  protected buffer<T extends Tensor>(name: string, tensor: T): T {
    this.#buffers.set(name, tensor);
    return tensor;
  }

  /**
   * All parameters and buffers as they are now, by PyTorch's names. Training later changes none of them.
   * @example
   * Object.keys(model.stateDict()) // ["0.weight", "0.bias", "2.weight", "2.bias"]
   */
  stateDict(): State {
    return stateOf(this.#allState());
  }

  /**
   * Takes parameters and buffers from a state: an object of tensors by name.
   * @param options `strict: false` lets names be missing or left over
   * @returns the names that were missing and those left over
   * @throws ArgumentError when names are missing or left over, ShapeError when a shape differs; nothing is loaded then
   * @example
   * const best = model.stateDict();
   * model.loadStateDict(best) // { missing: [], unexpected: [] }
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

  /**
   * Makes this module and all below it learn (or, with false, not): dropout drops, batch normalisation uses the batch.
   * @example
   * model.train().training // true
   */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }
  /**
   * Makes this module and all below it ready for use: no dropout, running statistics instead of the batch's.
   * @example
   * model.eval().training // false
   */
  eval(): this {
    return this.train(false);
  }

  /**
   * Makes all parameters and buffers that are floats floats of another dtype. Gradients that were taken are forgotten.
   * @throws DTypeError when the dtype is no float
   * @example
   * model.to("f64").parameters()[0]?.dtype // "f64"
   */
  to(dtype: DType): this;
  /**
   * Moves all parameters and buffers to a device. Gradients that were taken are forgotten.
   * @throws DeviceError when there is no such device
   * @example
   * await model.to("wasm");
   */
  to(device: DeviceName): Promise<this>;
  to(target: DeviceName | DType): this | Promise<this> {
    if (!isDType(target)) return this.#moved(target);
    convert(this.#tensors(), target);
    return this;
  }
  async #moved(device: DeviceName): Promise<this> {
    for (const tensor of this.#tensors()) {
      assign(tensor, (await tensor.detach().to(device)).node);
      tensor.grad = null;
    }
    return this;
  }
  #tensors(): Tensor[] {
    return [...this.namedParameters(), ...this.namedBuffers()].map(([, tensor]) => tensor);
  }
  /**
   * Makes all parameters and buffers that are floats f32.
   * @example
   * model.double().float().parameters()[0]?.dtype // "f32"
   */
  float(): this {
    return this.to("f32");
  }
  /**
   * Makes all parameters and buffers that are floats f16. Optimizers keep an f32 beside each, so that small steps count.
   * @example
   * model.half().parameters()[0]?.dtype // "f16"
   */
  half(): this {
    return this.to("f16");
  }
  /**
   * Makes all parameters and buffers that are floats f64, for the devices `wasm` and `reference`.
   * @example
   * model.double().parameters()[0]?.dtype // "f64"
   */
  double(): this {
    return this.to("f64");
  }

  /**
   * Freezes all parameters (false), or lets them learn again.
   * @example
   * model.requiresGrad_(false).summary().trainable // 0
   */
  requiresGrad_(on = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = on;
    return this;
  }
  /**
   * Forgets the gradients of all parameters: to be called before `backward`, which adds to them.
   * @example
   * model.zeroGrad();
   */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  /**
   * What stands for this module in a summary.
   * @example
   * new nn.Linear(784, 128).describe() // "Linear(784, 128)"
   */
  describe(): string {
    return this.constructor.name;
  }
  /**
   * The layers as a table, with output shapes and numbers of parameters.
   * @param inputShape tells the output shapes of a model that was not used yet
   * @throws ShapeError when such an input does not fit
   * @example
   * model.summary([1, 64])
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
