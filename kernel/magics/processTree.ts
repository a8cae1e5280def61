// The processes below a process, looked up in the system's table, and how they are ended: those that a cell has started stay
// in the evaluator's group, so no group of their own could be ended instead.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to a process and to all below it. Windows knows only one way to end. */
export function endTree(pid: number, signal: NodeJS.Signals = "SIGTERM"): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
    return;
  }
  const parents = parentsOfAll();
  const doomed = [pid];
  for (const each of doomed) for (const [child, parent] of parents) if (parent === each) doomed.push(child);
  for (const each of doomed) {
    try {
      process.kill(each, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** The process that was started last of those right below this one; undefined when there is none. */
export function latestChild(): number | undefined {
  const children = parentsOfAll().flatMap(([pid, parent]) => (parent === process.pid ? [pid] : []));
  return children.length > 0 ? Math.max(...children) : undefined;
}

/** Every process of the system with its parent. */
function parentsOfAll(): [pid: number, parent: number][] {
  if (process.platform === "linux") {
    const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
    return pids.flatMap((pid): [number, number][] => {
      const parent = /^PPid:\s*(\d+)/m.exec(readStatus(pid))?.[1];
      return parent ? [[Number(pid), Number(parent)]] : [];
    });
  }
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((row): [number, number][] => {
    const [pid, parent] = row.trim().split(/\s+/).map(Number);
    return pid && parent ? [[pid, parent]] : [];
  });
}

function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
