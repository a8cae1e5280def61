// What a magic is: a line that begins with % and is an order to the kernel, not TypeScript. Types only; a magic is one file
// and one line in `index.ts`.
import type { Figures } from "../protocol/evaluator.ts";
import type { Settings } from "../protocol/settings.ts";

/** What a magic may ask of the kernel's front process. */
export interface FrontHost {
  settings: Settings;
  /** Forgets all variables: a fresh evaluator. */
  reset(): Promise<void>;
}

/** A variable of the notebook with its value; no value when it has not been initialised. */
export interface Variable {
  name: string;
  value?: unknown;
}

/** What a magic may do in the evaluator, on behalf of the cell that uses it. */
export interface EvaluatorHost {
  /** The notebook's folder. */
  directory: string;
  write(text: string | Uint8Array, stream?: "stdout" | "stderr"): void;
  variables(): Promise<Variable[]>;
  figures(): Promise<Figures>;
  /** The devices that tensors live on, with the bytes of living ones and of those kept for reuse. */
  devices(): Promise<{ name: string; live: number; pooled: number }[]>;
  /** Called when the cell is interrupted before `work` is done. */
  whileInterruptible<T>(stop: () => void, work: Promise<T>): Promise<T>;
}

/**
 * What stands for a magic line when the cell runs. `before`: done before the rest of the cell is checked; its text is printed.
 * `run`: done by the evaluator when it comes to that line. `code`: TypeScript in the same line; what is kept of `args` stays in
 * its columns, so that errors point at it.
 */
export type Action =
  | { before: (args: string, front: FrontHost) => string | Promise<string> }
  | { run: (args: string, body: string, host: EvaluatorHost) => Promise<void> }
  | { code: (args: string, padding: string, syntax: Syntax) => string };

/** What a magic may ask about TypeScript. */
export interface Syntax {
  isExpression(text: string): boolean;
  /** True when the text could go on. */
  isOpen(text: string): boolean;
}

export interface Magic {
  name: string;
  /** With its %, as one would write it. */
  usage: string;
  summary: string;
  /** `%name args`, on a line of its own. */
  line?: Action;
  /** `%%name args` on the first line; the rest of the cell is its body. */
  cell?: Action;
  /** The body is no TypeScript. */
  foreign?: boolean;
  /** What `args` may become at its end. */
  complete?: (args: string) => string[];
}

/** A magic was not used as it can be. */
export class MagicError extends Error {
  override readonly name = "MagicError";
}
