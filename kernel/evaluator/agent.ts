// The evaluator's second thread: hears the front on fd 3 while the main thread is busy, interrupts it, and passes debugger
// commands. When the front is gone it ends the process, whatever the main thread does.
import { writeSync } from "node:fs";
import net from "node:net";
import { type MessagePort, parentPort } from "node:worker_threads";
import { createHousekeeping } from "../housekeeping.ts";
import { DebuggedThread } from "./debuggee.ts";
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

const debuggee = new DebuggedThread((method, params) => send({ type: "cdpEvent", method, params }));

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
    const forced = await debuggee
      .during(() => interrupter.interrupt(id))
      .catch((error: Error) => {
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
    debuggee.send(method, params, (answer) => send({ type: "cdp", id, ...answer }));
  },
};

const frames = new FrameReader<Command>();
const housekeeping = createHousekeeping({ least: 1_000_000, giveBack: () => post({ type: "tidy" }) });
function listen(): void {
  front.on("data", (chunk) => {
    housekeeping(chunk.length);
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
