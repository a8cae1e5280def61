// Writes one WebAssembly module: it imports the backend's memory and host functions, and exports kernels.
import { type ConstantPool, FunctionBuilder, unsigned, type ValueType, valueTypes } from "./function.ts";

interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** The memory that every module of the backend imports: shared, so that workers can run kernels on it. */
export const memoryLimits = { initial: 256, maximum: 65536 } as const;

const text = (name: string): number[] => {
  const bytes = [...new TextEncoder().encode(name)];
  return [...unsigned(bytes.length), ...bytes];
};

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

export class ModuleBuilder {
  readonly #imports: { name: string; signature: Signature }[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports: { name: string; index: number }[] = [];

  /** A host function out of `host`; all imports come before the first function. */
  import(name: string, params: readonly ValueType[], results: readonly ValueType[]): number {
    const known = this.#imports.findIndex((entry) => entry.name === name);
    if (known >= 0) return known;
    if (this.#functions.length > 0) throw new Error("imports come before functions");
    this.#imports.push({ name, signature: { params, results } });
    return this.#imports.length - 1;
  }

  /** A new function: its builder, and the index to call it by. */
  function(
    params: readonly ValueType[],
    results: readonly ValueType[],
    exported?: string,
    pool?: ConstantPool,
  ): { builder: FunctionBuilder; index: number } {
    const builder = new FunctionBuilder(params, results, pool);
    this.#functions.push(builder);
    const index = this.#imports.length + this.#functions.length - 1;
    if (exported !== undefined) this.#exports.push({ name: exported, index });
    return { builder, index };
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const signatures: string[] = [];
    const types: number[][] = [];
    const typeOf = ({ params, results }: Signature): number[] => {
      const key = `${params}|${results}`;
      let index = signatures.indexOf(key);
      if (index < 0) {
        index = signatures.push(key) - 1;
        const list = (all: readonly ValueType[]) => vector(all.map((type) => [valueTypes[type]]));
        types.push([0x60, ...list(params), ...list(results)]);
      }
      return unsigned(index);
    };
    const { initial, maximum } = memoryLimits;
    const imports = [
      [...text("host"), ...text("memory"), 0x02, 0x03, ...unsigned(initial), ...unsigned(maximum)],
      ...this.#imports.map(({ name, signature }) => [
        ...text("host"),
        ...text(name),
        0x00,
        ...typeOf(signature),
      ]),
    ];
    const declared = this.#functions.map(typeOf);
    const exports = this.#exports.map(({ name, index }) => [...text(name), 0x00, ...unsigned(index)]);
    const code: (readonly number[])[] = [unsigned(this.#functions.length)];
    for (const builder of this.#functions) code.push(...builder.body());
    const length = code.reduce((sum, piece) => sum + piece.length, 0);
    return joined([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, vector(types)),
      section(2, vector(imports)),
      section(3, vector(declared)),
      section(7, vector(exports)),
      [10, ...unsigned(length)],
      ...code,
    ]);
  }
}

function joined(pieces: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
