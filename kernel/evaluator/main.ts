// The evaluator process starts here, with as little as possible: safe timers and output, then the agent thread, whose start
// takes as long as loading everything else (wiring.ts). Every notebook waits for both.
import { syncBuiltinESMExports } from "node:module";
import { Worker } from "node:worker_threads";
import { keepCompiled } from "../compileCache.ts";
import { shared } from "./gate.ts";
import { installOutput, type Owner } from "./output.ts";
import { createTracker } from "./owner.ts";
import { installSafeTimers } from "./timers.ts";

installSafeTimers();
const tracker = createTracker();
let owner: Owner = () => ({ cell: 0, running: 0 });
installOutput(() => owner()); // before the worker: its constructor opens process.stdout, and that makes fd 1 non-blocking
syncBuiltinESMExports();
keepCompiled();
const agent = new Worker(new URL("./agent.js", import.meta.url), { workerData: shared });
const online = new Promise<void>((resolve) => agent.once("online", resolve));
const { wire } = await import("./wiring.ts");
owner = wire(agent, online, tracker);
