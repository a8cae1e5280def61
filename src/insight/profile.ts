// How long each kernel takes, beside what it moves and computes.

import type { KernelRun } from "../backend/backend.ts";
import { currentBackend, init } from "../backend/registry.ts";
import { DeviceError } from "../errors.ts";
import { costOf, kernelName } from "../graph/cost.ts";
import type { Kernel } from "../graph/kernel.ts";
import { isTensor, realize, realizeStep } from "../tensor/index.ts";
import { bytesText, countText, Report } from "./report.ts";

/** All runs of one kernel. */
export interface ProfiledKernel {
  /** What it is: `matmul 32×10×64`. */
  name: string;
  /** How often it ran. */
  runs: number;
  /** Milliseconds of all runs; undefined where the device measures no times. */
  milliseconds: number | undefined;
  /** Bytes read and written by one run, each element once. */
  bytes: number;
  /** Arithmetic operations of one run. */
  operations: number;
  /** Billions of bytes a second. */
  gigabytesPerSecond: number | undefined;
  /** Billions of operations a second. */
  gigaflops: number | undefined;
}

/**
 * The kernels that ran, the slowest first; shows itself as a table.
 * @example
 * (await profile(() => model.forward(x))).kernels.length > 0 // true
 */
export class Profile extends Report {
  /** The device that was measured. */
  readonly device: string;
  /** Milliseconds by the clock on the wall, recording and planning included. */
  readonly milliseconds: number;
  /** Each kernel, the slowest first. */
  readonly kernels: readonly ProfiledKernel[];

  constructor(device: string, milliseconds: number, kernels: readonly ProfiledKernel[]) {
    const all = kernels.reduce((sum, kernel) => sum + (kernel.milliseconds ?? 0), 0);
    const title = `${milliseconds.toPrecision(3)} ms on ${device}, ${all.toPrecision(3)} ms of it in ${kernels.length} kernels`;
    const rows = kernels.map((k) => [
      k.name,
      String(k.runs),
      numberText(k.milliseconds),
      all > 0 && k.milliseconds !== undefined ? `${Math.round((100 * k.milliseconds) / all)} %` : "",
      bytesText(k.bytes),
      countText(k.operations),
      numberText(k.gigabytesPerSecond),
      numberText(k.gigaflops),
    ]);
    const columns = ["kernel", "#runs", "#ms", "#share", "#bytes", "#operations", "#GB/s", "#GFLOP/s"];
    super(title, [{ heading: "", columns, rows }]);
    this.device = device;
    this.milliseconds = milliseconds;
    this.kernels = kernels;
  }
}

const numberText = (value: number | undefined): string => (value === undefined ? "" : value.toPrecision(3));

/**
 * Runs `f`, computes the tensors that it gives and steps that wait, and tells of each kernel: runs, time, bytes moved and
 * operations a second. The first run of a computation includes making its kernels in the whole time, not in theirs. On
 * webgpu times are the device's own, where it has a clock.
 * @param f may be asynchronous, and may give a tensor or a list of them; what is neither given nor looked at, nor needed by
 * an optimizer's step, is not computed
 * @throws DeviceError when the device of new work cannot measure (reference)
 * @example
 * await profile(() => {
 *   loss.backward();
 *   optimizer.step();
 * })
 */
export async function profile(f: () => unknown): Promise<Profile> {
  await init();
  const backend = currentBackend();
  if (!backend.measure) {
    throw new DeviceError({
      op: "profile",
      message: `${backend.name} measures no kernels`,
      help: 'write await setDevice("wasm") first',
    });
  }
  realizeStep([]);
  const stop = backend.measure();
  const start = performance.now();
  let runs: readonly KernelRun[] = [];
  let whole = 0;
  try {
    const result = await f();
    const tensors = Array.isArray(result) ? (result as readonly unknown[]) : [result];
    realize(tensors.filter(isTensor).map(({ node }) => node));
    realizeStep([]);
  } finally {
    whole = performance.now() - start;
    runs = await stop();
  }
  return new Profile(backend.name, whole, byKernel(runs));
}

function byKernel(runs: readonly KernelRun[]): ProfiledKernel[] {
  const groups = new Map<Kernel, KernelRun[]>();
  for (const run of runs) {
    const group = groups.get(run.kernel);
    if (group) group.push(run);
    else groups.set(run.kernel, [run]);
  }
  const kernels = [...groups].map(([kernel, group]): ProfiledKernel => {
    const cost = costOf(kernel, group[0]!.plan.slots);
    const times = group.map(({ milliseconds }) => milliseconds).filter((time) => time !== undefined);
    const milliseconds = times.length > 0 ? times.reduce((sum, time) => sum + time, 0) : undefined;
    const rate = (each: number) => (milliseconds ? (each * group.length) / milliseconds / 1e6 : undefined);
    return {
      name: kernelName(kernel),
      runs: group.length,
      milliseconds,
      ...cost,
      gigabytesPerSecond: rate(cost.bytes),
      gigaflops: rate(cost.operations),
    };
  });
  return kernels.sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0));
}
