// The backend's one linear memory and its allocator. Freed blocks are kept by exact size, since training asks for the same
// sizes again; when memory would have to grow, free neighbours are joined first and cut to size.
import { DeviceError } from "../../errors.ts";
import { memoryLimits } from "./assembler/module.ts";
import { engine, type WasmMemory } from "./engine.ts";

const alignment = 64;
const page = 65536;
/** Constants of the code lie before everything else. */
const constantBytes = 16384;
/** Code may read rows this far behind a block, ahead of those it works on. */
export const readableBehind = 65536;
/** Nothing is allocated so far from the memory's end; whole vectors reach behind what they are read for. */
const slack = readableBehind + 64;

export class Memory {
  readonly wasm: WasmMemory;
  #end: number = constantBytes;
  readonly #constants = new Map<number, number>();
  readonly #free = new Map<number, number[]>();
  #freeBytes = 0;
  #liveBytes = 0;
  #f32: Float32Array;
  #i32: Int32Array;
  #u32: Uint32Array;
  #f64: Float64Array;
  #u16: Uint16Array;

  constructor() {
    this.wasm = new engine.Memory({ ...memoryLimits, shared: true });
    [this.#f32, this.#i32, this.#u32, this.#f64, this.#u16] = this.#views();
  }

  #views(): [Float32Array, Int32Array, Uint32Array, Float64Array, Uint16Array] {
    const { buffer } = this.wasm;
    return [
      new Float32Array(buffer),
      new Int32Array(buffer),
      new Uint32Array(buffer),
      new Float64Array(buffer),
      new Uint16Array(buffer),
    ];
  }

  get f32(): Float32Array {
    return this.#f32;
  }
  get i32(): Int32Array {
    return this.#i32;
  }
  get u32(): Uint32Array {
    return this.#u32;
  }
  get f64(): Float64Array {
    return this.#f64;
  }
  get u16(): Uint16Array {
    return this.#u16;
  }
  get live(): number {
    return this.#liveBytes;
  }
  get pooled(): number {
    return this.#freeBytes;
  }

  /** The address of a vector of four times a word, or undefined when there is no room for more. */
  constant(word: number): number | undefined {
    let address = this.#constants.get(word);
    if (address === undefined) {
      address = alignment + 16 * this.#constants.size;
      if (address >= constantBytes) return undefined;
      this.#constants.set(word, address);
      this.#i32.fill(word, address / 4, address / 4 + 4);
    }
    return address;
  }

  /** The address of a block of at least `bytes` bytes, its contents unknown. */
  allocate(bytes: number): number {
    const size = blockSize(bytes);
    const address = this.#free.get(size)?.pop();
    if (address !== undefined) this.#freeBytes -= size;
    this.#liveBytes += size;
    return address ?? this.#fresh(size, bytes);
  }

  /** Gives back a block that `allocate(bytes)` made. */
  release(address: number, bytes: number): void {
    const size = blockSize(bytes);
    this.#liveBytes -= size;
    this.#keep(address, size);
  }

  #keep(address: number, size: number): void {
    this.#freeBytes += size;
    const list = this.#free.get(size);
    if (list) list.push(address);
    else this.#free.set(size, [address]);
  }

  #fresh(size: number, bytes: number): number {
    if (this.#end + size + slack > this.wasm.buffer.byteLength) {
      const reused = this.#freeBytes >= size ? this.#carve(size) : undefined;
      if (reused !== undefined) return reused;
      this.#grow(this.#end + size + slack, bytes);
    }
    const address = this.#end;
    this.#end += size;
    return address;
  }

  /** Joins free neighbours, and takes `size` bytes out of the first place that is large enough. */
  #carve(size: number): number | undefined {
    const blocks = [...this.#free].flatMap(([length, list]) => list.map((from) => ({ from, length })));
    blocks.sort((a, b) => a.from - b.from);
    this.#free.clear();
    this.#freeBytes = 0;
    let found: number | undefined;
    const place = ({ from, length }: { from: number; length: number }) => {
      if (found === undefined && length >= size) {
        found = from;
        if (length > size) this.#keep(from + size, length - size);
      } else this.#keep(from, length);
    };
    let current: { from: number; length: number } | undefined;
    for (const block of blocks) {
      if (current && current.from + current.length === block.from) current.length += block.length;
      else {
        if (current) place(current);
        current = block;
      }
    }
    if (current) {
      if (current.from + current.length === this.#end) this.#end = current.from;
      else place(current);
    }
    if (found !== undefined) return found;
    if (this.#end + size + slack > this.wasm.buffer.byteLength) return undefined;
    this.#end += size;
    return this.#end - size;
  }

  #grow(needed: number, bytes: number): void {
    const now = this.wasm.buffer.byteLength / page;
    const wanted = Math.ceil(needed / page);
    const generous = Math.min(memoryLimits.maximum, Math.max(wanted, Math.ceil(now * 1.5)));
    for (const pages of [generous, wanted]) {
      if (pages < wanted || pages > memoryLimits.maximum) continue;
      try {
        this.wasm.grow(pages - now);
        [this.#f32, this.#i32, this.#u32, this.#f64, this.#u16] = this.#views();
        return;
      } catch {
        // The engine has no room for this many; fewer may do.
      }
    }
    this.#liveBytes -= blockSize(bytes);
    throw new DeviceError({
      op: "wasm",
      message: `out of memory: ${megabytes(bytes)} asked for and ${megabytes(this.#liveBytes)} in use (limit 4096 MB)`,
      help: "use smaller batches, or let go of tensors that are no longer needed",
    });
  }
}

const blockSize = (bytes: number): number => Math.max(alignment, Math.ceil(bytes / alignment) * alignment);

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;
