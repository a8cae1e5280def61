// What the front and the evaluator process say to each other. Plain data: it travels as MessagePack-like frames
// (`v8.serialize`). Not Jupyter messages: those are in `message.ts`.
import type { DisplayData, MimeBundle } from "./mime.ts";

/** One executable cell, as `cell/` made it. */
export interface RunRequest {
  /** Unique in the life of the kernel, also across evaluators; never reused. Output is attributed to it. */
  cell: number;
  /** The number the user sees: `In[3]`. */
  executionCount: number;
  /** The script's URL, as stacks and the debugger show it. */
  url: string;
  /** The script for V8's REPL mode. */
  code: string;
  /** Present only where stripping types moved code: maps script positions back to the user's cell. */
  map?: PositionMap;
  /** The user's text, for code frames. */
  source: string;
  /** True when `$k.v[cell]` holds the value to show after the run. */
  hasResult: boolean;
  /** No output and no history are wanted. */
  silent: boolean;
  /** Exceptions may pause the program. */
  breakOnExceptions?: boolean;
  /** Show all frames of errors, not only the user's. */
  fullTracebacks?: boolean;
  /** Where the notebook's tsconfig says that specifiers lead. */
  paths?: PathMapping;
}

/** A tsconfig's `paths`: patterns with at most one `*`, and the absolute files or patterns that may be meant, in order. */
export type PathMapping = Record<string, string[]>;

/** Source map v3 mappings from the script to the user's text. */
export interface PositionMap {
  mappings: string;
}

/** One line of a traceback, already in the user's terms. */
export interface Frame {
  /** The function's name, empty at a cell's top level. */
  name: string;
  /** A cell's number for `Cell In[3]`, or a file's path. */
  cell?: number;
  file?: string;
  /** Both from 1. */
  line: number;
  column: number;
}

/** An error as the user should see it. */
export interface ErrorReport {
  ename: string;
  evalue: string;
  /** Lines with ANSI colours: heading, code frame, frames, causes. */
  traceback: string[];
  frames: Frame[];
}

/** How a cell ended. */
export type RunOutcome =
  | { status: "ok"; result?: { data: MimeBundle; metadata: Record<string, unknown> } }
  | { status: "error"; error: ErrorReport }
  | { status: "interrupted" }
  | { status: "died"; death: Death };

/** Why the evaluator process ended. */
export interface Death {
  code: number | null;
  signal: string | null;
  /** The last words on its stderr: V8's fatal errors come there. */
  stderr: string;
}

/** What code in the evaluator may ask the front, by name: the question and its answer. */
export interface Questions {
  /** A line that the user types. */
  input: { question: { prompt: string; password: boolean }; answer: string };
  /** The notebook's variables: their names, and what the scripts call them. */
  names: { question: object; answer: { name: string; emitted: string }[] };
  figures: { question: object; answer: Figures };
}

/** What the front knows of the kernel. Bytes and seconds. */
export interface Figures {
  uptime: number;
  cells: number;
  comms: number;
  subshells: number;
  frontMemory: number;
  /** Of the TypeScript server; missing where the system does not tell. */
  checkerMemory?: number;
}

export type Question = { [K in keyof Questions]: { kind: K } & Questions[K]["question"] }[keyof Questions];

/** What the front answers; a problem becomes an error at the place that asked. */
export type QuestionAnswer = { value: unknown } | { problem: string };

/** What goes to the front end with a cell's reply, and is part of no output. */
export type ReplyPayload =
  | { source: "set_next_input"; text: string; replace: boolean }
  | { source: "page"; data: MimeBundle; start: number };

/** A message of a comm, in either direction. */
export interface CommMessage {
  kind: "open" | "msg" | "close";
  id: string;
  /** Says what the comm is for; only when it is opened. */
  target?: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** A front end's comm message on its way to the code that handles it, under a number like a cell's. */
export interface Delivery {
  cell: number;
  message: CommMessage;
}

/** What a cell shows. */
export type OutputEvent =
  | { type: "stream"; cell: number; name: "stdout" | "stderr"; text: string }
  | { type: "display"; cell: number; display: DisplayData; update: boolean }
  | { type: "clear"; cell: number; wait: boolean };

/** What reaches the front between a run and its outcome, in one total order. */
export type EvaluatorEvent =
  | OutputEvent
  | { type: "question"; cell: number; id: number; question: Question }
  | { type: "payload"; cell: number; payload: ReplyPayload }
  | { type: "comm"; cell: number; message: CommMessage }
  /** From here on, what `cell` shows belongs to the cell `by`. */
  | { type: "adopt"; cell: number; by: number };

/** The front's handle on an evaluator process; `evaluator/client.ts` implements it. */
export interface EvaluatorClient {
  readonly pid: number;
  /** Resolves when the process can run cells; rejects when it died before. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended. */
  readonly died: Promise<Death>;
  /** Runs a cell; waits first for an interrupt under way. Never rejects. The outcome comes after all of the cell's events. */
  run(request: RunRequest): Promise<RunOutcome>;
  /** Hands a comm message to its handlers; resolves when they are done. Never rejects. */
  deliver(delivery: Delivery): Promise<RunOutcome>;
  /** Stops what runs, and keeps all state. Resolves when the evaluator is ready for the next cell. */
  interrupt(): Promise<void>;
  /** Answers a question that came as an event. */
  answer(id: number, answer: QuestionAnswer): void;
  /**
   * A command of the Chrome DevTools Protocol, answered by the agent thread also while a cell is busy or paused. Rejects with
   * the inspector's words, or when the evaluator has ended.
   */
  cdp(method: string, params?: object): Promise<unknown>;
  /** Called for each event of that protocol. */
  onCdpEvent: (method: string, params: unknown) => void;
  /** Called for each event; set once, before the first run. */
  onEvent: (event: EvaluatorEvent) => void;
  /** Ends the process and its group. */
  kill(): Promise<Death>;
}
