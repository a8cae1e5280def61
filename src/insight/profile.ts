// How long each kernel takes, beside what it moves and computes.

import type { KernelRun } from "../backend/backend.ts";
import { currentBackend, init } from "../backend/registry.ts";
import { DeviceError } from "../errors.ts";
import { costOf, kernelName } from "../graph/cost.ts";
import type { Kernel } from "../graph/kernel.ts";
import { isTensor, realize, realizePutOff } from "../tensor/index.ts";
import { type Ceilings, ceilingsOf } from "./ceilings.ts";
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
  /** The larger of its two rates as a part of the device's ceiling, from 0; small kernels stay far below 1. */
  ofCeiling: number | undefined;
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
  /** What the device reaches at best, measured on itself; undefined where it has no clock. */
  readonly ceilings: Ceilings | undefined;

  constructor(
    device: string,
    milliseconds: number,
    kernels: readonly ProfiledKernel[],
    ceilings: Ceilings | undefined,
  ) {
    const all = kernels.reduce((sum, kernel) => sum + (kernel.milliseconds ?? 0), 0);
    const title = `${milliseconds.toPrecision(3)} ms on ${device}, ${all.toPrecision(3)} ms of it in ${kernels.length} kernels${ceilings ? `; at best the device moves ${numberText(ceilings.gigabytesPerSecond)} GB/s and computes ${numberText(ceilings.gigaflops)} GFLOP/s` : ""}`;
    const rows = kernels.map((k) => [
      k.name,
      String(k.runs),
      numberText(k.milliseconds),
      percentText(all > 0 && k.milliseconds !== undefined ? k.milliseconds / all : undefined),
      bytesText(k.bytes),
      countText(k.operations),
      numberText(k.gigabytesPerSecond),
      numberText(k.gigaflops),
      percentText(k.ofCeiling),
    ]);
    const columns = [
      ...["kernel", "#runs", "#ms", "#share", "#bytes", "#operations", "#GB/s", "#GFLOP/s"],
      "#of ceiling",
    ];
    super(title, [{ heading: "", columns, rows }]);
    this.device = device;
    this.milliseconds = milliseconds;
    this.kernels = kernels;
    this.ceilings = ceilings;
  }
}

const percentText = (part: number | undefined): string =>
  part === undefined ? "" : `${Math.round(100 * part)} %`;

const numberText = (value: number | undefined): string =>
  value === undefined ? "" : value >= 1000 ? String(Math.round(value)) : value.toPrecision(3);

/**
 * Runs `f`, computes the tensors that it gives and steps that wait, and tells of each kernel: runs, time, bytes moved and
 * operations a second, beside what the device reaches at best (measured once, in a moment). The first run of a computation includes making its kernels in the whole time, not in theirs. On
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
  realizePutOff();
  const stop = backend.measure();
  const start = performance.now();
  let runs: readonly KernelRun[] = [];
  let whole = 0;
  try {
    const result = await f();
    const tensors = Array.isArray(result) ? (result as readonly unknown[]) : [result];
    realize(tensors.filter(isTensor).map(({ node }) => node));
    realizePutOff();
  } finally {
    whole = performance.now() - start;
    runs = await stop();
  }
  const ceilings = runs.length > 0 ? await ceilingsOf(backend) : undefined;
  return new Profile(backend.name, whole, byKernel(runs, ceilings), ceilings);
}

function byKernel(runs: readonly KernelRun[], ceilings: Ceilings | undefined): ProfiledKernel[] {
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
    const [moved, computed] = [rate(cost.bytes), rate(cost.operations)];
    return {
      name: kernelName(kernel),
      runs: group.length,
      milliseconds,
      ...cost,
      gigabytesPerSecond: moved,
      gigaflops: computed,
      ofCeiling:
        ceilings && moved !== undefined && computed !== undefined
          ? Math.max(moved / ceilings.gigabytesPerSecond, computed / ceilings.gigaflops)
          : undefined,
    };
  });
  return kernels.sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0));
}
