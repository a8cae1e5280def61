// The WebGPU backend: plans become compute passes on Dawn. Work is enqueued at once and never waited for, except to read
// elements back. Errors that the device reports later surface at the next read, never as wrong numbers. A lost device is
// replaced; what lived on it is lost.
/// <reference types="@webgpu/types" />
import { DeviceError } from "../../errors.ts";
import type { HostArray } from "../../graph/dtype.ts";
import { decodeHalves, encodeHalves } from "../../graph/half.ts";
import type { BoundPlan } from "../../graph/kernel.ts";
import type { Node } from "../../graph/node.ts";
import type { Storage } from "../../graph/storage.ts";
import type { Backend } from "../backend.ts";
import { openDevice } from "./device.ts";
import { checkDType } from "./dtypes.ts";
import { DeviceStorage, Session } from "./session.ts";
import type { Target } from "./target.ts";
import { Timer } from "./timer.ts";

/** A WebGPU backend and what its adapter is. */
export interface WebGPUBackend extends Backend {
  /** False on software rasterisers. */
  readonly hardware: boolean;
  /** The device of now, for tests and measurements. */
  readonly device: GPUDevice;
  readonly target: Target;
  /** The last part of `realize`: runs a plan that was recognised before. */
  replay(bound: BoundPlan): void;
  /** Sends what is recorded to the device; happens by itself before anyone can wait for it. */
  flush(): void;
}

export interface WebGPUOptions {
  /** Features of the adapter that shall not be used, such as `subgroups`. */
  readonly without?: readonly string[];
  /** Writes kernels as for the devices of this vendor. */
  readonly vendor?: string;
  /** Compile in the background: by default on real hardware. */
  readonly parallel?: boolean;
}

/** Devices lost in a row, without having done anything, after which only a new request opens another. */
const mostInVain = 3;

/**
 * Opens a device and makes a backend of it.
 * @throws DeviceError when there is no adapter.
 */
export async function createWebGPUBackend({
  without = [],
  parallel,
  vendor,
}: WebGPUOptions = {}): Promise<WebGPUBackend> {
  let inVain = 0;
  let opening: Promise<void> | undefined;
  let said = false;

  const begin = async (): Promise<void> => {
    const opened = await openDevice(without);
    if (vendor) opened.target = { ...opened.target, vendor };
    session = new Session(opened, parallel ?? opened.hardware, () => {
      inVain = session.proven ? 0 : inVain + 1;
      if (inVain < mostInVain) reopen().catch(() => {});
    });
  };
  const reopen = (): Promise<void> => {
    opening ??= begin().finally(() => {
      opening = undefined;
    });
    return opening;
  };
  let session: Session;
  await begin();
  session = session!;

  /** The session, if its device is there. */
  const open = (): Session => {
    if (session.lost === undefined) return session;
    reopen().catch(() => {});
    throw new DeviceError({
      op: "webgpu",
      message: `the device was lost: ${session.lost}`,
      help: "a new one is being opened: run the cell again",
    });
  };
  /** A storage of ours that is alive. */
  const usable = (storage: Storage): DeviceStorage => {
    if (!(storage instanceof DeviceStorage))
      throw new DeviceError({
        op: "webgpu",
        message: `a tensor lives on another device: ${storage.device} and webgpu`,
        help: 'move it with t.to("webgpu")',
      });
    if (storage.lost) throw lostWith(storage.lost);
    if (storage.freed)
      throw new DeviceError({ op: "webgpu", message: "the tensor's memory was given back: it was disposed" });
    return storage;
  };
  const replay = (bound: BoundPlan): void => {
    if (!said) announce(session);
    said = true;
    session.realize(bound, bound.inputs.map(usable));
  };

  return {
    name: "webgpu",
    get description() {
      return session.opened.description;
    },
    get hardware() {
      return session.opened.hardware;
    },
    get device() {
      return session.device;
    },
    get target() {
      return session.opened.target;
    },
    async ready() {
      if (session.lost !== undefined) await reopen();
    },
    upload(data, dtype) {
      checkDType(dtype);
      const stored = dtype === "f16" ? wholeWords(encodeHalves(data)) : data;
      return open().upload(stored, dtype, data.length);
    },
    async download(storage): Promise<HostArray> {
      const mine = usable(storage);
      let bytes: ArrayBuffer;
      try {
        bytes = await mine.session.download(mine);
      } catch (error) {
        // Whoever waits for the elements learns of the loss before the device's own event comes.
        if (!(error instanceof DeviceError)) await Promise.resolve();
        throw mine.session.lost === undefined ? error : lostWith(mine.session.lost);
      }
      if (storage.dtype === "f16") return decodeHalves(new Uint16Array(bytes));
      if (storage.dtype === "f32") return new Float32Array(bytes);
      return storage.dtype === "u32" ? new Uint32Array(bytes) : new Int32Array(bytes);
    },
    realize(roots: readonly Node[]): void {
      const bound = open().scheduler.schedule(roots);
      if (bound.outputs.length > 0) replay(bound);
    },
    replay,
    flush: () => session.recorder.flush(),
    free(storage) {
      if (!(storage instanceof DeviceStorage) || !storage.block) return;
      if (storage.session.lost === undefined) storage.session.pool.give(storage.block);
      storage.block = undefined;
    },
    explain(roots) {
      const { scheduler, pipelines } = open();
      const { plan } = scheduler.schedule(roots);
      return { plan, texts: pipelines.texts(plan) };
    },
    measure() {
      const now = open();
      const own = new Timer(now.device);
      now.timer = own;
      return async () => {
        if (now.timer === own) now.timer = undefined;
        await now.recorder.caughtUp();
        now.recorder.flush();
        return own.runs();
      };
    },
    memory: () => session.pool.memory(),
  };
}

/** The elements with one more where they fill half a word, since only whole words are written. */
function wholeWords(bits: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  if (bits.length % 2 === 0) return bits;
  const padded = new Uint16Array(bits.length + 1);
  padded.set(bits);
  return padded;
}

const lostWith = (reason: string): DeviceError =>
  new DeviceError({
    op: "webgpu",
    message: `the tensor was on a device that was lost, and there is no copy of it: ${reason}`,
    help: "make it again: run the cells that made it",
  });

/** Says once what computes, where a person reads: in a notebook or a terminal. */
function announce({ opened: { description, hardware } }: Session): void {
  const isNotebook = Symbol.for("cellgrad.interrupt") in globalThis;
  if (!isNotebook && !process.stdout.isTTY) return;
  console.log(
    hardware
      ? `tensors compute on ${description}`
      : `tensors compute on ${description}, a software driver: setDevice("wasm") is faster`,
  );
}
