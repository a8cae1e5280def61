// The handle itself: a mutable reference to a node (a parameter gets a new node at each step), its gradient, and the ways to
// look at its numbers.
import { inspect } from "node:util";
import { backendNamed, currentBackend, init, openBackend } from "../backend/registry.ts";
import { ArgumentError, DTypeError, GradientError, ShapeError } from "../errors.ts";
import { type DType, dtypes, type HostArray, isDType } from "../graph/dtype.ts";
import { isRecording, type Node, node } from "../graph/node.ts";
import { showShape, sizeOf } from "../graph/shape.ts";
import { detached, primitive as p, withoutRecording } from "../ops/index.ts";
import { backward } from "./backward.ts";
import { addHook } from "./hooks.ts";
import type { BackwardOptions, Data, Nested } from "./methods/handle.ts";
import { nested, preview } from "./nested.ts";
import { pending } from "./pending.ts";
import { realize } from "./realize.ts";
import { savedFor } from "./saved.ts";
import type { Tensor } from "./tensor.ts";
import { keep, see, share, unseenGradient } from "./versions.ts";

const brand = Symbol.for("cellgrad.tensor");
/** Prints and debuggers look here. */
const numbersNow = Symbol.for("cellgrad.numbersNow");

/** A graph this deep is computed although nobody looked, so that loops cannot grow it without end. */
const depthLimit = 2000;

/** What happens to every new handle; a scope puts itself here. */
export const births: { born: ((tensor: Tensor) => void) | undefined } = { born: undefined };

/** A handle to a node. */
export function wrap(made: Node): Tensor {
  const tensor = new TensorHandle(made) as unknown as Tensor;
  if (made.depth > depthLimit) realize([made]);
  see(made);
  births.born?.(tensor);
  return tensor;
}

/**
 * True for tensors, whichever copy of this package made them.
 * @example
 * isTensor(zeros([3])) // true
 */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && brand in value;

/** What has been explained already. */
const explained = { missing: false };

const keepAlive = (_: Node): void => {};

/** Gives a handle new values: those of `made`. A parameter stays a parameter; what was computed before keeps the old ones. */
export function assign(tensor: Tensor, made: Node): void {
  const { gradientLeaf, special } = tensor.node;
  tensor.node = made;
  see(made);
  if (!gradientLeaf) return;
  made.requiresGrad = made.gradientLeaf = true;
  made.special = special;
  backward.keepAt(made, tensor);
}

/** Notes that somebody gets this handle who may keep it. */
export function handed(tensor: Tensor): Tensor {
  see(tensor.node);
  return tensor;
}

/** The node of the tensor's gradient, which is not looked at by this. */
export const gradientOf = (tensor: Tensor): Node | undefined =>
  (tensor as unknown as TensorHandle)[unseenGradient] ?? tensor.grad?.node;

/** Leaves a gradient at the tensor. */
export function leaveGradient(tensor: Tensor, gradient: Node): void {
  if (gradient.depth > depthLimit) realize([gradient]);
  (tensor as unknown as TensorHandle)[unseenGradient] = gradient;
}

const leaves = { wrap, gradientOf, leaveGradient };

export class TensorHandle {
  node: Node;
  #grad: Tensor | null = null;
  #unseen: Node | undefined;

  constructor(made: Node) {
    this.node = made;
  }
  get [brand](): true {
    return true;
  }
  get shape(): readonly number[] {
    return this.node.shape;
  }
  get rank(): number {
    return this.node.shape.length;
  }
  get size(): number {
    return sizeOf(this.node.shape);
  }
  get dtype(): DType {
    return this.node.dtype;
  }
  get device(): string {
    const { storage } = this.node;
    return storage && !storage.freed ? storage.device : currentBackend().name;
  }

  get grad(): Tensor | null {
    if (this.#unseen) this.grad = wrap(this.#unseen);
    if (this.#grad === null) this.#explainMissing();
    return this.#grad;
  }
  set grad(gradient: Tensor | null) {
    this.#grad = gradient;
    this.#unseen = undefined;
  }
  /** The gradient, until somebody asks for it. */
  get [unseenGradient](): Node | undefined {
    return this.#unseen;
  }
  set [unseenGradient](gradient: Node | undefined) {
    this.#grad = null;
    this.#unseen = gradient;
    if (gradient) keep(this);
  }
  // As PyTorch does: a null that will stay null whatever `backward` does, without a word, is taken for a fault elsewhere.
  #explainMissing(): void {
    const { requiresGrad, gradientLeaf, keeper } = this.node;
    if (explained.missing || !requiresGrad || gradientLeaf || keeper === this) return;
    explained.missing = true;
    console.warn(
      "grad: this tensor was computed from others, so backward leaves no gradient here (said once)\n" +
        "help: write x.retainGrad() before backward(); parameters keep theirs",
    );
  }

  get requiresGrad(): boolean {
    return this.node.requiresGrad;
  }
  set requiresGrad(on: boolean) {
    if (on === this.node.requiresGrad) return;
    if (on && !dtypes[this.dtype].float) {
      throw new DTypeError({
        op: "requiresGrad",
        message: `dtype does not fit: expected a float and got ${this.dtype}`,
        help: 'write x.to("f32")',
      });
    }
    if (!on && !this.node.gradientLeaf) {
      throw new GradientError({
        op: "requiresGrad",
        message: "this tensor was computed from ones that require gradients",
        help: "write x.detach()",
      });
    }
    this.node.requiresGrad = this.node.gradientLeaf = on;
    if (on) backward.keepAt(this.node, this as unknown as Tensor);
  }
  requiresGrad_(on = true): this {
    this.requiresGrad = on;
    return this;
  }
  retainGrad(): this {
    backward.keepAt(this.node, this as unknown as Tensor);
    return this;
  }
  registerHook(hook: (gradient: Tensor) => Tensor | undefined | undefined): { remove(): void } {
    return addHook(this.node, hook, wrap);
  }
  backward(gradient?: Tensor | null, options: BackwardOptions = {}): void {
    backward.from(this.node, gradient?.node, options, leaves);
  }
  detach(): Tensor {
    return wrap(detached(this.node));
  }
  clone(): Tensor {
    const { node: from } = this;
    const copy = node("reshape", [from], from.shape, from.dtype, {});
    return wrap(isRecording() ? copy : detached(copy));
  }

  realize(): this {
    realize([this.node]);
    return this;
  }
  data(): Promise<Data> {
    const isBool = this.dtype === "bool";
    return pending(
      "x.data()",
      this.#host().then((host) => (isBool ? Uint8Array.from(host) : host)),
    );
  }
  item(): Promise<number> {
    return pending("x.item()", this.#item());
  }
  async #item(): Promise<number> {
    if (this.size !== 1) {
      throw new ShapeError({
        op: "item",
        message: `needs a single element: got shape ${showShape(this.shape)}`,
        help: "read all with await x.data(), or reduce first: x.mean()",
      });
    }
    return (await this.#host())[0]!;
  }
  toArray(): Promise<Nested> {
    const { shape, dtype } = this;
    return pending(
      "x.toArray()",
      this.#host().then((host) => nested(host, shape, dtype === "bool")),
    );
  }
  // A copy: changing it changes nothing here.
  async #host(): Promise<HostArray> {
    const read = this.node;
    if (read.host && !(read.storage && !read.storage.freed)) return read.host.slice();
    share(read);
    await init();
    realize([read, ...savedFor(read)]);
    const backend = backendNamed(read.storage!.device);
    const host = await backend.download(read.storage!);
    // The storage lives as long as its node, which has to be here until the elements are.
    keepAlive(read);
    return host;
  }

  to(target: string): Tensor | Promise<Tensor> {
    if (!isDType(target)) return this.#moved(target);
    return wrap(p.cast(this.node, target));
  }
  async #moved(device: string): Promise<Tensor> {
    const backend = await openBackend(device);
    if (this.node.storage?.device === device) return this as unknown as Tensor;
    const storage = backend.upload(await this.#host(), this.dtype);
    return wrap(p.stored(storage, this.shape));
  }

  dispose(): void {
    const { node: gone } = this;
    gone.host = undefined;
    if (gone.storage) backendNamed(gone.storage.device).free(gone.storage);
    else gone.storage = { device: "none", dtype: gone.dtype, size: this.size, freed: true };
  }
  [Symbol.dispose](): void {
    this.dispose();
  }

  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.rank === 0) {
      throw new ShapeError({ op: "tensor", message: "there is no axis to go through: got shape []" });
    }
    for (let i = 0; i < this.shape[0]!; i++) yield (this as unknown as Tensor).at(i);
  }
  toString(): string {
    return `Tensor ${showShape(this.shape)} ${this.dtype}`;
  }
  toJSON(): string {
    return this.toString();
  }
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new ArgumentError({
      op: "tensor",
      message: `operators take numbers: got ${this.toString()}`,
      help: "write a.add(b), a.mul(2), a.lt(b); for a plain number write await x.item()",
    });
  }
  /** The numbers, where the device gives them without a wait: for those who cannot wait. */
  [numbersNow](): HostArray | undefined {
    const { storage } = this.node;
    const backend = storage ? (storage.freed ? undefined : backendNamed(storage.device)) : currentBackend();
    if (!backend?.read || (storage?.freed && !this.node.host)) return undefined;
    // What has no numbers, as without the memory for them, is shown by its name: printing throws nothing.
    try {
      withoutRecording(() => realize([this.node]));
    } catch {
      return undefined;
    }
    return backend.read(this.node.storage!);
  }
  [inspect.custom](): string {
    const head = `${this.toString()}${this.requiresGrad ? " requiresGrad" : ""}`;
    const numbers = this[numbersNow]();
    return numbers ? head + preview(numbers, this.shape, this.dtype === "bool") : head;
  }
}

// What `%who` and stacks call it. Not from within: a class that names itself is renamed where modules are joined, and debuggers
// go by the first name.
Object.defineProperty(TensorHandle, "name", { value: "Tensor" });
