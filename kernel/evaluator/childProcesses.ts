// Tells the agent thread when the main thread stands still for a child process: nothing but the child's end can stop that
// wait, so an interrupt ends the child (interrupter.ts). What it leaves behind is known by a mark in its environment.
import { createRequire, syncBuiltinESMExports } from "node:module";
import { markChildren } from "../magics/processTable.ts";
import { waitingForChild } from "./gate.ts";
import { replace, type TimerHost } from "./timers.ts";

/** To be called once, before user code. It loads what an evaluator need not wait for when it starts. */
export function installChildWaits(): void {
  const childProcess = createRequire(import.meta.url)("node:child_process") as TimerHost;
  for (const name of ["spawnSync", "execSync", "execFileSync"])
    replace(childProcess, name, (original) => (...args) => {
      waitingForChild.begin();
      try {
        return original(...args);
      } finally {
        waitingForChild.end(); // an interrupt skips this: whoever answers it does it then
      }
    });
  syncBuiltinESMExports();
  markChildren();
}
