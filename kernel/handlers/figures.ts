// The kernel's figures: how long, how much, how many.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Figures } from "../protocol/evaluator.ts";
import type { Kernel } from "./kernel.ts";

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

/** Resident bytes of a process; undefined where the system does not tell. */
async function memoryOf(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === "linux") {
      const kilobytes = /^VmRSS:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
    }
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    return Number(stdout) * 1024 || undefined;
  } catch {
    return undefined;
  }
}
