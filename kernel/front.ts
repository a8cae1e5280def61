// The kernel's front process: wires the parts; the only file that names them all. What takes longest to start, evaluator and
// checker, is under way when this file is loaded (`main.ts`).
import { keepLittle } from "./allocator.ts";
import type { Checker } from "./check/checker.ts";
import { createDispatcher } from "./dispatch.ts";
import { deathReport } from "./handlers/death.ts";
import { createDebugging } from "./handlers/debugging.ts";
import { createEvaluation } from "./handlers/evaluation.ts";
import { takeEvent } from "./handlers/events.ts";
import { handlers } from "./handlers/index.ts";
import { interruptCell } from "./handlers/interrupt.ts";
import type { CellEngine, Kernel } from "./handlers/kernel.ts";
import { forgetCells } from "./handlers/reset.ts";
import { createTurns } from "./handlers/turns.ts";
import { createHistory } from "./history/history.ts";
import { historyFolder } from "./history/location.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { followLifetime } from "./lifetime.ts";
import { createLog } from "./log.ts";
import { createOutputs } from "./outputs/outputs.ts";
import type { EvaluatorClient } from "./protocol/evaluator.ts";
import { createMessage, createSession } from "./protocol/message.ts";
import { defaultSettings } from "./protocol/settings.ts";
import { createTrace, noTrace, type Trace } from "./trace.ts";
import { readConnectionFile } from "./wire/connection.ts";
import type { KernelSockets } from "./wire/kernelSockets.ts";

/** Ends the process although something hangs, in ms. */
const patience = 1500;

/** What was started before the front was loaded. */
export interface Started {
  evaluator: EvaluatorClient;
  checker: Checker;
  /** Starts another evaluator. */
  startEvaluator(): EvaluatorClient;
}

/** Serves the connection that a file describes, until the kernel is shut down. Rejects when that cannot begin. */
export async function runFront(connectionFile: string, started: Started): Promise<void> {
  const { checker } = started;
  const write = (text: string) => void process.stderr.write(text);
  const log = createLog(write);
  let closeSockets = async () => {};
  const settings = defaultSettings();
  const outputs = createOutputs((text) => void process.stderr.write(text), {
    limit: () => settings.outputLimit * 1e6,
  });
  const engine = once(loadEngine);
  let next: EvaluatorClient | undefined = started.evaluator;

  const kernel: Kernel = {
    settings,
    outputs,
    history: createHistory({ folder: historyFolder(), onProblem: log }),
    engine,
    checker: async () => checker,
    running: new Map(),
    turns: createTurns(),
    subshells: new Set(),
    comms: new Map(),
    broadcast: () => {},
    log,
    debugging: createDebugging(() => kernel),
    evaluation: createEvaluation({
      start() {
        const evaluator = next ?? started.startEvaluator();
        next = undefined;
        return evaluator;
      },
      onEvent: (event) => takeEvent(event, kernel),
      onCdpEvent: (method, params) => kernel.debugging.onCdpEvent(method, params),
      onRenewed: () => kernel.debugging.renew(),
      onDeath(death, running) {
        if (!running) outputs.note(`${deathReport(death, undefined).traceback.join("\n")}\n`);
        void forgetCells(kernel);
      },
    }),
    async stop() {
      setTimeout(() => process.exit(1), patience).unref();
      kernel.history.close();
      await kernel.evaluation.close();
      checker.close();
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
    converse(
      sockets,
      kernel,
      process.env.CELLGRAD_LOG === "messages" ? createTrace((line) => write(`cellgrad: ${line}\n`)) : noTrace,
    );
  } catch (error) {
    checker.close();
    await kernel.evaluation.close();
    throw error;
  }
  setImmediate(() => void engine().catch((error) => log(String(error))));
}

async function openSockets(connectionFile: string, log: (problem: string) => void): Promise<KernelSockets> {
  const [connection, { openKernelSockets }] = await Promise.all([
    readConnectionFile(connectionFile, log),
    import("./wire/kernelSockets.ts"),
  ]);
  return openKernelSockets(connection, log);
}

/** Answers what comes, from now on. */
function converse(sockets: KernelSockets, kernel: Kernel, trace: Trace): void {
  const session = createSession("kernel");
  const outlet = trace.outgoing(sockets);
  let isAnnounced = false;
  kernel.broadcast = (type, content, extras) => outlet.publish(createMessage(session, type, content, extras));
  sockets.listen({
    onRequest: trace.incoming(createDispatcher(handlers, kernel, session, outlet)),
    onBytes: createHousekeeping({ giveBack: keepLittle }),
    onSubscribe(topic) {
      sockets.publish(createMessage(session, "iopub_welcome", { subscription: topic }), topic);
      // Said earlier, nobody would hear it, or somebody would hear it before the welcome that comes first.
      if (!isAnnounced) kernel.broadcast("status", { execution_state: "starting" });
      isAnnounced = true;
    },
  });
}

async function loadEngine(): Promise<CellEngine> {
  const [{ createCellTransformer }, { completeness }, magics] = await Promise.all([
    import("./cell/transform.ts"),
    import("./cell/completeness.ts"),
    import("./magics/read.ts"),
  ]);
  return { transformer: createCellTransformer(), completeness, magics };
}

/** Loads at the first call; tries again at the next one when that failed. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
