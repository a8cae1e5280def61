// Tells the agent thread when the main thread stands still for a child process: nothing but the child's end can stop that
// wait, so an interrupt ends the child (interrupter.ts).
import { createRequire, syncBuiltinESMExports } from "node:module";
import { waitingForChild } from "./gate.ts";
import { replace, type TimerHost } from "./timers.ts";

/** To be called once, before user code. It loads what an evaluator need not wait for when it starts. */
export function installChildWaits(): void {
  const childProcess = createRequire(import.meta.url)("node:child_process") as TimerHost;
  for (const name of ["spawnSync", "execSync", "execFileSync"])
    replace(childProcess, name, (original) => (...args) => {
      waitingForChild.set(true);
      try {
        return original(...args);
      } finally {
        waitingForChild.set(false); // an interrupt skips this: whoever answers it does it then
      }
    });
  syncBuiltinESMExports();
}
