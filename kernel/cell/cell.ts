// What the cell engine gives: a cell as a script, or the place where it does not parse. Types only; the verbs are the
// other files of this folder, `transform.ts` is their table of contents.
import type { PositionMap } from "../protocol/evaluator.ts";

/** A name that a cell declares at its top level. */
export interface Declaration {
  name: string;
  /** `lexical`: let, const, class, import. `variable`: var, function, enum, namespace. `type`: no run-time value. */
  kind: "lexical" | "variable" | "type";
  /** The name in the script; differs where it would shadow a global or clash with an earlier declaration's kind. */
  emitted: string;
}

/** A cell that can run. */
export interface Script {
  code: string;
  map?: PositionMap;
  declarations: Declaration[];
  /** The last statement is an expression (without `;` after it): its value is left in `$k.v[id]`. */
  hasResult: boolean;
}

/** A cell that does not parse. */
export interface SyntaxProblem {
  message: string;
  /** Offsets into the cell. */
  start: number;
  end: number;
}

/** What `is_complete_request` wants to know. */
export type Completeness =
  | { status: "complete" }
  | { status: "invalid" }
  | { status: "incomplete"; indent: string };

/** Remembers which names are declared as what, between cells. */
export interface CellTransformer {
  /** Pure but for the memory of committed cells. `id` is the run's number (`$k.on(id, …)`). */
  transform(source: string, id: number): { script: Script } | { problem: SyntaxProblem };
  /** The cell has run (also when it threw): its declarations now exist. */
  commit(script: Script): void;
  /** The variables declared so far, each with its name in scripts. */
  names(): { name: string; emitted: string }[];
  /** Forgets all: the evaluator was replaced. */
  reset(): void;
}
