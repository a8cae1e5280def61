// The kernel's figures: how long, how much, how many.
import type { Figures } from "../protocol/evaluator.ts";
import type { Kernel } from "./kernel.ts";
import { memoryOf } from "./processes.ts";

export async function figures(kernel: Kernel): Promise<Figures> {
  const { serverPid } = (await kernel.checker().catch(() => undefined)) ?? {};
  const checkerMemory = serverPid === undefined ? undefined : await memoryOf(serverPid);
  return {
    uptime: process.uptime(),
    cells: kernel.history.count - 1,
    comms: kernel.comms.size,
    subshells: kernel.subshells.size,
    frontMemory: process.memoryUsage.rss(),
    ...(checkerMemory !== undefined && { checkerMemory }),
  };
}
