// What panels of resources ask for: memory and processor time of the kernel's processes together, and of the machine. The
// specification does not have this request; its fields are those of ipykernel's answer.
import { availableParallelism, cpus, freemem, hostname, totalmem } from "node:os";
import type { UsageReply } from "../protocol/replies.ts";
import type { Handler } from "./handler.ts";
import type { Kernel } from "./kernel.ts";
import { memoryOf, processorTimeOf } from "./processes.ts";

/** Processor times in seconds, and when they were read. */
interface Times {
  at: number;
  kernel: number;
  machine: { busy: number; all: number };
}

export const usage: Handler<"usage_request"> = createUsage();

function createUsage(): Handler<"usage_request"> {
  let before: Times | undefined;
  return {
    lane: "none",
    async handle(_ask, kernel) {
      const pids = await processesOf(kernel);
      const [memory, now] = await Promise.all([total(pids, memoryOf), read(pids)]);
      const reply: UsageReply = {
        status: "ok",
        hostname: hostname(),
        pid: process.pid,
        kernel_memory: memory,
        kernel_cpu: before ? percent(now.kernel - before.kernel, (now.at - before.at) / 1000) : 0,
        cpu_count: availableParallelism(),
        host_cpu_percent: before
          ? percent(now.machine.busy - before.machine.busy, now.machine.all - before.machine.all)
          : 0,
        host_virtual_memory: machineMemory(),
      };
      before = now;
      return { reply };
    },
  };
}

async function processesOf(kernel: Kernel): Promise<number[]> {
  const { serverPid } = (await kernel.checker().catch(() => undefined)) ?? {};
  return [process.pid, kernel.evaluation.pid, serverPid].filter((pid) => pid !== undefined);
}

async function total(pids: number[], look: (pid: number) => Promise<number | undefined>): Promise<number> {
  const found = await Promise.all(pids.map(look));
  return found.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

async function read(pids: number[]): Promise<Times> {
  const machine = { busy: 0, all: 0 };
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((sum, each) => sum + each, 0);
    machine.all += all;
    machine.busy += all - times.idle;
  }
  return { at: performance.now(), kernel: await total(pids, processorTimeOf), machine };
}

const percent = (part: number, whole: number): number => (whole > 0 ? Math.max(0, (100 * part) / whole) : 0);

function machineMemory(): UsageReply["host_virtual_memory"] {
  const all = totalmem();
  const free = freemem();
  return { total: all, available: free, free, used: all - free, percent: percent(all - free, all) };
}
