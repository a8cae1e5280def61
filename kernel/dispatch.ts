// Takes requests in, gives answers out. The only place that says busy and idle, makes replies and keeps the queues: cells
// run one after the other, and what does not need them is answered beside them.
import type { Handler, Handlers, Lane } from "./handlers/handler.ts";
import type { AskInput } from "./handlers/input.ts";
import type { Kernel } from "./handlers/kernel.ts";
import { createInputRequests } from "./inputRequests.ts";
import type { Publish } from "./protocol/events.ts";
import { ProtocolError, readFields } from "./protocol/fields.ts";
import {
  childOf,
  type Header,
  type Incoming,
  type Message,
  type RequestChannel,
  type Session,
} from "./protocol/message.ts";
import type { AbortedReply, ErrorReply } from "./protocol/replies.ts";
import { isRequestType, type RequestType, replyType, requests } from "./protocol/requests.ts";

/** The way out; the sockets, or a test's list. */
export interface Outlet {
  send(channel: RequestChannel, identities: Uint8Array[], message: Message<unknown>): void;
  publish(message: Message<unknown>): void;
}

type Job = { incoming: Incoming; run: () => Promise<void>; abort: () => void };

export function createDispatcher(
  handlers: Handlers,
  kernel: Kernel,
  session: Session,
  outlet: Outlet,
): (incoming: Incoming) => void {
  /** By lane, those for cells also by subshell. */
  const queues = new Map<string, Job[]>();
  const inputs = createInputRequests(session, (identities, message) =>
    outlet.send("stdin", identities, message),
  );
  /** One a shell at most, the latest last. */
  const runningCells = new Set<Publish>();

  // It is kept for output that comes late: the request's content and buffers are not to be kept with it.
  const publisher =
    (header: Header): Publish =>
    (type, content, extras) =>
      outlet.publish(childOf({ header }, session, type, content, extras));

  const answer = ({ channel, identities, message }: Incoming, content: unknown, metadata = {}) => {
    const type = replyType(message.header.msg_type as RequestType);
    if (type) outlet.send(channel, identities, childOf(message, session, type, content, { metadata }));
  };

  /** Busy, then the work, then idle: for every request, whatever happens. */
  const within = async (incoming: Incoming, work: (publish: Publish) => Promise<void> | void) => {
    const publish = publisher(incoming.message.header);
    publish("status", { execution_state: "busy" });
    try {
      await work(publish);
    } catch (error) {
      const type = incoming.message.header.msg_type;
      kernel.log(
        error instanceof ProtocolError ? error.message : `${type}: ${(error as Error).stack ?? error}`,
      );
      answer(incoming, failure(error));
    }
    publish("status", { execution_state: "idle" });
    // Front ends show the last status they heard, whosever it is: a cell that still runs says so again.
    const [running] = [...runningCells].filter((other) => other !== publish).slice(-1);
    // Not as the cell's own message where the debugger asks: JupyterLab asks it about every message of a cell.
    const say = incoming.message.header.msg_type === "debug_request" ? running && publish : running;
    say?.("status", { execution_state: "busy" });
  };

  const abort = (incoming: Incoming) =>
    void within(incoming, () => answer(incoming, { status: "aborted" } satisfies AbortedReply));

  async function handle<T extends RequestType>(
    incoming: Incoming,
    type: T,
    handler: Handler<T>,
  ): Promise<void> {
    let after: (() => Promise<void>) | undefined;
    let aborted: Job[] = [];
    await within(incoming, async (publish) => {
      if (handler.lane === "cells") runningCells.add(publish);
      try {
        const { message } = incoming;
        const content = readFields(requests[type].fields, message.content, type);
        const askInput: AskInput = (question, signal) => inputs.ask(incoming, question, signal);
        const result = await handler.handle({ content, message, publish, askInput } as never, kernel);
        after = result.after;
        const queue = queues.get(queueName(incoming, handler.lane));
        if (result.abortQueue && queue) {
          await allArrived();
          aborted = queue.splice(1);
        }
        answer(incoming, result.reply, result.metadata);
      } finally {
        runningCells.delete(publish);
      }
    });
    for (const job of aborted) job.abort();
    await after?.().catch((error: unknown) => kernel.log(`${type}: after the reply: ${error}`));
  }

  const drain = async (name: string, queue: Job[]) => {
    for (let job = queue[0]; job; job = queue[0]) {
      if (isDeleted(subshellOf(job.incoming))) job.abort();
      else await job.run();
      queue.shift();
    }
    queues.delete(name);
  };

  const isDeleted = (subshell: string) => subshell !== "" && !kernel.subshells.has(subshell);

  return (incoming) => {
    const type = incoming.message.header.msg_type;
    if (incoming.channel === "stdin") {
      if (!inputs.take(incoming)) kernel.log(`stdin: nothing was asked: ${type}`);
      return;
    }
    if (!isRequestType(type)) {
      if (type.endsWith("_request"))
        void within(incoming, () => answer(incoming, failure(unknownRequest(type))));
      else kernel.log(`${incoming.channel}: unknown message: ${type}`);
      return;
    }
    if (isDeleted(subshellOf(incoming)))
      return void within(incoming, () =>
        answer(incoming, failure(new Error(`${type}: unknown subshell: ${subshellOf(incoming)}`))),
      );
    const handler = handlers[type] as Handler<typeof type>;
    const job = { incoming, run: () => handle(incoming, type, handler), abort: () => abort(incoming) };
    if (handler.lane === "none") return void job.run();
    const name = queueName(incoming, handler.lane);
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    queue.push(job);
    if (queue.length === 1) void drain(name, queue);
  };
}

/** The subshell that a request names; empty for the main shell. */
function subshellOf({ channel, message }: Incoming): string {
  const { subshell_id: id } = message.header;
  return channel === "shell" && typeof id === "string" ? id : "";
}

const queueName = (incoming: Incoming, lane: Lane): string =>
  lane === "cells" ? `${lane} ${subshellOf(incoming)}` : lane;

/** Lets the sockets hand over what was sent before the failure was known. */
async function allArrived(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function unknownRequest(type: string): Error {
  const error = new Error(`${type}: this kernel does not know this request`);
  error.name = "UnknownRequest";
  return error;
}

function failure(error: unknown): ErrorReply {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
