// Wires the evaluator's parts. Nothing heavy is imported here either: what only some cells need is loaded when they need it,
// or when nothing runs.
import { writeSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { runtimeModules } from "../protocol/runtimeModules.ts";
import { Cells } from "./cells.ts";
import { installChildWaits } from "./childProcesses.ts";
import { Comms } from "./comms/comms.ts";
import { createWidgets } from "./comms/widget.ts";
import { installDebuggerHook } from "./debugging.ts";
import { Displays } from "./display.ts";
import { inputGlobals } from "./input.ts";
import { active, hook } from "./interruption.ts";
import { createMagicRunner } from "./magicRunner.ts";
import type { Acknowledgement, AnswerPort, MainMessage } from "./messages.ts";
import { createModules } from "./modules/modules.ts";
import { type Owner, payload } from "./output.ts";
import type { Tracker } from "./owner.ts";
import { FrontQuestions } from "./questions.ts";
import { CellRuntime } from "./runtime.ts";
import { installStacks } from "./stack.ts";
import { Stopwatch } from "./stopwatch.ts";
import { tidy } from "./tidy.ts";

/** What shows values is loaded this much later, in ms, unless a cell needs it: nobody may be waiting then. */
const afterStart = 250;

/** Makes the process run cells; gives the owner of what is written. */
export function wire(agent: Worker, online: Promise<void>, tracker: Tracker): Owner {
  installStacks();
  const modules = createModules(process.cwd());
  const displays = new Displays(() => cells.owner().cell, modules.importOwn);
  modules.beforeOwn = (url) => (url === runtimeModules.display ? undefined : displays.load());
  const questions = new FrontQuestions(() => cells.owner().cell);
  const comms = new Comms({ owner: () => cells.owner().cell });
  const stopwatch = new Stopwatch(() => cells.owner());
  const magic = createMagicRunner({
    directory: process.cwd(),
    owner: () => cells.owner(),
    questions,
    importOwn: modules.importOwn,
    look: (expressions) => cells.look(expressions),
  });
  const runtime = new CellRuntime(tracker, () => cells.running, modules, { magic, stopwatch });
  const cells = new Cells(tracker, runtime, displays);
  cells.onInterrupt = ({ forced, tore }) => {
    if (forced) modules.dropTorn(tore);
    displays.abandon(tore);
    questions.forget();
  };
  installDebuggerHook(displays);
  defineGlobals(
    { $k: runtime, [Symbol.for("cellgrad.interrupt")]: hook },
    {
      require: modules.require,
      display: displays.display,
      clearOutput: displays.clearOutput,
      page: displays.page,
      setNextInput: displays.setNextInput,
      comm: comms.api,
      widget: createWidgets(comms),
      ...inputGlobals(questions),
    },
  );

  const acknowledge = (ack: number): void => agent.postMessage({ ack } satisfies Acknowledgement);
  agent.on("message", (message: MainMessage) => {
    if (message.type === "run") cells.run(message.request);
    if (message.type === "deliver") {
      const { cell, message: comm } = message.delivery;
      cells.runWork(cell, () => comms.deliver(comm));
    }
    if (message.type === "tidy") tidy();
    if (message.type !== "interrupt") return;
    cells.interrupt(message.cells, message);
    acknowledge(message.id);
  });
  agent.on("error", (error) => {
    writeSync(2, `${error.stack}\n`);
    process.exit(1); // without its agent the evaluator is deaf: the front shall start another one
  });
  process.on("uncaughtException", (error) => cells.reportLate(error, tracker.culprit(error)));
  process.on("unhandledRejection", (reason) => cells.reportRejection(reason, tracker.culprit(reason)));
  process.on("SIGINT", () => {});
  void online.then(() => {
    agent.postMessage({ answers: questions.port } satisfies AnswerPort, [questions.port]);
    acknowledge(0); // from now on messages are heard
    payload({ type: "ready" });
    installChildWaits();
    setTimeout(loadDisplays, afterStart);
  });
  // While a cell is on its way it would be torn by an interrupt, and the first cell would wait for it.
  function loadDisplays(): void {
    if (active.size > 0) setTimeout(loadDisplays, afterStart);
    else displays.load().catch(() => {}); // whoever needs it will try again and see the error
  }
  return cells.owner;
}

/** `fixed` ones cannot be replaced by a cell, `free` ones can. */
function defineGlobals(fixed: object, free: object): void {
  for (const key of Reflect.ownKeys(fixed))
    Object.defineProperty(globalThis, key, { value: Reflect.get(fixed, key) });
  for (const [key, value] of Object.entries(free))
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
}
