// Collects work and sends it to the device: one compute pass for many dispatches, several computations in one submission.
// While pipelines are still being compiled, work waits in line, so that compilation is parallel and nothing overtakes.
/// <reference types="@webgpu/types" />
import { Flight } from "./flight.ts";

/** Dispatches after which the device gets to work although more may follow. */
const batch = 64;
/** Dispatches of one pass. */
const longest = 256;

export class Recorder {
  readonly #device: GPUDevice;
  readonly #queue: GPUQueue;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #dispatches = 0;
  #inPass = 0;
  #line: (() => void)[] = [];
  #ready: Promise<void> | undefined;
  #planned = false;
  #closed = false;
  readonly #spares: GPUBuffer[] = [];
  /** The flight of work that is recorded now. */
  flight = new Flight();

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#queue = device.queue;
  }

  /** Nothing is recorded that has not been sent. */
  get idle(): boolean {
    return this.#encoder === undefined && this.#line.length === 0;
  }

  /** Does `work` in its turn: at once, or when `ready` and everything before it is done. */
  enqueue(work: () => void, ready?: Promise<void>): void {
    if (!ready && !this.#ready) {
      work();
      this.#plan();
      return;
    }
    this.#line.push(work);
    if (!ready) return;
    const all = this.#ready ? Promise.all([this.#ready, ready]) : ready;
    const mine: Promise<void> = all.then(() => {
      // Whoever joined the line later waits for longer.
      if (this.#ready === mine) this.#catchUp();
    });
    this.#ready = mine;
  }

  #catchUp(): void {
    this.#ready = undefined;
    for (const work of this.#line.splice(0)) if (!this.#closed) work();
    this.flush();
  }

  /** Waits until no work stands in line. */
  async caughtUp(): Promise<void> {
    while (this.#ready) await this.#ready;
  }

  /** Makes room in a pass for dispatches, and tells for how many of the `wanted`. */
  admit(wanted: number): number {
    if (this.#inPass >= longest) {
      this.#endPass();
      if (this.#dispatches >= longest) this.submit();
    }
    const admitted = Math.min(wanted, longest - this.#inPass);
    this.#dispatches += admitted;
    this.#inPass += admitted;
    return admitted;
  }

  /** The pass that dispatches go into. */
  get pass(): GPUComputePassEncoder {
    return (this.#pass ??= this.#begin().beginComputePass());
  }

  /** The encoder between passes, for copies and passes of one's own. */
  between(): GPUCommandEncoder {
    this.#endPass();
    return this.#begin();
  }

  #begin(): GPUCommandEncoder {
    return (this.#encoder ??= this.#device.createCommandEncoder());
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
    this.#inPass = 0;
  }

  /** Sends everything recorded when there is much of it, else before anyone can wait for it. */
  #plan(): void {
    if (this.#dispatches >= batch) this.flush();
    if (this.#planned || this.idle) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.flush();
    });
  }

  /** Sends everything recorded, unless it waits for pipelines. */
  flush(): void {
    if (this.#ready || this.#closed) return;
    this.submit();
    this.flight.depart();
    this.flight = new Flight();
    for (const buffer of this.#spares.splice(0)) buffer.destroy();
  }

  /** Sends what is recorded; the flight goes on. */
  submit(): void {
    this.#endPass();
    const encoder = this.#encoder;
    this.#encoder = undefined;
    this.#dispatches = 0;
    if (!encoder) return;
    const device = this.#device;
    // Only what is new can be wrong.
    const watched = !this.flight.landed && this.watching;
    if (watched) device.pushErrorScope("validation");
    this.#queue.submit([encoder.finish()]);
    if (watched) {
      this.flight.watch(
        device.popErrorScope().then(
          (error) => error?.message && `the device refused work: ${error.message}`,
          () => undefined,
        ) as Promise<string | undefined>,
      );
      this.watching = false;
    }
  }

  /** Something new is in the work: buffers, pipelines. */
  watching = false;

  /** Destroys the buffer when no recorded work needs it. */
  spare(buffer: GPUBuffer): void {
    if (this.idle) buffer.destroy();
    else this.#spares.push(buffer);
  }

  /** The device is gone: nothing more is sent, and nobody waits. */
  close(): void {
    this.#closed = true;
    this.#line = [];
    this.#encoder = undefined;
    this.#pass = undefined;
  }
}
