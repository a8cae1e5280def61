// The kernel's front process: wires the parts; the only file that names them all. The evaluator is spawned before anything
// else is loaded, and the checker after the sockets are bound, so that `kernel_info` is answered as early as can be.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Checker } from "./check/checker.ts";
import { createDispatcher } from "./dispatch.ts";
import { startEvaluator } from "./evaluator/client.ts";
import { closeAllComms } from "./handlers/comms.ts";
import { deathReport } from "./handlers/death.ts";
import { createEvaluation } from "./handlers/evaluation.ts";
import { takeEvent } from "./handlers/events.ts";
import { createHistory } from "./handlers/historyStore.ts";
import { handlers } from "./handlers/index.ts";
import { interruptCell } from "./handlers/interrupt.ts";
import type { CellEngine, Kernel } from "./handlers/kernel.ts";
import { createTurns } from "./handlers/turns.ts";
import { followLifetime } from "./lifetime.ts";
import { createOutputs } from "./outputs/outputs.ts";
import { createMessage, createSession } from "./protocol/message.ts";
import { readConnectionFile } from "./wire/connection.ts";
import type { KernelSockets } from "./wire/kernelSockets.ts";

/** Ends the process although something hangs, in ms. */
const patience = 1500;

/** Runs the kernel that a connection file describes, until it is shut down. Rejects when it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  const directory = process.cwd();
  const log = (problem: string) => void process.stderr.write(`cellgrad: ${problem}\n`);
  let closeSockets = async () => {};
  const outputs = createOutputs((text) => void process.stderr.write(text));
  const engine = once(loadEngine);
  const checker = once(() => loadChecker(directory));

  const kernel: Kernel = {
    outputs,
    history: createHistory(),
    engine,
    checker,
    running: new Map(),
    turns: createTurns(),
    subshells: new Set(),
    comms: new Map(),
    broadcast: () => {},
    log,
    evaluation: createEvaluation({
      start: () => startEvaluator({ directory }),
      onEvent: (event) => takeEvent(event, kernel),
      onDeath(death, running) {
        if (!running) outputs.note(`${deathReport(death, undefined).traceback.join("\n")}\n`);
        closeAllComms(kernel);
        void engine.loaded().then((it) => it?.transformer.reset());
        void checker.loaded().then((it) => it?.reset());
      },
    }),
    async stop() {
      setTimeout(() => process.exit(1), patience).unref();
      await kernel.evaluation.close();
      (await checker.loaded())?.close();
      await closeSockets();
      process.exit(0);
    },
  };
  process.on("uncaughtException", (error) => log(error.stack ?? String(error)));
  process.stderr.on("error", () => {});
  followLifetime({ interrupt: () => void interruptCell(kernel), end: () => void kernel.stop() });

  try {
    const sockets = await openSockets(connectionFile, log);
    closeSockets = sockets.close;
    converse(sockets, kernel);
  } catch (error) {
    await kernel.evaluation.close();
    throw error;
  }
  setImmediate(() => void Promise.all([engine(), checker()]).catch((error) => log(String(error))));
}

async function openSockets(connectionFile: string, log: (problem: string) => void): Promise<KernelSockets> {
  const [connection, { openKernelSockets }] = await Promise.all([
    readConnectionFile(connectionFile),
    import("./wire/kernelSockets.ts"),
  ]);
  return openKernelSockets(connection, log);
}

/** Answers what comes, from now on. */
function converse(sockets: KernelSockets, kernel: Kernel): void {
  const session = createSession("kernel");
  let isAnnounced = false;
  kernel.broadcast = (type, content, extras) =>
    sockets.publish(createMessage(session, type, content, extras));
  sockets.listen({
    onRequest: createDispatcher(handlers, kernel, session, sockets),
    onSubscribe(topic) {
      sockets.publish(createMessage(session, "iopub_welcome", { subscription: topic }), topic);
      // Said earlier, nobody would hear it, or somebody would hear it before the welcome that comes first.
      if (!isAnnounced) kernel.broadcast("status", { execution_state: "starting" });
      isAnnounced = true;
    },
  });
}

async function loadEngine(): Promise<CellEngine> {
  const [{ createCellTransformer }, { completeness }] = await Promise.all([
    import("./cell/transform.ts"),
    import("./cell/completeness.ts"),
  ]);
  return { transformer: createCellTransformer(), completeness };
}

async function loadChecker(directory: string): Promise<Checker> {
  const { createChecker } = await import("./check/typescriptChecker.ts");
  return createChecker({ directory });
}

/** Loads at the first call; tries again at the next one when that failed. */
function once<T>(load: () => Promise<T>) {
  let loading: Promise<T> | undefined;
  const get = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  /** What was loaded, if anything; loads nothing. */
  const loaded = async () => loading?.catch(() => undefined);
  return Object.assign(get, { loaded });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [connectionFile] = process.argv.slice(2);
  if (connectionFile === undefined) {
    process.stderr.write("usage: node main.js CONNECTION_FILE\n");
    process.exit(2);
  }
  runKernel(connectionFile).catch((error: Error) => {
    process.stderr.write(`cellgrad: ${error.message}\n`);
    process.exit(1);
  });
}
