// What travels between the front's client, the agent thread and the main thread. Types only. Runs go front → agent → main;
// replies and displays go main → front on the payload pipe; interrupts are between front and agent.
import type { MessagePort } from "node:worker_threads";
import type {
  CommMessage,
  Delivery,
  ErrorReport,
  Question,
  QuestionAnswer,
  ReplyPayload,
  RunRequest,
} from "../protocol/evaluator.ts";
import type { DisplayData, MimeBundle } from "../protocol/mime.ts";

/** Front → agent, on fd 3. */
export type Command =
  | { type: "run"; request: RunRequest }
  | { type: "deliver"; delivery: Delivery }
  | { type: "interrupt"; id: number }
  | { type: "answer"; id: number; answer: QuestionAnswer }
  | { type: "cdp"; id: number; method: string; params?: object };

/** Agent → front, on fd 3. `forced` counts the terminations that an interrupt took. */
export type AgentMessage =
  | { type: "interrupted"; id: number; forced: number }
  | { type: "cdp"; id: number; error?: string; result?: unknown }
  | { type: "cdpEvent"; method: string; params: unknown };

/**
 * Agent → main thread. A `nudge` does nothing: a termination that came too late hits it. `forced`: something was terminated;
 * `tore`: perhaps this package's own modules while they loaded. `tidy`: large messages have come, and nothing for a while.
 */
export type MainMessage =
  | { type: "run"; request: RunRequest }
  | { type: "deliver"; delivery: Delivery }
  | { type: "interrupt"; id: number; cells: readonly number[]; forced: boolean; tore: boolean }
  | { type: "nudge" }
  | { type: "tidy" };

/** Main thread → agent: the interrupt of that id has been answered; 0: the main thread listens. */
export interface Acknowledgement {
  ack: number;
}

/** Main thread → agent, first of all: where answers to its questions go. */
export interface AnswerPort {
  answers: MessagePort;
}

/** Agent → main thread, on that port: it can be read also by a thread that waits. */
export interface AnswerMessage {
  id: number;
  answer: QuestionAnswer;
}

/** How a cell ended, as far as its own process can say. */
export type Ending =
  | { status: "ok"; result?: { data: MimeBundle; metadata: Record<string, unknown> } }
  | { status: "error"; error: ErrorReport }
  | { status: "interrupted" };

/**
 * Main thread → front, on fd 4. A `hold` takes a place for a display that is still to be drawn; `rendering` says that the
 * drawing goes on, `fill` that it is done, without a display where nothing is to be shown.
 */
export type Payload =
  | { type: "ready" }
  | { type: "reply"; cell: number; outcome: Ending }
  | { type: "display"; cell: number; display: DisplayData; update: boolean }
  | { type: "hold"; cell: number; place: number }
  | { type: "rendering"; cell: number; place: number }
  | { type: "fill"; cell: number; place: number; display?: DisplayData; update: boolean }
  | { type: "clear"; cell: number; wait: boolean }
  | { type: "question"; cell: number; id: number; question: Question }
  | { type: "payload"; cell: number; payload: ReplyPayload }
  | { type: "comm"; cell: number; message: CommMessage }
  | { type: "adopt"; cell: number; by: number };

/** A payload with its place in the timeline. */
export type Numbered = Payload & { seq: number };
