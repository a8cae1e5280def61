// Device memory: exact-size pools of storage buffers, within the device's limits. Knows nothing of kernels. Memory is given
// back explicitly; the garbage collector frees Dawn's far too late.
/// <reference types="@webgpu/types" />
import { DeviceError } from "../../errors.ts";
import type { MemoryUse } from "../backend.ts";

const USAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST
/** Bytes beyond which unused buffers are destroyed instead of kept. */
const poolLimit = 512 * 2 ** 20;

/** A buffer and who has it. */
export class Block {
  readonly buffer: GPUBuffer;
  readonly size: number;
  /** In the pool, waiting for whoever needs it next. */
  free = false;
  /** In a list of the pool; it may have been claimed since. */
  listed = false;
  /** What the block is the memory of, if that can do with another one. */
  holder: { block: Block | undefined } | undefined;

  constructor(buffer: GPUBuffer) {
    this.buffer = buffer;
    this.size = buffer.size;
  }
}

/** A number of bytes for people. */
export const bytesText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(2)} MB`;

export interface PoolEvents {
  /** A buffer was made; the promise says what went wrong, once that is known. */
  made(failure: Promise<string | undefined>): void;
  /** A buffer is no longer needed, and is to be destroyed when no work waits that uses it. */
  spare(buffer: GPUBuffer): void;
}

export class BufferPool {
  readonly #device: GPUDevice;
  readonly #events: PoolEvents;
  readonly #free = new Map<number, Block[]>();
  #live = 0;
  #pooled = 0;

  constructor(device: GPUDevice, events: PoolEvents) {
    this.#device = device;
    this.#events = events;
  }

  memory(): MemoryUse {
    return { live: this.#live, pooled: this.#pooled };
  }

  /** Refuses what no buffer of this device can hold. */
  checkSize(bytes: number): void {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes <= most) return;
    throw new DeviceError({
      op: "webgpu",
      message: `a tensor is larger than the device's buffers: ${bytesText(bytes)} and ${bytesText(most)}`,
      help: 'compute in smaller parts, or on the processor: await setDevice("wasm")',
    });
  }

  /** A block of at least `bytes`; its content is undefined. */
  take(bytes: number): Block {
    const size = rounded(bytes);
    const waiting = this.#free.get(size);
    for (let block = waiting?.pop(); block; block = waiting!.pop()) {
      block.listed = false;
      if (block.free) return this.claim(block);
    }
    return this.fresh(bytes);
  }

  /** As `take`, from a buffer that no work has seen. */
  fresh(bytes: number): Block {
    this.checkSize(bytes);
    const size = rounded(bytes);
    const device = this.#device;
    device.pushErrorScope("out-of-memory");
    const buffer = device.createBuffer({ size, usage: USAGE });
    const failure = device.popErrorScope().then(
      (error) => error && this.#exhausted(size),
      () => undefined,
    );
    this.#events.made(failure as Promise<string | undefined>);
    this.#live += size;
    return new Block(buffer);
  }

  /** Takes this very block, which must be free. */
  claim(block: Block): Block {
    block.free = false;
    this.#live += block.size;
    this.#pooled -= block.size;
    return block;
  }

  give(block: Block): void {
    const { size } = block;
    block.holder = undefined;
    this.#live -= size;
    if (this.#pooled + size > poolLimit) {
      this.#events.spare(block.buffer);
      return;
    }
    this.#pooled += size;
    block.free = true;
    if (block.listed) return;
    block.listed = true;
    const list = this.#free.get(size);
    if (list) list.push(block);
    else this.#free.set(size, [block]);
  }

  /** Lets go of all blocks that wait. */
  trim(): void {
    for (const list of this.#free.values()) {
      for (const block of list) {
        block.listed = false;
        if (!block.free) continue;
        block.free = false;
        this.#pooled -= block.size;
        this.#events.spare(block.buffer);
      }
    }
    this.#free.clear();
  }

  #exhausted(bytes: number): string {
    this.trim();
    return `out of memory: ${bytesText(bytes)} did not fit beside ${bytesText(this.#live - bytes)} in use`;
  }
}

const rounded = (bytes: number): number => Math.max(16, Math.ceil(bytes / 16) * 16);
