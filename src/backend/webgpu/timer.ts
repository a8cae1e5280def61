// Times of kernels by the device's own clock: each pass writes its begin and end into a query set. Devices without
// timestamps give runs without times.
/// <reference types="@webgpu/types" />
import type { Plan } from "../../graph/kernel.ts";
import type { KernelRun } from "../backend.ts";

const RESOLVE = 0x200 | 0x04; // QUERY_RESOLVE | COPY_SRC
const STAGING = 0x01 | 0x08; // MAP_READ | COPY_DST
/** The most queries that a set may have. */
const mostQueries = 4096;

interface Measured {
  readonly plan: Plan;
  /** For each dispatch, its kernel. */
  readonly kernels: readonly number[];
  readonly staging: GPUBuffer | undefined;
}

export class Timer {
  readonly #device: GPUDevice;
  readonly #measured: Measured[] = [];
  readonly #clock: boolean;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#clock = device.features.has("timestamp-query");
  }

  /**
   * For one plan: where each dispatch's times go, and what ends the encoding.
   * @param kernels for each dispatch, its kernel
   */
  begin(
    plan: Plan,
    kernels: readonly number[],
  ): { times: (step: number) => GPUComputePassDescriptor; finish: (encoder: GPUCommandEncoder) => void } {
    const count = 2 * kernels.length;
    if (!this.#clock || count === 0 || count > mostQueries) {
      this.#measured.push({ plan, kernels, staging: undefined });
      return { times: () => ({}), finish: () => {} };
    }
    const device = this.#device;
    const querySet = device.createQuerySet({ type: "timestamp", count });
    const resolved = device.createBuffer({ size: 8 * count, usage: RESOLVE });
    const staging = device.createBuffer({ size: 8 * count, usage: STAGING });
    this.#measured.push({ plan, kernels, staging });
    return {
      times: (step) => ({
        timestampWrites: {
          querySet,
          beginningOfPassWriteIndex: 2 * step,
          endOfPassWriteIndex: 2 * step + 1,
        },
      }),
      finish(encoder) {
        encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, 8 * count);
      },
    };
  }

  /** All runs since the beginning; waits for the device. */
  async runs(): Promise<readonly KernelRun[]> {
    const all: KernelRun[] = [];
    for (const { plan, kernels, staging } of this.#measured) {
      const times = staging && (await timesIn(staging));
      const milliseconds = plan.kernels.map(() => 0);
      kernels.forEach((kernel, step) => {
        if (times) milliseconds[kernel]! += Number(times[2 * step + 1]! - times[2 * step]!) / 1e6;
      });
      plan.kernels.forEach((kernel, i) => {
        all.push({ kernel, plan, milliseconds: times && milliseconds[i] });
      });
    }
    return all;
  }
}

async function timesIn(staging: GPUBuffer): Promise<BigInt64Array> {
  await staging.mapAsync(1);
  const times = new BigInt64Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return times;
}
