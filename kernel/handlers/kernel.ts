// What handlers share: the parts that answer questions and run cells. Interfaces only; `main.ts` puts the real ones in,
// tests put in small fakes.
import type { CellTransformer, Completeness } from "../cell/cell.ts";
import type { Checker } from "../check/checker.ts";
import type { History } from "../history/history.ts";
import type { Outputs } from "../outputs/outputs.ts";
import type { ReplyPayload } from "../protocol/evaluator.ts";
import type { Publish } from "../protocol/events.ts";
import type { Settings } from "../protocol/settings.ts";
import type { Debugging } from "./debugging.ts";
import type { Evaluation } from "./evaluation.ts";
import type { AskInput } from "./input.ts";
import type { Turns } from "./turns.ts";

export interface CellEngine {
  transformer: CellTransformer;
  completeness(source: string): Completeness;
  /** What finds and rewrites magics. */
  magics: typeof import("../magics/read.ts");
}

/** A cell on its way, from its request until its reply. */
export interface RunningCell {
  /** Stops what the cell does before and beside the evaluator; also aborted when the cell has ended. */
  abort: AbortController;
  /** Undefined when the client takes no questions. */
  askInput?: AskInput;
  /** What its reply will carry. */
  payloads: ReplyPayload[];
}

export interface Kernel {
  /** What `%config` changes. */
  settings: Settings;
  outputs: Outputs;
  evaluation: Evaluation;
  debugging: Debugging;
  history: History;
  /** Loaded at first use: the kernel answers `kernel_info` before. */
  engine(): Promise<CellEngine>;
  checker(): Promise<Checker>;
  /** By the numbers that `outputs` gave them. */
  running: Map<number, RunningCell>;
  /** What has to be done for one cell before the next one's turn. */
  turns: Turns;
  /** The ids of the subshells beside the main shell. */
  subshells: Set<string>;
  /** The open comms: their ids with their targets. */
  comms: Map<string, string>;
  /** Publishes what no request caused. */
  broadcast: Publish;
  /** Ends evaluator, checker and sockets, then the process. */
  stop(): Promise<void>;
  log(problem: string): void;
}
