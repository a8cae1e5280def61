// The threads beside the main one. They start when the first work comes that is worth it, wait in `Atomics.wait`, and never
// keep the process alive. The main thread works too, and alone until the others are up. It may be torn out of a job at any
// point (a notebook's interrupt): the next job begins by closing the old one and waiting until everybody has left it.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { WasmMemory, WasmModule } from "../engine.ts";
import { control, controlWords, takeChunks } from "./control.ts";
import { chunkRunner, type Workplace } from "./job.ts";

/** What a thread is given at its start. */
export interface ThreadStart {
  readonly words: Int32Array;
  readonly memory: WasmMemory;
  readonly gemm: WasmModule;
  readonly port: MessagePort;
  /** Byte addresses of its own work rooms. */
  readonly rooms: readonly [number, number, number];
  /** The path of a BLAS. */
  readonly blas: string | undefined;
}

export interface PoolOptions {
  /** As many as work at once, the main thread among them. */
  readonly threads: number;
  readonly memory: WasmMemory;
  readonly gemm: WasmModule;
  /** Makes a thread's work rooms. */
  readonly rooms: () => readonly [number, number, number];
  readonly blas: string | undefined;
}

/** Kernel modules that a thread keeps; the oldest goes. */
export const modulesKept = 256;

export interface ModuleMessage {
  readonly id: number;
  readonly module: WasmModule;
}

export class Pool {
  readonly threads: number;
  readonly #options: PoolOptions;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * controlWords));
  readonly #sent = new Map<number, WasmModule>();
  #ports: MessagePort[] | undefined;

  constructor(options: PoolOptions) {
    this.threads = options.threads;
    this.#options = options;
  }

  /** True when others are there to help; asking for the first time has them start. */
  get helps(): boolean {
    if (this.threads === 1) return false;
    this.#ports ??= this.#start();
    return Atomics.load(this.#words, control.ready) > 0;
  }

  #start(): MessagePort[] {
    const ports: MessagePort[] = [];
    try {
      for (let i = 1; i < this.threads; i++) {
        const { port1, port2 } = new MessageChannel();
        const { memory, gemm, rooms, blas } = this.#options;
        const start: ThreadStart = { words: this.#words, memory, gemm, port: port2, rooms: rooms(), blas };
        const worker = new Worker(new URL("./thread.js", import.meta.url), {
          workerData: start,
          transferList: [port2],
        });
        worker.on("error", () => {});
        worker.unref();
        port1.unref();
        ports.push(port1);
      }
    } catch {
      // A process that may not have threads works alone.
    }
    return ports;
  }

  /** Waits until nobody works on a job that was left half-way. */
  settle(): void {
    const words = this.#words;
    Atomics.store(words, control.open, 0);
    for (;;) {
      const inside = Atomics.load(words, control.inside);
      if (inside === 0) return;
      Atomics.wait(words, control.inside, inside, 100);
    }
  }

  /** Has all threads know a kernel module. */
  #share(id: number, module: WasmModule): void {
    if (this.#sent.has(id)) return;
    for (const port of this.#ports ?? []) port.postMessage({ id, module } satisfies ModuleMessage);
    this.#sent.set(id, module);
    if (this.#sent.size > modulesKept) this.#sent.delete(this.#sent.keys().next().value!);
  }

  /**
   * Does a job of so many chunks and returns when it is done.
   * @param job its words
   * @param module the kernel module that it is about
   */
  run(
    job: readonly number[],
    chunks: number,
    workplace: Workplace,
    module?: { readonly id: number; readonly module: WasmModule },
  ): void {
    const words = this.#words;
    this.settle();
    if (module) this.#share(module.id, module.module);
    words.set(job, control.job);
    words[control.chunks] = chunks;
    Atomics.store(words, control.next, 0);
    const epoch = (words[control.epoch]! + 1) & 0x3fffffff || 1;
    // In this order: who sees the epoch sees that it is open.
    Atomics.store(words, control.open, epoch);
    Atomics.store(words, control.epoch, epoch);
    Atomics.notify(words, control.epoch, Math.min(chunks - 1, this.threads));
    takeChunks(words, chunkRunner(words, control.job, workplace)!);
    this.settle();
    if (Atomics.exchange(words, control.failed, 0) !== 0) throw new Error("wasm: a thread failed");
  }
}
