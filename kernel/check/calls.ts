// What the two threads of the checker say to each other: one call at a time, and its answer.
import type { Checker } from "./checker.ts";

/** The calls, with the checker's own parameters and results. */
export type Calls = {
  [Name in "check" | "commit" | "settle" | "complete" | "inspect" | "reset"]: {
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
  name: CallName;
  parameters: unknown[];
}

export type Answer =
  | { type: "server"; pid: number | undefined }
  | { type: "ready" }
  | { type: "result"; value: unknown }
  | { type: "failed"; message: string };
