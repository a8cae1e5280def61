// The system's table of processes: who is whose child, how old, in which group. From /proc where there is one, from `ps`
// elsewhere. Nothing about how processes are ended (processTree.ts).
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface SystemProcess {
  pid: number;
  parent: number;
  group: number;
  /** How long ago it was started, ms; as exact as the system tells, up to 20 ms from /proc and a second from `ps`. */
  age: number;
  /** It has ended, and its parent has not noticed. */
  isZombie: boolean;
}

/** Every process of the system; empty where it does not tell. */
export function readTable(platform: NodeJS.Platform = process.platform): SystemProcess[] {
  if (platform === "win32") return [];
  return platform === "linux" ? fromProc() : fromPs();
}

/** Clock ticks of /proc a second; Linux has had this number on all machines for long. */
export const ticks = 100;

function fromProc(): SystemProcess[] {
  const uptime = Number(read("/proc/uptime").split(" ")[0]);
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === "") return []; // it has ended
    // The name before may have spaces and brackets in it. What follows is counted from the third field, the state.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      pid: Number(pid),
      parent: Number(fields[1]),
      group: Number(fields[2]),
      age: 1000 * (uptime - Number(fields[19]) / ticks),
      isZombie: fields[0] === "Z",
    };
  });
}

function fromPs(): SystemProcess[] {
  const columns = ["pid=", "ppid=", "pgid=", "stat=", "etime="];
  const { stdout, pid: own } = spawnSync("ps", ["-A", "-o", columns.join()], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((row) => {
    const [pid, parent, group, state = "", elapsed = ""] = row.trim().split(/\s+/);
    if (!pid || Number(pid) === own) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      age: 1000 * secondsOf(elapsed),
      isZombie: state.startsWith("Z"),
    };
  });
}

/** Of `[[days-]hours:]minutes:seconds`. */
function secondsOf(elapsed: string): number {
  const [clock = "", days = "0"] = elapsed.split("-").reverse();
  return clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}

const marker = "CELLGRAD_EVALUATOR";

/** Names this process in the environment of all that it will start. */
export function markChildren(): void {
  process.env[marker] = String(process.pid);
}

/** True when a process has an environment that comes from `ancestor`, though it may have lost its parents. Linux only. */
export const startedBy = (pid: number, ancestor: number): boolean =>
  read(`/proc/${pid}/environ`).split("\0").includes(`${marker}=${ancestor}`);

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
