// A kernel under a stopwatch: started from a kernelspec's argv, asked over its sockets, each answer with its times. The same
// for every Jupyter kernel, so that figures of several kernels can stand in one table. Not a client for users.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KernelProcess, startKernel } from "../../kernel/client/startKernel.ts";
import { createMessage, createSession, type Json, type Message } from "../../kernel/protocol/message.ts";
import { connectClientSockets } from "../../kernel/wire/clientSockets.ts";

export interface Timed {
  reply: Message;
  /** Everything that iopub brought for the request. */
  broadcasts: Message[];
  /** From sending the request until its reply, and until reply and idle have both come, in ms. */
  replied: number;
  idle: number;
}

export interface TimedKernel {
  process: KernelProcess;
  /** The time at which the process was started, as `performance.now` gives it. */
  started: number;
  request(type: string, content?: Json, channel?: "shell" | "control"): Promise<Timed>;
  /** Resolves with the reply; idle may be lost while iopub is still connecting. */
  reply(type: string, content?: Json, channel?: "shell" | "control"): Promise<Message>;
  execute(code: string): Promise<Timed>;
  /** How long an echo of the heartbeat took, in ms. */
  heartbeat(): Promise<number>;
  close(): Promise<void>;
}

interface Asked {
  sent: number;
  reply?: Message;
  replied: number;
  broadcasts: Message[];
  isIdle: boolean;
  onReply(reply: Message): void;
  onIdle(timed: Timed): void;
}

const session = createSession("bench");

/** Starts a kernel in an empty folder, without waiting for it. */
export async function startTimed(
  argv: readonly string[],
  env?: Record<string, string>,
): Promise<TimedKernel> {
  const directory = await mkdtemp(join(tmpdir(), "cellgrad-bench-"));
  const started = performance.now();
  const kernel = await startKernel({
    argv,
    env,
    directory,
    runtimeFolder: directory,
    onText: (text) => void process.stderr.write(text),
  });
  const open = new Map<string, Asked>();
  const sockets = connectClientSockets(kernel.connection, {
    onProblem: (problem) => console.error(problem),
    onMessage(channel, message) {
      const now = performance.now();
      const asked = open.get(message.parent_header.msg_id ?? "");
      if (!asked) return;
      if (channel !== "iopub") {
        asked.reply = message;
        asked.replied = now - asked.sent;
        asked.onReply(message);
      } else if (message.content.execution_state === "idle") asked.isIdle = true;
      else asked.broadcasts.push(message);
      const { reply, replied, broadcasts, isIdle } = asked;
      if (reply && isIdle) asked.onIdle({ reply, broadcasts, replied, idle: now - asked.sent });
    },
  });

  const ask = (type: string, content: Json, channel: "shell" | "control", on: Partial<Asked>) => {
    const message = createMessage(session, type, content);
    const asked = { replied: 0, broadcasts: [], isIdle: false, onReply() {}, onIdle() {}, ...on };
    open.set(message.header.msg_id, { ...asked, sent: performance.now() });
    sockets.send(channel, message);
  };
  const request: TimedKernel["request"] = (type, content = {}, channel = "shell") =>
    new Promise((onIdle) => ask(type, content, channel, { onIdle }));
  return {
    process: kernel,
    started,
    request,
    reply: (type, content = {}, channel = "shell") =>
      new Promise((onReply) => ask(type, content, channel, { onReply })),
    execute: (code) => request("execute_request", { code, silent: false, store_history: true }),
    async heartbeat() {
      const sent = performance.now();
      if (!(await sockets.heartbeat(10_000))) throw new Error("heartbeat: the kernel does not answer");
      return performance.now() - sent;
    },
    async close() {
      ask("shutdown_request", { restart: false }, "control", {});
      await kernel.exited;
      await sockets.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
