// Device memory: exact-size pools of storage buffers, uploads and read-back. Knows nothing of kernels. Buffers are given
// back explicitly; the garbage collector frees Dawn's memory far too late.
/// <reference types="@webgpu/types" />
import type { MemoryUse } from "../backend.ts";

const USAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST
const STAGING = 0x01 | 0x08; // MAP_READ | COPY_DST
/** Bytes beyond which unused buffers are destroyed instead of kept. */
const POOL_LIMIT = 512 * 2 ** 20;

export interface BufferPool {
  /** A buffer of at least `bytes`; its content is undefined. */
  take(bytes: number): GPUBuffer;
  give(buffer: GPUBuffer): void;
  read(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer>;
  memory(): MemoryUse;
}

export function createBufferPool(device: GPUDevice): BufferPool {
  const free = new Map<number, GPUBuffer[]>();
  const mapped = new Set<GPUBuffer>();
  let live = 0;
  let pooled = 0;
  const rounded = (bytes: number) => Math.max(16, Math.ceil(bytes / 16) * 16);
  return {
    take(bytes) {
      const size = rounded(bytes);
      const waiting = free.get(size)?.pop();
      live += size;
      if (waiting) pooled -= size;
      return waiting ?? device.createBuffer({ size, usage: USAGE });
    },
    give(buffer) {
      const { size } = buffer;
      live -= size;
      if (pooled + size > POOL_LIMIT) return buffer.destroy();
      pooled += size;
      const list = free.get(size);
      if (list) list.push(buffer);
      else free.set(size, [buffer]);
    },
    async read(buffer, bytes) {
      const size = rounded(bytes);
      const staging = device.createBuffer({ size, usage: STAGING });
      mapped.add(staging);
      try {
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
        device.queue.submit([encoder.finish()]);
        await staging.mapAsync(1);
        return staging.getMappedRange().slice(0, bytes);
      } finally {
        mapped.delete(staging);
        staging.destroy();
      }
    },
    memory: () => ({ live, pooled }),
  };
}
