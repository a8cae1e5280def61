// The part of a tensor that is not an op: what it is, looking at its numbers, gradients, memory.
import type { DType } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { Shape, Tensor } from "../tensor.ts";

/** A tensor's numbers as plain arrays: a number, a list, a list of lists, … */
export type Nested = number | boolean | Nested[];
/** Elements as they are read: bool as 0 and 1. */
export type Data = Float32Array | Int32Array | Uint32Array | Uint8Array;

export interface BackwardOptions {
  /** Keeps the graph, so that gradients can be taken again. */
  retainGraph?: boolean;
  /** Makes the gradients differentiable themselves. */
  createGraph?: boolean;
}

export interface HandleMethods<S extends Shape> {
  /** The sizes along each axis. */
  readonly shape: S;
  /** The number of axes. */
  readonly rank: S["length"];
  /** The number of elements. */
  readonly size: number;
  /** The type of the elements. */
  readonly dtype: DType;
  /** The device that holds the elements, or will compute them. */
  readonly device: string;
  /** True when gradients are recorded for it. Setting it is possible where nothing was recorded yet. */
  requiresGrad: boolean;
  /** The gradient that `backward` left here, summed over calls; null until then. */
  grad: Tensor | null;
  /** The lazy graph's node behind the handle. */
  node: Node;

  /**
   * The elements, row-major, computed now if they were not yet.
   * @example const values = await x.data();
   */
  data(): Promise<Data>;
  /**
   * The number of a tensor of one element.
   * @throws ShapeError when there are more.
   * @example console.log(await loss.item());
   */
  item(): Promise<number>;
  /**
   * The elements as nested arrays.
   * @example const rows = await x.toArray();
   */
  toArray(): Promise<Nested>;
  /** Computes it now (on some devices: begins to). Never needed: looking at numbers does it. */
  realize(): this;

  /**
   * Computes the gradient of this single value for every tensor below that requires one, and adds it to their `grad`.
   * @param gradient the gradient of this tensor itself, where it has more than one element
   * @throws GradientError when it has more than one element, nothing below wants a gradient, or the graph is gone.
   * @example
   * optimizer.zeroGrad();
   * loss.backward();
   * optimizer.step();
   */
  backward(gradient?: Tensor | null, options?: BackwardOptions): void;
  /** The same values as a constant: gradients stop here. */
  detach(): Tensor<S>;
  /** The same values as a tensor of its own. */
  clone(): Tensor<S>;
  /** Asks `backward` to leave a gradient here too, though it is no leaf. */
  retainGrad(): this;
  /** Sets `requiresGrad` and returns the tensor. */
  requiresGrad_(on?: boolean): this;

  /**
   * The same values in another dtype.
   * @example const scaled = pixels.to("f32").div(255);
   */
  to(dtype: DType): Tensor<S>;
  /**
   * The same values on another device; gradients do not follow.
   * @example const here = await x.to("wasm");
   */
  to(device: "webgpu" | "wasm" | "reference"): Promise<Tensor<S>>;

  /** Gives the memory back now; using the tensor later is an error. Never needed: memory is freed by itself. */
  dispose(): void;
  [Symbol.dispose](): void;
  /** A tensor over each place of the first axis. */
  [Symbol.iterator](): IterableIterator<Tensor>;
  /** `Tensor [2, 3] f32` */
  toString(): string;
  /** As `toString`: the numbers are not there at once. */
  toJSON(): string;
}
