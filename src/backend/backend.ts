// What every backend does, and nothing about how. One conformance suite (test/conformance) runs on all of them.
import type { DType, HostArray } from "../graph/dtype.ts";
import type { Kernel, Plan } from "../graph/kernel.ts";
import type { Node } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";

export interface MemoryUse {
  /** Bytes in storages that are alive. */
  live: number;
  /** Bytes kept for reuse. */
  pooled: number;
}

/** What a computation runs as. */
export interface Explained {
  readonly plan: Plan;
  /** The generated text of each kernel. */
  readonly texts: readonly string[];
}

/** One run of one kernel. */
export interface KernelRun {
  readonly kernel: Kernel;
  readonly plan: Plan;
  /** Undefined where the device measures no times. */
  readonly milliseconds: number | undefined;
}

export interface Backend {
  readonly name: string;
  /** A sentence for people: `SwiftShader Device (Vulkan)`, `SIMD, relaxed FMA`. */
  readonly description: string;
  /** Waits until it can compute: a lost device is being replaced. */
  ready?(): Promise<void>;
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
  /** What computing the roots would run as, without doing it; leaves as for `realize`. */
  explain?(roots: readonly Node[]): Explained;
  /** Measures every kernel from now on, until the function that it returns is called: that gives what ran, in order. */
  measure?(): () => Promise<readonly KernelRun[]>;
  /** Gives memory back to the pool; a second call does nothing. */
  free(storage: Storage): void;
  memory(): MemoryUse;
}
