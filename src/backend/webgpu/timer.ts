// Times of kernels by the device's own clock: each pass writes its begin and end into a query set. Devices without
// timestamps give runs without times.
/// <reference types="@webgpu/types" />
import type { Plan } from "../../graph/kernel.ts";
import type { KernelRun } from "../backend.ts";

const RESOLVE = 0x200 | 0x04; // QUERY_RESOLVE | COPY_SRC
const STAGING = 0x01 | 0x08; // MAP_READ | COPY_DST
/** The most queries that a set may have. */
const mostQueries = 4096;

export interface Timer {
  /** For one plan: where each kernel's times go, and what ends the encoding. */
  begin(plan: Plan): {
    times: (step: number) => GPUComputePassDescriptor;
    finish: (encoder: GPUCommandEncoder) => void;
  };
  /** All runs since the beginning; waits for the device. */
  runs(): Promise<readonly KernelRun[]>;
}

export function createTimer(device: GPUDevice): Timer {
  const measured: { plan: Plan; staging: GPUBuffer | undefined }[] = [];
  const clock = device.features.has("timestamp-query");
  return {
    begin(plan) {
      const count = 2 * plan.kernels.length;
      if (!clock || count === 0 || count > mostQueries) {
        measured.push({ plan, staging: undefined });
        return { times: () => ({}), finish: () => {} };
      }
      const querySet = device.createQuerySet({ type: "timestamp", count });
      const resolved = device.createBuffer({ size: 8 * count, usage: RESOLVE });
      const staging = device.createBuffer({ size: 8 * count, usage: STAGING });
      measured.push({ plan, staging });
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
    },
    async runs() {
      const all: KernelRun[] = [];
      for (const { plan, staging } of measured) {
        const times = staging && (await timesIn(staging));
        plan.kernels.forEach((kernel, i) => {
          const nanoseconds = times && times[2 * i + 1]! - times[2 * i]!;
          all.push({
            kernel,
            plan,
            milliseconds: nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6,
          });
        });
      }
      return all;
    },
  };
}

async function timesIn(staging: GPUBuffer): Promise<BigInt64Array> {
  await staging.mapAsync(1);
  const times = new BigInt64Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return times;
}
