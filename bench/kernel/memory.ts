// How much memory a kernel has: the resident memory of its process and of all that it has started. Linux only.
import { readFileSync } from "node:fs";
import { descendants } from "../../test/protocol/kernelProcess.ts";

/** In MB; a word where the system does not say. */
export async function residentMemory(pid: number): Promise<number | string> {
  if (process.platform !== "linux") return "unknown";
  const kilobytes = [pid, ...(await descendants(pid))].map((one) => {
    const status = readFileSync(`/proc/${one}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}
