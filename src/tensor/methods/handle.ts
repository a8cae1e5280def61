// The part of a tensor that is not an op: what it is, looking at its numbers, gradients, memory.
import type { DType } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { Shape, Tensor } from "../tensor.ts";

/** A tensor's numbers as plain arrays: a number, a list, a list of lists, … */
export type Nested = number | boolean | Nested[];
/** Elements as they are read: bool as 0 and 1. */
export type Data = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** What `backward` takes. */
export interface BackwardOptions {
  /** Keeps the graph, so that gradients can be taken again. */
  retainGraph?: boolean;
  /** Makes the gradients differentiable themselves. */
  createGraph?: boolean;
}

/** What a tensor is, and looking at its numbers. */
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
  /**
   * The gradient that `backward` left here, summed over calls; null until then, and always where the tensor was computed from
   * others and `retainGrad` was not called.
   */
  grad: Tensor<S> | null;
  /** The lazy graph's node behind the handle. */
  node: Node;

  /**
   * The elements, row-major, as a typed array of their dtype (bool as 0 and 1, f16 as a Float32Array). It is a copy.
   * @throws DeviceError when its device was lost
   * @example
   * await tensor([[1, 2], [3, 4]]).data() // [1, 2, 3, 4]
   */
  data(): Promise<Data>;
  /**
   * The number of a tensor of one element.
   * @throws ShapeError when there are more
   * @example
   * await tensor([1, 2, 3]).sum().item() // 6
   */
  item(): Promise<number>;
  /**
   * The elements as nested arrays of numbers, or of truths.
   * @example
   * await tensor([1, 2, 3, 4]).reshape([2, 2]).toArray() // [[1, 2], [3, 4]]
   */
  toArray(): Promise<Nested>;
  /**
   * Computes it now (on some devices: begins to). Never needed: looking at numbers does it.
   * @example
   * const table = x.exp().realize();
   */
  realize(): this;

  /**
   * Computes the gradient of this single value for every tensor it was made of that requires one, and adds it to their
   * `grad`.
   * @param gradient the gradient of this tensor itself, where it has more than one element
   * @throws GradientError when it has more than one element, nothing requires a gradient, or the graph is gone
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * w.square().sum().backward();
   * await w.grad?.toArray() // [2, 4]
   */
  backward(gradient?: Tensor | null, options?: BackwardOptions): void;
  /**
   * The same values as a constant: gradients stop here.
   * @example
   * loss.detach().requiresGrad // false
   */
  detach(): Tensor<S>;
  /**
   * The same values as a tensor of its own; gradients flow through it.
   * @example
   * const before = model.parameters()[0]?.clone();
   */
  clone(): Tensor<S>;
  /**
   * Asks `backward` to leave a gradient here too, though it was computed from other tensors.
   * @example
   * const hidden = tensor([1, 2], { requiresGrad: true }).mul(3).retainGrad();
   * hidden.sum().backward();
   * await hidden.grad?.toArray() // [1, 1]
   */
  retainGrad(): this;
  /**
   * Has `hook` called with this tensor's gradient, once it is complete, at each backward pass. A tensor of the same shape
   * that it returns takes the gradient's place, here and for what this tensor was made of.
   * @returns what takes the hook away again: `remove()`
   * @throws GradientError when the tensor requires no gradient, ShapeError when the hook returns another shape
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * w.registerHook((gradient) => gradient.mul(10));
   * w.square().sum().backward();
   * await w.grad?.toArray() // [20, 40]
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
  registerHook(hook: (gradient: Tensor) => Tensor | undefined | void): { remove(): void };
  /**
   * Sets `requiresGrad` (true unless told) and returns the tensor.
   * @throws DTypeError when it is no float, GradientError when it was computed from tensors that require gradients
   * @example
   * const w = zeros([3]).requiresGrad_();
   */
  requiresGrad_(on?: boolean): this;

  /**
   * The same values in another dtype. Towards i32 the part after the point is cut off.
   * Shapes: [2].to("i32") gives [2]. Dtypes: any; the result is of the one that is named.
   * @example
   * await tensor([1.9, -1.9]).to("i32").toArray() // [1, -1]
   */
  to(dtype: DType): Tensor<S>;
  /**
   * The same values on another device; gradients do not follow.
   * @throws DeviceError when there is no such device
   * @example
   * (await x.to("wasm")).device // "wasm"
   */
  to(device: "webgpu" | "wasm" | "reference"): Promise<Tensor<S>>;

  /**
   * Gives the memory back now; using the tensor later is an error. Never needed: memory is freed by itself.
   * @example
   * x.dispose();
   */
  dispose(): void;
  [Symbol.dispose](): void;
  /** A tensor over each place of the first axis. */
  [Symbol.iterator](): IterableIterator<Tensor>;
  /** `Tensor [2, 3] f32` */
  toString(): string;
  /** As `toString`: the numbers are not there at once. */
  toJSON(): string;
}
