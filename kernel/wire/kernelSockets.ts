// The kernel's five sockets. With `clientSockets.ts` the one door to `zeromq`. Knows bytes, channels and identities; what a
// message asks for is not its business.

import { createRequire } from "node:module";
import type { Router, Socket, XPublisher } from "zeromq";
import type { Incoming, Message, RequestChannel } from "../protocol/message.ts";
import { decode, encode } from "./codec.ts";
import { type Connection, endpoint } from "./connection.ts";
import { receiveAll } from "./receive.ts";
import { createSendQueue, type SendQueue } from "./sendQueue.ts";
import { createSigner } from "./signer.ts";

// Node would first search the text of a package that is imported for what it exports: that takes as long as loading this one.
const zeromq = createRequire(import.meta.url)("zeromq") as typeof import("zeromq");

const requestChannels = ["shell", "control", "stdin"] as const;

export interface KernelSocketListeners {
  onRequest(incoming: Incoming): void;
  /** So many bytes have come, whether or not they were a message. */
  onBytes?(count: number): void;
  /** A client subscribed to iopub; the topic is empty for all of it. */
  onSubscribe(topic: string): void;
}

export interface KernelSockets {
  /** Starts to receive. */
  listen(listeners: KernelSocketListeners): void;
  send(channel: RequestChannel, identities: Uint8Array[], message: Message<unknown>): void;
  /** Broadcasts on iopub; the topic is the message's type unless another is given. */
  publish(message: Message<unknown>, topic?: string): void;
  /** Lets queued messages go out, then closes; what is sent from here on has no listener. */
  close(): Promise<void>;
}

/** How long messages may still travel after a socket was closed, in ms. */
const linger = 500;

/**
 * Binds all sockets; rejects when an address is taken. `onProblem` hears what could not be read or sent; the kernel lives on.
 */
export async function openKernelSockets(
  connection: Connection,
  onProblem: (problem: string) => void,
): Promise<KernelSockets> {
  const signer = createSigner(connection.key, connection.signature_scheme);
  const problem = (error: unknown) => onProblem(String(error));
  const routers = Object.fromEntries(
    requestChannels.map((channel) => [channel, new zeromq.Router({ handover: true })]),
  ) as Record<RequestChannel, Router>;
  const iopub = new zeromq.XPublisher();
  iopub.verbosity = "allSubs";
  const heartbeat = new zeromq.Router({ handover: true }); // a REP socket stops at the first message that is no request
  const bound: [keyof typeof routers | "iopub" | "hb", Router | XPublisher][] = [
    ...requestChannels.map((channel) => [channel, routers[channel]] as [RequestChannel, Router]),
    ["iopub", iopub],
    ["hb", heartbeat],
  ];
  for (const [, socket] of bound) {
    socket.linger = linger;
    socket.sendHighWaterMark = 0;
    socket.receiveHighWaterMark = 0;
    encrypt(socket, connection);
  }
  await Promise.all(bound.map(([channel, socket]) => bind(socket, endpoint(connection, channel))));

  const queues = new Map<Socket, SendQueue>();
  for (const socket of [...Object.values(routers), iopub]) {
    queues.set(socket, createSendQueue(socket, problem));
  }
  let loops: Promise<void>[] = [];
  let closing = false;

  return {
    listen({ onRequest, onSubscribe, onBytes }) {
      const takeRequest = (channel: RequestChannel) => (frames: Uint8Array[]) => {
        onBytes?.(frames.reduce((sum, frame) => sum + frame.length, 0));
        const decoded = decode(frames, signer);
        if ("problem" in decoded) onProblem(`${channel}: ${decoded.problem}`);
        else onRequest({ channel, ...decoded });
      };
      const takeSubscription = ([frame]: Buffer[]) => {
        if (frame?.[0] === 1) onSubscribe(frame.subarray(1).toString("utf8"));
      };
      loops = [
        ...requestChannels.map((channel) => receiveAll(routers[channel], takeRequest(channel), problem)),
        receiveAll(iopub, takeSubscription, problem),
        receiveAll(heartbeat, (frames) => heartbeat.send(frames), problem),
      ];
    },
    send(channel, identities, message) {
      if (!closing) queues.get(routers[channel])!.send(encode(message, identities, signer));
    },
    publish(message, topic = message.header.msg_type) {
      if (!closing) queues.get(iopub)!.send(encode(message, [Buffer.from(topic)], signer));
    },
    async close() {
      closing = true;
      await Promise.all([...queues.values()].map((queue) => queue.flushed()));
      for (const [, socket] of bound) socket.close();
      await Promise.all(loops);
    },
  };
}

async function bind(socket: Router | XPublisher, address: string): Promise<void> {
  try {
    await socket.bind(address);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const remedy =
      code === "EADDRINUSE" ? "another kernel listens there: start this one with a new file" : "";
    throw new Error(
      `connection file: its address cannot be used: ${address}: ${message}${remedy && `\nhelp: ${remedy}`}`,
    );
  }
}

function encrypt(socket: Socket, connection: Connection): void {
  if (!connection.curve_secretkey) return;
  socket.curveServer = true;
  socket.curveSecretKey = connection.curve_secretkey;
}
