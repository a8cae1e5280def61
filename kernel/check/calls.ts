// What the two threads of the checker say to each other: one call at a time, and its answer. Commits need no answer: they
// travel with the next call, so that a cell's run does not share the machine with them.
import type { PathMapping } from "../protocol/evaluator.ts";
import type { Checker } from "./checker.ts";

/** The calls, with the checker's own parameters and results. */
export type Calls = {
  [Name in "check" | "settle" | "complete" | "inspect" | "reset"]: {
    parameters: Parameters<Checker[Name]>;
    result: Awaited<ReturnType<Checker[Name]>>;
  };
};

export type CallName = keyof Calls;

export interface WorkerData {
  directory: string;
  library: string | undefined;
  /** Its first number is 1 while a server is being ended for taking too long. */
  stopped: SharedArrayBuffer;
}

export interface CallMessage {
  /** Cells that have joined the notebook since the last call. */
  committed: string[];
  name: CallName;
  parameters: unknown[];
}

export type Answer =
  | { type: "server"; pid: number | undefined }
  | { type: "paths"; paths: PathMapping }
  | { type: "ready" }
  | { type: "result"; value: unknown }
  | { type: "failed"; message: string };
