// A client's side of the protocol: requests that wait for their reply and for idle, and what a kernel broadcasts
// meanwhile. Knows nothing of notebooks, nor of where the kernel came from.
import { setTimeout as delay } from "node:timers/promises";
import {
  createMessage,
  createSession,
  type Json,
  type Message,
  type RequestChannel,
} from "../protocol/message.ts";
import type { RequestType } from "../protocol/requests.ts";
import { connectClientSockets } from "../wire/clientSockets.ts";
import type { KernelProcess } from "./startKernel.ts";

export interface RequestOptions {
  channel?: RequestChannel;
  /** Hears what iopub brings for this request, in order. */
  onBroadcast?: (message: Message) => void;
  /** Resolve with the reply alone: for requests that are answered while a cell runs. */
  withoutIdle?: boolean;
}

export interface Conversation {
  /** Resolves with the reply when idle has come as well; rejects when the kernel dies first. */
  request(type: RequestType, content: Json, options?: RequestOptions): Promise<Message>;
  /** Shuts the kernel down and waits for its end. */
  close(): Promise<void>;
}

interface Waiting extends RequestOptions {
  reply?: Message;
  idle: boolean;
  resolve(reply: Message): void;
  reject(error: Error): void;
}

/** How long a kernel may take to answer for the first time, and to end when it is asked to, in ms. */
const startLimit = 60_000;
const endLimit = 5_000;

/** How long the first question is waited for before it is put again, in ms. */
const askAgain = 100;

/** Connects, and waits until the kernel answers and its broadcasts arrive. */
export async function converse(kernel: KernelProcess): Promise<Conversation> {
  const session = createSession("cellgrad");
  const waiting = new Map<string, Waiting>();
  let death: Error | undefined;

  const sockets = connectClientSockets(kernel.connection, {
    onProblem: (problem) => process.stderr.write(`cellgrad: ${problem}\n`),
    onMessage(channel, message) {
      const id = message.parent_header.msg_id ?? "";
      const entry = waiting.get(id);
      if (!entry) return;
      if (channel !== "iopub") entry.reply = message;
      else if (message.header.msg_type !== "status") entry.onBroadcast?.(message);
      else if (message.content.execution_state === "idle") entry.idle = true;
      if (!entry.reply || !(entry.idle || entry.withoutIdle)) return;
      waiting.delete(id);
      entry.resolve(entry.reply);
    },
  });
  void kernel.exited.then((how) => {
    death = new Error(`the kernel ended: ${how}`);
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  });

  const request: Conversation["request"] = (type, content, options = {}) => {
    const message = createMessage(session, type, content);
    return new Promise((resolve, reject) => {
      if (death) return reject(death);
      waiting.set(message.header.msg_id, { ...options, idle: false, resolve, reject });
      sockets.send(options.channel ?? "shell", message);
    });
  };
  try {
    await hear(request, kernel);
  } catch (error) {
    await sockets.close();
    throw error;
  }
  return {
    request,
    async close() {
      request("shutdown_request", { restart: false }, { channel: "control" }).catch(() => {});
      const timer = setTimeout(() => kernel.kill(), endLimit);
      await kernel.exited;
      clearTimeout(timer);
      await sockets.close();
    },
  };
}

// The reply says that the kernel runs, but a subscription may arrive there later than the question: its idle is then lost,
// so ask until one is heard.
async function hear(request: Conversation["request"], kernel: KernelProcess): Promise<void> {
  const ask = () => {
    const asked = request("kernel_info_request", {}).then(() => true as const);
    asked.catch(() => {});
    return asked;
  };
  const limit = Date.now() + startLimit;
  while (Date.now() < limit) {
    if (await Promise.race([ask(), delay(askAgain, false as const)])) return;
  }
  kernel.kill();
  throw new Error(`the kernel did not answer within ${startLimit / 1000} s`);
}
