// The processes below a process, looked up in the system's table, and how they are ended: those that a cell has started stay
// in the evaluator's group, so no group of their own could be ended instead.
import { spawnSync } from "node:child_process";
import { readTable, type SystemProcess, startedBy } from "./processTable.ts";

/** Sends a signal to a process and to all below it. Windows knows only one way to end. */
export function endTree(pid: number, signal: NodeJS.Signals = "SIGTERM"): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
    return;
  }
  const held = hold(pid);
  for (const each of held) {
    send(each, signal);
    send(each, "SIGCONT");
  }
}

/** A tree that grows as fast as it is read is not waited for, ms. */
const patience = 1000;

/** Stops a process and all below it: a shell that is ended between two commands would leave what it has just started. */
function hold(pid: number): Set<number> {
  const held = new Set([pid]);
  send(pid, "SIGSTOP");
  // The table is not read in one moment: nothing new has to be in it twice.
  const until = performance.now() + patience;
  for (let quiet = 0; quiet < 2 && performance.now() < until; ) {
    const found = readTable().filter((each) => held.has(each.parent) && !held.has(each.pid));
    quiet = found.length === 0 ? quiet + 1 : 0;
    for (const { pid } of found) {
      held.add(pid);
      send(pid, "SIGSTOP");
    }
  }
  return held;
}

/**
 * Ends what this process has started in the last `age` ms: its latest child with all below it, and what has lost its parent
 * meanwhile. The latter may hold a pipe that is read to its end long after the child is gone.
 */
export function endRecent(age: number, signal: NodeJS.Signals): void {
  const table = readTable().filter(({ isZombie }) => !isZombie);
  const parents = new Map(table.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isBelow(parents.get(pid)));
  const group = table.find(({ pid }) => pid === process.pid)?.group;
  const recent = table.filter((each) => each.age <= age + tolerance && each.pid !== process.pid);
  const children = recent.filter(({ parent }) => parent === process.pid);
  const orphans = recent.filter(
    (each) => !isBelow(each.pid) && (each.group === group || startedBy(each.pid, process.pid)),
  );
  for (const { pid } of [...children.sort(byAge).slice(0, 1), ...orphans]) endTree(pid, signal);
}

/** How exact ages are, ms. */
const tolerance = 30;

/** Numbers of processes begin again at 1; of those that are equally old the greater one is the younger all the same. */
const byAge = (a: SystemProcess, b: SystemProcess): number => a.age - b.age || b.pid - a.pid;

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
