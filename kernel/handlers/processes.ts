// What the system knows of a process: its memory and its processor time. Undefined where it does not tell.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { ticks } from "../magics/processTable.ts";
import { resident } from "../resident.ts";

/** Resident bytes. */
export async function memoryOf(pid: number): Promise<number | undefined> {
  if (process.platform === "linux") return resident(pid);
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
