// What the kernel asks of a type checker. The one implementation drives TypeScript's native server; this interface is the
// door that lets it be swapped. Offsets are UTF-16 from the start of the user's cell.
import type { PathMapping } from "../protocol/evaluator.ts";

/** How bad a diagnostic is: an error stops the cell, a hint is shown beside its output. */
export type Severity = "error" | "hint";

export interface Diagnostic {
  severity: Severity;
  /** TypeScript's number, e.g. 2345. */
  code: number;
  /** One sentence; where a shape rule speaks, that sentence alone. */
  message: string;
  /** Offsets into the cell. */
  start: number;
  end: number;
  /** What TypeScript adds: where the other declaration stands, did-you-mean. */
  related: string[];
}

export interface CompletionEntry {
  text: string;
  /** TypeScript's kind: `method`, `property`, `const`, `function`, … */
  kind: string;
  signature?: string;
}

export interface Completions {
  entries: CompletionEntry[];
  /** The range that an entry replaces. */
  start: number;
  end: number;
}

export interface Inspection {
  /** The signature or type, as TypeScript writes it. */
  signature: string;
  /** The doc comment, as Markdown, with its tags. */
  documentation: string;
  start: number;
  end: number;
}

export interface Checker {
  /** Resolves when the first check would be answered at once. */
  readonly ready: Promise<void>;
  /** The process that knows the types; undefined between two of them. */
  readonly serverPid?: number | undefined;
  /** Where the notebook's tsconfig says that specifiers lead; as of the last check. */
  readonly paths?: PathMapping;
  /** Checks a cell against all committed cells. Keeps nothing. */
  check(source: string): Promise<Diagnostic[]>;
  /**
   * Makes the cell last checked part of the notebook: every later call sees its declarations. Call it when the cell has
   * started to run.
   */
  commit(source: string): void;
  /** Work that may wait until the reply is out: cell summaries, window roll-over. */
  settle(): Promise<void>;
  complete(source: string, offset: number): Promise<Completions>;
  /** What stands at an offset, or the call around it; undefined when nothing does. */
  inspect(source: string, offset: number): Promise<Inspection | undefined>;
  /** Forgets all cells: the evaluator was replaced. */
  reset(): Promise<void>;
  close(): void;
}
