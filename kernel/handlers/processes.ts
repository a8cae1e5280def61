// What the system knows of a process: its memory and its processor time. Undefined where it does not tell.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { ticks } from "../magics/processTable.ts";

/** Resident bytes. */
export async function memoryOf(pid: number): Promise<number | undefined> {
  if (process.platform === "linux") {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const kilobytes = /^VmRSS:\s*(\d+)/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }
  const kilobytes = Number(await ps("rss=", pid));
  return kilobytes * 1024 || undefined;
}

/** Seconds of processor time since the process started. */
export async function processorTimeOf(pid: number): Promise<number | undefined> {
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return stat === "" ? undefined : (Number(fields[11]) + Number(fields[12])) / ticks;
  }
  const clock = (await ps("time=", pid))?.trim();
  return clock ? clock.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0) : undefined;
}

async function ps(field: string, pid: number): Promise<string | undefined> {
  try {
    return (await promisify(execFile)("ps", ["-o", field, "-p", String(pid)])).stdout;
  } catch {
    return undefined;
  }
}
