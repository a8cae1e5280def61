// A client's five sockets: the other end of `kernelSockets.ts`, over the same codec. What a conversation with a kernel is
// (requests waiting for replies, a notebook's run) is not its business.
import { curveKeyPair, Dealer, Request, type Socket, Subscriber } from "zeromq";
import type { Message, RequestChannel } from "../protocol/message.ts";
import { uuid } from "../protocol/uuid.ts";
import { decode, encode } from "./codec.ts";
import { type Connection, endpoint } from "./connection.ts";
import { receiveAll } from "./receive.ts";
import { createSendQueue, type SendQueue } from "./sendQueue.ts";
import { createSigner } from "./signer.ts";

const dealerChannels = ["shell", "control", "stdin"] as const;

/** How often a kernel that has not bound its sockets yet is tried again, in ms. */
const reconnectInterval = 10;

export interface ClientSocketListeners {
  /** A reply, an input request, or a broadcast. */
  onMessage(channel: RequestChannel | "iopub", message: Message): void;
  onProblem(problem: string): void;
}

export interface ClientSockets {
  send(channel: RequestChannel, message: Message<unknown>): void;
  /** True when the kernel echoes within `timeout` ms. One at a time. */
  heartbeat(timeout: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Connects at once; a kernel that is still starting is found when it binds. */
export function connectClientSockets(
  connection: Connection,
  listeners: ClientSocketListeners,
): ClientSockets {
  const signer = createSigner(connection.key, connection.signature_scheme);
  const problem = (error: unknown) => listeners.onProblem(String(error));
  const routingId = uuid();
  const curve = connection.curve_publickey
    ? { server: connection.curve_publickey, own: curveKeyPair() }
    : undefined;
  const prepare = <S extends Socket>(socket: S): S => {
    socket.linger = 500;
    socket.reconnectInterval = reconnectInterval;
    if (curve) {
      socket.curveServerKey = curve.server;
      socket.curvePublicKey = curve.own.publicKey;
      socket.curveSecretKey = curve.own.secretKey;
    }
    return socket;
  };
  const dealers = Object.fromEntries(
    dealerChannels.map((channel) => [channel, prepare(new Dealer({ routingId, sendHighWaterMark: 0 }))]),
  ) as Record<RequestChannel, Dealer>;
  const iopub = prepare(new Subscriber({ receiveHighWaterMark: 0 }));
  iopub.linger = 0;
  const newHeart = () => {
    const socket = prepare(new Request({ linger: 0 }));
    socket.connect(endpoint(connection, "hb"));
    return socket;
  };
  let heart: Request | undefined;

  const queues = new Map<Dealer, SendQueue>();
  for (const channel of dealerChannels) {
    dealers[channel].connect(endpoint(connection, channel));
    queues.set(dealers[channel], createSendQueue(dealers[channel], problem));
  }
  iopub.connect(endpoint(connection, "iopub"));
  iopub.subscribe();

  const take = (channel: RequestChannel | "iopub") => (frames: Buffer[]) => {
    const decoded = decode(frames, signer);
    if ("problem" in decoded) listeners.onProblem(`${channel}: ${decoded.problem}`);
    else listeners.onMessage(channel, decoded.message);
  };
  const loops = [
    ...dealerChannels.map((channel) => receiveAll(dealers[channel], take(channel), problem)),
    receiveAll(iopub, take("iopub"), problem),
  ];

  return {
    send: (channel, message) => queues.get(dealers[channel])!.send(encode(message, [], signer)),
    async heartbeat(timeout) {
      heart ??= newHeart();
      heart.sendTimeout = timeout;
      heart.receiveTimeout = timeout;
      try {
        await heart.send("ping");
        await heart.receive();
        return true;
      } catch {
        heart.close();
        heart = undefined;
        return false;
      }
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.flushed()));
      for (const socket of [...Object.values(dealers), iopub, heart]) socket?.close();
      await Promise.all(loops);
    },
  };
}
