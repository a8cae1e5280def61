// The evaluator's second thread: hears the front on fd 3 while the main thread is busy, interrupts it, and passes debugger
// commands. When the front is gone it ends the process, whatever the main thread does.
import { writeSync } from "node:fs";
import inspector from "node:inspector";
import net from "node:net";
import { type MessagePort, parentPort } from "node:worker_threads";
import { FrameReader, frame } from "./frames.ts";
import { answers } from "./gate.ts";
import { Interrupter } from "./interrupter.ts";
import type {
  Acknowledgement,
  AgentMessage,
  AnswerMessage,
  AnswerPort,
  Command,
  MainMessage,
} from "./messages.ts";

const main = parentPort!;
const front = new net.Socket({ fd: 3, readable: true, writable: true });
const send = (message: AgentMessage): void => void front.write(Buffer.concat(frame(message)));
const post = (message: MainMessage): void => main.postMessage(message);
const interrupter = new Interrupter(post);
let answerPort: MessagePort | undefined;
main.on("message", (message: Acknowledgement | AnswerPort) => {
  if ("answers" in message) answerPort = message.answers;
  else if (message.ack) interrupter.acknowledge(message.ack);
  else listen();
});

/** The reasons of pauses where something is thrown. */
const exceptions = new Set(["exception", "promiseRejection"]);
const debuggee = new inspector.Session();
debuggee.connectToMainThread();
debuggee.on("inspectorNotification", ({ method, params }: { method: string; params?: unknown }) => {
  // The interrupter pauses the program itself, and what it ends throws: neither is a debugger's business.
  if (method === "Debugger.paused" && interrupter.isAtWork) {
    const { reason } = params as { reason: string };
    if (exceptions.has(reason)) debuggee.post("Debugger.resume");
  } else send({ type: "cdpEvent", method, params });
});

const handlers: { [T in Command["type"]]: (command: Extract<Command, { type: T }>) => void } = {
  run({ request }) {
    interrupter.handOver(request.cell);
    post({ type: "run", request });
  },
  deliver({ delivery }) {
    interrupter.handOver(delivery.cell);
    post({ type: "deliver", delivery });
  },
  async interrupt({ id }) {
    const forced = await interrupter.interrupt(id).catch((error: Error) => {
      writeSync(2, `interrupt: ${error.stack}\n`);
      return 0;
    });
    send({ type: "interrupted", id, forced });
  },
  answer({ id, answer }) {
    answerPort?.postMessage({ id, answer } satisfies AnswerMessage);
    answers.announce();
  },
  cdp({ id, method, params }) {
    debuggee.post(method, params, (error: Error | null, result?: unknown) =>
      send({ type: "cdp", id, ...(error ? { error: error.message } : { result }) }),
    );
  },
};

const frames = new FrameReader<Command>();
function listen(): void {
  front.on("data", (chunk) => {
    for (const command of frames.push(chunk)) handlers[command.type](command as never);
  });
}

// process.exit would end this thread only. The group holds the processes that cells have started.
function endAll(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL"); // no groups (Windows), or not its leader
  }
}
front.on("close", endAll);
front.on("error", () => {}); // "close" follows
