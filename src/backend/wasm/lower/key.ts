// A loop's kernel as a text: equal for kernels that compute alike, whatever the plan calls their slots and parameters.
// Written for every loop of every new plan, so it is made of words, not of names.
import { childrenOf } from "../../../graph/expr.ts";
import type { Affine, Expr, Output } from "../../../graph/kernel.ts";
import type { LoopKernel } from "./loops.ts";

export interface Key {
  readonly key: string;
  /** The same for kernels that differ in the size of their outermost axis only. */
  readonly family: string;
  /** The kernel's slots in the order in which it meets them. */
  readonly slots: readonly number[];
  /** The lowest parameter word that it reads. */
  readonly parameters: number | undefined;
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** Numbers for the names of operations and dtypes. */
const codes = new Map<string, number>();
function codeOf(name: string): number {
  let code = codes.get(name);
  if (code === undefined) codes.set(name, (code = codes.size));
  return code;
}

export class KeyWriter {
  #words = new Int32Array(1024);
  #length = 0;
  #slots: number[] = [];
  #parameters: number | undefined;
  /** Which words are numbers of parameters. */
  readonly #parameterWords: number[] = [];
  readonly #numbers = new Map<Expr, number>();

  write(kernel: LoopKernel): Key {
    this.#length = 0;
    this.#slots = [];
    this.#numbers.clear();
    this.#parameters = undefined;
    this.#parameterWords.length = 0;
    this.#name(kernel.kind);
    this.#kernel(kernel);
    for (const at of this.#parameterWords) this.#words[at]! -= this.#parameters!;
    const bytes = Buffer.from(this.#words.buffer, 0, 4 * this.#length);
    const family = bytes.toString("latin1");
    return {
      key: `${family} ${outermost(kernel)}`,
      family,
      slots: this.#slots,
      parameters: this.#parameters,
    };
  }

  #kernel(kernel: LoopKernel): void {
    if (kernel.kind === "scatter") {
      const { shape, dtype, source, target, index } = kernel;
      this.#list(shape);
      this.#name(dtype);
      for (const place of [source, target, ...(index ? [index] : [])]) {
        this.#slot(place.slot);
        this.#affine(place.at);
      }
      this.#push(target.size);
      if (index) this.#list([index.stride, index.count]);
      return;
    }
    if (kernel.kind === "map") this.#inside(kernel.shape);
    else {
      this.#inside(kernel.outer);
      this.#list(kernel.inner);
      this.#expression(kernel.x);
      if (kernel.kind === "scan") this.#name(kernel.scan);
      else {
        this.#name(kernel.reduce);
        this.#push(kernel.each ?? -1);
        this.#outputs(kernel.stored);
      }
    }
    this.#outputs(kernel.outputs);
  }

  #outputs(outputs: readonly Output[]): void {
    this.#push(outputs.length);
    for (const { slot, value } of outputs) {
      this.#slot(slot);
      this.#expression(value);
    }
  }

  /** Writes what of the expression is new, children first, and the number that it has then. */
  #expression(e: Expr): void {
    this.#push(this.#visit(e));
  }

  #visit(e: Expr): number {
    const known = this.#numbers.get(e);
    if (known !== undefined) return known;
    const children = childrenOf(e).map((child) => this.#visit(child));
    this.#name(e.op);
    this.#name(e.dtype);
    this.#attributes(e);
    for (const child of children) this.#push(child);
    const number = this.#numbers.size;
    this.#numbers.set(e, number);
    return number;
  }

  #attributes(e: Expr): void {
    switch (e.op) {
      case "unary":
      case "binary":
        this.#name(e.kind);
        break;
      case "guard":
        this.#push(e.bounds.length);
        for (const { at, lo, hi } of e.bounds) {
          this.#affine(at);
          this.#push(lo);
          this.#push(hi);
        }
        break;
      case "gather":
        this.#slot(e.slot);
        this.#affine(e.at);
        this.#push(e.stride);
        this.#push(e.count);
        break;
      case "load":
        this.#slot(e.slot);
        this.#affine(e.at);
        break;
      case "constant":
        this.#number(e.value);
        break;
      case "parameter":
        this.#parameter(e.index);
        break;
      case "random":
        this.#parameter(e.key);
        this.#number(e.stream);
        this.#affine(e.at);
        break;
      case "index":
        this.#affine(e.at);
        break;
      case "result":
        this.#push(e.stage ?? -1);
        break;
      case "where":
      case "cast":
        break;
    }
  }

  #name(name: string): void {
    this.#push(codeOf(name));
  }

  #parameter(word: number): void {
    this.#parameters = Math.min(this.#parameters ?? word, word);
    this.#parameterWords.push(this.#length);
    this.#push(word);
  }

  #slot(slot: number): void {
    let number = this.#slots.indexOf(slot);
    if (number < 0) number = this.#slots.push(slot) - 1;
    this.#push(number);
  }

  #affine({ offset, strides }: Affine): void {
    this.#push(offset);
    this.#list(strides);
  }

  #list(values: readonly number[]): void {
    this.#push(values.length);
    for (let i = 0; i < values.length; i++) this.#push(values[i]!);
  }

  /** Sizes but for the first. */
  #inside(sizes: readonly number[]): void {
    this.#push(sizes.length);
    for (let i = 1; i < sizes.length; i++) this.#push(sizes[i]!);
  }

  #number(value: number): void {
    float[0] = value;
    this.#push(floatWords[0]!);
    this.#push(floatWords[1]!);
  }

  #push(word: number): void {
    if (this.#length === this.#words.length) {
      const larger = new Int32Array(2 * this.#words.length);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.#length++] = word;
  }
}

/** The size of the outermost axis, where that is a range that can be split over. */
function outermost(kernel: LoopKernel): number {
  if (kernel.kind === "scatter") return 0;
  return (kernel.kind === "map" ? kernel.shape : kernel.outer)[0] ?? 0;
}
