// The WebGPU backend: plans become compute passes on Dawn. Work is enqueued at once and never waited for, except to read
// elements back. Errors that the device reports later surface at the next read, never as wrong numbers.
/// <reference types="@webgpu/types" />
import { DeviceError } from "../../errors.ts";
import { type DType, dtypes, type HostArray } from "../../graph/dtype.ts";
import { decodeHalves, encodeHalves } from "../../graph/half.ts";
import type { Node } from "../../graph/node.ts";
import { Scheduler } from "../../graph/schedule.ts";
import type { Storage } from "../../graph/storage.ts";
import type { Backend } from "../backend.ts";
import { createBufferPool } from "./buffers.ts";
import { openDevice } from "./device.ts";
import { checkDType } from "./dtypes.ts";
import { Pipelines } from "./pipelines.ts";
import { createTimer, type Timer } from "./timer.ts";

class DeviceStorage implements Storage {
  readonly device = "webgpu";
  readonly dtype: DType;
  readonly size: number;
  buffer: GPUBuffer | undefined;

  constructor(dtype: DType, size: number, buffer: GPUBuffer) {
    this.dtype = dtype;
    this.size = size;
    this.buffer = buffer;
  }
  get freed(): boolean {
    return this.buffer === undefined;
  }
}

/** The buffer of a storage of ours that is alive. */
function bufferOf(storage: Storage): GPUBuffer {
  if (!(storage instanceof DeviceStorage))
    throw new DeviceError({
      op: "webgpu",
      message: `a tensor lives on another device: ${storage.device} and webgpu`,
      help: 'move it with t.to("webgpu")',
    });
  if (!storage.buffer)
    throw new DeviceError({ op: "webgpu", message: "the tensor's memory was given back: it was disposed" });
  return storage.buffer;
}

/** The elements with one more where they fill half a word, since only whole words are written. */
function wholeWords(bits: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  if (bits.length % 2 === 0) return bits;
  const padded = new Uint16Array(bits.length + 1);
  padded.set(bits);
  return padded;
}

/** A WebGPU backend and what its adapter is. */
export interface WebGPUBackend extends Backend {
  /** False on software rasterisers. */
  readonly hardware: boolean;
}

/**
 * Opens a device and makes a backend of it.
 * @throws DeviceError when there is no adapter.
 */
export async function createWebGPUBackend(): Promise<WebGPUBackend> {
  const opened = await openDevice();
  const { device } = opened;
  const pool = createBufferPool(device);
  const pipelines = new Pipelines(device);
  // Parameters, scratch and room bind too.
  const scheduler = new Scheduler({
    maxBuffers: device.limits.maxStorageBuffersPerShaderStage - 3,
    leastBytes: 4,
  });

  let timer: Timer | undefined;

  const check = (): void => {
    const lost = opened.lost();
    if (lost)
      throw new DeviceError({
        op: "webgpu",
        message: `the device was lost: ${lost}`,
        help: "run the cells that made the tensors again",
      });
    const error = opened.takeError();
    if (error) throw new DeviceError({ op: "webgpu", message: `the device refused work: ${error}` });
  };

  return {
    name: "webgpu",
    description: opened.description,
    hardware: opened.hardware,
    upload(data, dtype) {
      check();
      checkDType(dtype);
      const stored = dtype === "f16" ? wholeWords(encodeHalves(data)) : data;
      const buffer = pool.take(stored.byteLength);
      device.queue.writeBuffer(buffer, 0, stored.buffer, stored.byteOffset, stored.byteLength);
      return new DeviceStorage(dtype, data.length, buffer);
    },
    async download(storage): Promise<HostArray> {
      const bytes = storage.size * dtypes[storage.dtype].bytes;
      let words: ArrayBuffer;
      try {
        words = await pool.read(bufferOf(storage), bytes);
      } catch (error) {
        check();
        throw error;
      }
      check();
      if (storage.dtype === "f16") return decodeHalves(new Uint16Array(words));
      if (storage.dtype === "f32") return new Float32Array(words);
      return storage.dtype === "u32" ? new Uint32Array(words) : new Int32Array(words);
    },
    realize(roots: readonly Node[]): void {
      check();
      const { plan, inputs, parameters, outputs } = scheduler.schedule(roots);
      const compiled = pipelines.compile(plan);
      const made = outputs.map((node) => {
        const size = node.shape.reduce((product, side) => product * side, 1);
        return new DeviceStorage(node.dtype, size, pool.take(size * dtypes[node.dtype].bytes));
      });
      let input = 0;
      let output = 0;
      const slots = plan.slots.map(({ role }) => {
        if (role === "temporary") return undefined;
        return role === "input" ? bufferOf(inputs[input++] as Storage) : made[output++]?.buffer;
      });
      const block = (bytes: number) => (bytes > 0 ? pool.take(bytes) : undefined);
      const scratch = block(plan.scratchBytes);
      const parameterBlock = block(plan.parameterWords * 4);
      if (parameterBlock) device.queue.writeBuffer(parameterBlock, 0, parameters as Uint32Array<ArrayBuffer>);
      const room = block(compiled.roomBytes);
      const encoder = device.createCommandEncoder();
      const buffers = { slots, scratch, parameters: parameterBlock, room };
      if (timer) {
        const { times, finish } = timer.begin(plan);
        pipelines.recordApart(encoder, compiled, buffers, times);
        finish(encoder);
      } else {
        const pass = encoder.beginComputePass();
        pipelines.record(pass, compiled, buffers);
        pass.end();
      }
      device.queue.submit([encoder.finish()]);
      // Given back at once: whoever takes them next is queued behind this work.
      if (room) pool.give(room);
      if (scratch) pool.give(scratch);
      if (parameterBlock) pool.give(parameterBlock);
      outputs.forEach((node, i) => {
        node.storage = made[i];
      });
    },
    free(storage) {
      if (!(storage instanceof DeviceStorage) || !storage.buffer) return;
      pool.give(storage.buffer);
      storage.buffer = undefined;
    },
    explain(roots) {
      const { plan } = scheduler.schedule(roots);
      return { plan, texts: pipelines.compile(plan).texts };
    },
    measure() {
      const own = createTimer(device);
      timer = own;
      return () => {
        if (timer === own) timer = undefined;
        return own.runs();
      };
    },
    memory: () => pool.memory(),
  };
}
