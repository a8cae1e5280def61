// One device from its opening to its loss: its memory, its pipelines, the work under way. A lost device takes all of them
// with it; the backend then begins another session.
/// <reference types="@webgpu/types" />
import { DeviceError } from "../../errors.ts";
import { type DType, storedBytes } from "../../graph/dtype.ts";
import type { BoundPlan } from "../../graph/kernel.ts";
import type { Node } from "../../graph/node.ts";
import { Scheduler } from "../../graph/schedule.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Storage } from "../../graph/storage.ts";
import type { OpenDevice } from "./device.ts";
import type { Flight } from "./flight.ts";
import { worthRows } from "./kernels/rows.ts";
import { type Block, BufferPool } from "./memory.ts";
import { type CompiledPlan, Pipelines } from "./pipelines.ts";
import { Recorder } from "./recorder.ts";
import { OutputRing } from "./ring.ts";
import type { Timer } from "./timer.ts";

const STAGING = 0x01 | 0x08; // MAP_READ | COPY_DST

export class DeviceStorage implements Storage {
  readonly device = "webgpu";
  readonly dtype: DType;
  readonly size: number;
  readonly session: Session;
  block: Block | undefined;
  /** What computes it, while it is not known to have ended well. */
  flight: Flight | undefined;

  constructor(session: Session, dtype: DType, size: number, block: Block) {
    this.session = session;
    this.dtype = dtype;
    this.size = size;
    this.block = block;
    this.flight = session.recorder.flight;
    block.holder = this;
  }
  get freed(): boolean {
    return this.block === undefined || this.session.lost !== undefined;
  }
  get lost(): string | undefined {
    return this.block && this.session.lost;
  }
}

/** What belongs to a compiled plan beside its pipelines. */
interface Running {
  readonly compiled: CompiledPlan;
  readonly ring: OutputRing;
  parameters: { block: Block; words: Uint32Array; flight: Flight | undefined } | undefined;
}

export class Session {
  readonly opened: OpenDevice;
  readonly device: GPUDevice;
  readonly recorder: Recorder;
  readonly pool: BufferPool;
  readonly pipelines: Pipelines;
  readonly scheduler: Scheduler;
  readonly #running = new WeakMap<object, Running>();
  /** Mapped buffers: Dawn crashes when one is collected. */
  readonly #mapped = new Set<GPUBuffer>();
  timer: Timer | undefined;
  /** Why the device is gone. */
  lost: string | undefined;
  /** It has done work to its end. */
  proven = false;

  constructor(opened: OpenDevice, parallel: boolean, onLost: () => void) {
    this.opened = opened;
    const { device } = opened;
    this.device = device;
    this.recorder = new Recorder(device);
    this.pool = new BufferPool(device, {
      made: (failure) => {
        this.recorder.watching = true;
        this.recorder.flight.watch(failure);
      },
      spare: (buffer) => this.recorder.spare(buffer),
    });
    this.pipelines = new Pipelines(device, opened.target, parallel);
    // Parameters and a room bind too.
    this.scheduler = new Scheduler({
      maxBuffers: device.limits.maxStorageBuffersPerShaderStage - 2,
      worthRows: worthRows(opened.target),
    });
    void device.lost.then(({ message, reason }) => {
      this.lost = message || reason;
      this.recorder.close();
      onLost();
    });
  }

  upload(data: ArrayBufferView, dtype: DType, size: number): DeviceStorage {
    const { recorder, pool } = this;
    // What waits in line may still read a buffer that was used before.
    if (!recorder.idle) recorder.flush();
    const block = recorder.idle ? pool.take(data.byteLength) : pool.fresh(data.byteLength);
    this.device.queue.writeBuffer(block.buffer, 0, data.buffer, data.byteOffset, data.byteLength);
    const storage = new DeviceStorage(this, dtype, size, block);
    recorder.enqueue(() => {});
    return storage;
  }

  /** The bytes of a storage, when all that they depend on has ended well. */
  async download(storage: DeviceStorage): Promise<ArrayBuffer> {
    const { device, recorder } = this;
    await recorder.caughtUp();
    recorder.flush();
    const { flight } = storage;
    const bytes = storedBytes(storage);
    const size = Math.ceil(Math.max(bytes, 4) / 4) * 4;
    const staging = device.createBuffer({ size, usage: STAGING });
    this.#mapped.add(staging);
    try {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(storage.block!.buffer, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(1);
      this.#refuse((await flight?.result()) ?? this.opened.takeError());
      this.proven = true;
      return staging.getMappedRange().slice(0, bytes);
    } catch (error) {
      // Why it failed is better told by the work before than by the copy.
      const reason = this.lost ? undefined : ((await flight?.result()) ?? flight?.failure);
      this.opened.takeError();
      this.#refuse(reason);
      throw error;
    } finally {
      this.#mapped.delete(staging);
      staging.destroy();
    }
  }

  #refuse(reason: string | undefined): void {
    if (!reason) return;
    const help = reason.startsWith("out of memory")
      ? 'let go of tensors (x.dispose(), smaller batches), or compute on the processor: await setDevice("wasm")'
      : undefined;
    throw new DeviceError({ op: "webgpu", message: reason, help });
  }

  realize(bound: BoundPlan, inputs: readonly DeviceStorage[]): void {
    const { plan, outputs } = bound;
    const running = this.#runningOf(bound);
    const { compiled, ring } = running;
    const { recorder, pool } = this;
    for (const storage of inputs) this.#follow(storage);
    const blocks: Block[] = new Array(plan.slots.length + 1);
    let input = 0;
    for (const slot of ring.inputs) blocks[slot] = inputs[input++]!.block!;
    const moves = ring.fill(blocks, pool);
    const taken = compiled.placement.sizes.map((bytes) => pool.take(bytes));
    blocks.push(...taken);
    const made = outputs.map(
      (node, i) => new DeviceStorage(this, node.dtype, sizeOf(node.shape), blocks[ring.slots[i]!]!),
    );
    const words = bound.parameters;
    const { timer } = this;
    if (compiled.failure) recorder.flight.watch(compiled.failure);
    recorder.enqueue(() => {
      this.#setParameters(running, words, blocks);
      if (moves.length > 0) {
        const encoder = recorder.between();
        for (const [from, to] of moves) encoder.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, from.size);
      }
      if (compiled.failure && !compiled.steps.compiled) return;
      if (timer) this.#runMeasured(bound, compiled, blocks, timer);
      else this.#run(compiled, blocks);
    }, compiled.ready);
    // Given back at once: whoever takes them next is queued behind this work.
    for (const block of taken) pool.give(block);
    outputs.forEach((node: Node, i) => {
      node.storage = made[i];
    });
  }

  #follow(storage: DeviceStorage): void {
    const { flight } = storage;
    if (!flight) return;
    this.#refuse(flight.failure);
    if (flight.landed) storage.flight = undefined;
    else this.recorder.flight.follow(flight);
  }

  #runningOf({ plan }: BoundPlan): Running {
    let running = this.#running.get(plan);
    if (!running) {
      for (const slot of plan.slots) this.pool.checkSize(storedBytes(slot));
      this.recorder.watching = true;
      const compiled = this.pipelines.compile(plan);
      this.#running.set(plan, (running = { compiled, ring: new OutputRing(plan), parameters: undefined }));
    }
    return running;
  }

  /** Writes the run-time values where the plan's kernels read them. */
  #setParameters(running: Running, words: Uint32Array, blocks: Block[]): void {
    if (words.length === 0) return;
    const { recorder, device } = this;
    running.parameters ??= {
      block: this.pool.fresh(4 * words.length),
      words: new Uint32Array(0),
      flight: undefined,
    };
    const { parameters } = running;
    const place = running.ring.slotCount;
    blocks[place] = parameters.block;
    if (sameWords(words, parameters.words)) {
      parameters.flight = recorder.flight;
      return;
    }
    // What was recorded before still wants the values that it was recorded with.
    if (parameters.flight === recorder.flight) recorder.submit();
    device.queue.writeBuffer(parameters.block.buffer, 0, words as Uint32Array<ArrayBuffer>);
    parameters.words = words;
    parameters.flight = recorder.flight;
  }

  #run({ steps }: CompiledPlan, blocks: readonly Block[]): void {
    const { recorder } = this;
    const groups = steps.groups(blocks);
    for (let from = 0; from < groups.length; ) {
      const to = from + recorder.admit(groups.length - from);
      steps.record(recorder.pass, groups, from, to);
      from = to;
    }
  }

  #runMeasured({ plan }: BoundPlan, { steps }: CompiledPlan, blocks: readonly Block[], timer: Timer): void {
    const encoder = this.recorder.between();
    const kernels = steps.all.map(({ kernel }) => kernel);
    const { times, finish } = timer.begin(plan, kernels);
    const groups = steps.groups(blocks);
    groups.forEach((_, i) => {
      const pass = encoder.beginComputePass(times(i));
      steps.record(pass, groups, i, i + 1);
      pass.end();
    });
    finish(encoder);
  }
}

function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
