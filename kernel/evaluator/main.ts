// The evaluator process: wires its parts in the one order that works. Nothing heavy is imported here, since every notebook
// waits for it; what only some cells need is loaded when they need it, or when nothing runs.
import { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Worker } from "node:worker_threads";
import { Cells } from "./cells.ts";
import { Displays, displaySystemUrl } from "./display.ts";
import { shared } from "./gate.ts";
import { hook } from "./interruption.ts";
import type { Acknowledgement, MainMessage } from "./messages.ts";
import { createModules } from "./modules/modules.ts";
import { installOutput, payload } from "./output.ts";
import { createTracker } from "./owner.ts";
import { CellRuntime } from "./runtime.ts";
import { installStacks } from "./stack.ts";
import { installSafeTimers } from "./timers.ts";

installSafeTimers();
const tracker = createTracker();
const cells = new Cells(
  tracker,
  () => runtime,
  () => displays,
);
installOutput(cells.owner); // before the worker starts: its constructor opens process.stdout, and that makes fd 1 non-blocking
syncBuiltinESMExports();
installStacks();
const agent = new Worker(new URL("./agent.js", import.meta.url), { workerData: shared });

const modules = createModules(process.cwd());
const displays = new Displays(() => cells.owner().cell, modules.importOwn);
modules.beforeOwn = (url) => (url === displaySystemUrl ? undefined : displays.load());
const runtime = new CellRuntime(tracker, () => cells.latest, modules);
cells.onInterrupt = (forced) => {
  if (forced) modules.dropTorn();
  displays.abandon(forced);
};

const fixed = { $k: runtime, [Symbol.for("cellgrad.interrupt")]: hook };
for (const key of Reflect.ownKeys(fixed))
  Object.defineProperty(globalThis, key, { value: fixed[key as keyof typeof fixed] });
const convenient = { require: modules.require, display: displays.display, clearOutput: displays.clearOutput };
for (const [key, value] of Object.entries(convenient))
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });

agent.on("message", (message: MainMessage) => {
  if (message.type === "run") cells.run(message.request);
  if (message.type !== "interrupt") return;
  cells.interrupt(message.cell, message.forced);
  agent.postMessage({ ack: message.id } satisfies Acknowledgement);
});
agent.on("error", (error) => {
  writeSync(2, `${error.stack}\n`);
  process.exit(1); // without its agent the evaluator is deaf: the front shall start another one
});
process.on("uncaughtException", (error) => cells.reportLate(error, tracker.culprit(error)));
process.on("unhandledRejection", (reason) => cells.reportLate(reason, tracker.culprit(reason)));
process.on("SIGINT", () => {});
agent.once("online", () => {
  payload({ type: "ready" });
  displays.load().catch(() => {}); // whoever needs it will try again and see the error
});
