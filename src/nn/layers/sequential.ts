// Layers in a row. A layer that fails is named in the error, so that a long model says which of its layers does not fit.
import { CellgradError } from "../../errors.ts";
import { handed, seen, type Tensor } from "../../tensor/index.ts";
import { Layer } from "../layer.ts";
import type { Module } from "../module.ts";
import { isOwn } from "../own.ts";
import type { ChainRule, Neighbours } from "../rules/chain.ts";

/**
 * Layers one after the other: each takes what the one before gives. Parameters are named by place: `"0.weight"`.
 *
 * @throws ShapeError when a layer does not fit its input; the message says which layer
 * @example
 * const model = new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
 * model.forward(zeros([32, 784])).shape // [32, 10]
 */
export class Sequential<const L extends readonly Module[] = readonly Module[]> extends Layer<ChainRule<L>> {
  readonly #layers: readonly Module[];

  constructor(...layers: L extends Neighbours<L> ? L : Neighbours<L>) {
    super();
    this.#layers = layers as unknown as readonly Module[];
  }

  /** The layers in order. */
  get layers(): readonly Module[] {
    return this.#layers;
  }
  /** The number of layers. */
  get length(): number {
    return this.#layers.length;
  }
  /**
   * The layer at a place; negative ones count from the end. Undefined where there is none.
   * @example
   * model.at(-1)?.describe() // "Linear(32, 10)"
   */
  at(index: number): Module | undefined {
    return this.#layers.at(index);
  }
  [Symbol.iterator](): IterableIterator<Module> {
    return this.#layers[Symbol.iterator]();
  }

  override *namedChildren(): IterableIterator<[name: string, module: Module]> {
    for (let i = 0; i < this.#layers.length; i++) yield [`${i}`, this.#layers[i]!];
  }

  protected override compute(x: Tensor): Tensor {
    let value = x;
    for (let i = 0; i < this.#layers.length; i++) {
      try {
        value = through(this.#layers[i]!, value);
      } catch (error) {
        throw named(error, `layer ${i}`);
      }
    }
    return value;
  }
}

function through(layer: Module, x: Tensor): Tensor {
  const forward = layer.forward as (x: Tensor) => Tensor;
  return isOwn(layer) ? forward.call(layer, x) : seen(() => forward.call(layer, handed(x)));
}

// The same error with the layer's name before its message; its stack still points at what failed.
function named(error: unknown, layer: string): unknown {
  if (!(error instanceof CellgradError)) return error;
  const { message, stack } = error;
  error.message = `${layer}: ${message}`;
  if (stack) error.stack = stack.replace(message, () => error.message);
  return error;
}
