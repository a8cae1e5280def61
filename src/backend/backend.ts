// What every backend does, and nothing about how. One conformance suite (test/conformance) runs on all of them.
import type { DType, HostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";

export interface MemoryUse {
  /** Bytes in storages that are alive. */
  live: number;
  /** Bytes kept for reuse. */
  pooled: number;
}

export interface Backend {
  readonly name: string;
  /** A sentence for people: `SwiftShader Device (Vulkan)`, `SIMD, relaxed FMA`. */
  readonly description: string;
  /** Copies elements (stored form: bool as 0/1) to the device. */
  upload(data: HostArray, dtype: DType): Storage;
  /** Copies elements back; waits for work under way. */
  download(storage: Storage): Promise<HostArray>;
  /** As `download`, at once; left out by devices that cannot (GPUs). */
  read?(storage: Storage): HostArray;
  /**
   * Computes the roots and sets `storage` on each (one of its own, also for a view); unrealised nodes between stay
   * unrealised. Returns when the work is enqueued: later calls on this backend see the results. Leaves are nodes with a
   * storage of this backend (whatever their `op`), constants, scalars, iota, random.
   */
  realize(roots: readonly Node[]): void;
  /** Gives memory back to the pool; a second call does nothing. */
  free(storage: Storage): void;
  memory(): MemoryUse;
}
