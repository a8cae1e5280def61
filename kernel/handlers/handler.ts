// What a message handler is. It only answers: busy, idle, the reply's envelope and the queues are `dispatch.ts`'s.
import type { Publish } from "../protocol/events.ts";
import type { Json, Message } from "../protocol/message.ts";
import type { ErrorReply } from "../protocol/replies.ts";
import type { ReplyContent, RequestContent, RequestType } from "../protocol/requests.ts";
import type { AskInput } from "./input.ts";
import type { Kernel } from "./kernel.ts";

/**
 * What a request waits for. `cells`: for the cells before it. `checker`: for the questions to the checker before it, not for
 * cells. `debugger`: for the debugger's requests before it. `none`: for nothing.
 */
export type Lane = "cells" | "checker" | "debugger" | "none";

export interface Ask<T extends RequestType> {
  content: RequestContent<T>;
  message: Message;
  /** Broadcasts as a child of this request. */
  publish: Publish;
  /** Asks the client that sent this request. */
  askInput: AskInput;
}

export interface Answer<T extends RequestType> {
  /** `undefined` where the protocol has no reply. */
  reply: ReplyContent<T> | ErrorReply;
  metadata?: Json;
  /** The requests that wait in the same lane are answered `aborted`. */
  abortQueue?: boolean;
  /** Work for when the reply is out; the lane waits for it. */
  after?: () => Promise<void>;
}

export interface Handler<T extends RequestType> {
  lane: Lane;
  handle(ask: Ask<T>, kernel: Kernel): Answer<T> | Promise<Answer<T>>;
}

export type Handlers = { [T in RequestType]: Handler<T> };
