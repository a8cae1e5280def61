// For tests only: a real evaluator process with a folder of its own, fed with scripts as the cell transform writes them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { EvaluatorClient, EvaluatorEvent, RunOutcome } from "../protocol/evaluator.ts";
import { startEvaluator } from "./client.ts";

export const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

export class TestNotebook {
  readonly folder: string = realpathSync(mkdtempSync(path.join(tmpdir(), "cellgrad-evaluator-")));
  readonly events: EvaluatorEvent[] = [];
  readonly evaluator: EvaluatorClient;
  /** The number of the cell run last. */
  cell = 0;

  constructor(execArgv: string[] = []) {
    this.evaluator = startEvaluator({ directory: this.folder, execArgv });
    this.evaluator.onEvent = (event) => this.events.push(event);
  }

  /** Runs a script; `#` in it stands for the cell's number, and `$k.v=` makes a result. */
  run(code: string): Promise<RunOutcome> {
    const cell = ++this.cell;
    const script = code
      .replaceAll("$k.v=", `$k.v[${cell}]=`)
      .replaceAll("$k.on(#", `$k.on(${cell}`)
      .replaceAll("(#", `(${cell}`)
      .replaceAll("[#]", `[${cell}]`);
    return this.evaluator.run({
      cell,
      executionCount: cell,
      url: `cell-${cell}.ts`,
      code: script,
      source: script,
      hasResult: script.includes("$k.v["),
      silent: false,
    });
  }

  /** The text of a cell's result; the outcome as JSON where there is none. */
  async value(code: string): Promise<unknown> {
    const outcome = await this.run(code);
    return outcome.status === "ok" && outcome.result ? outcome.result.data["text/plain"] : describe(outcome);
  }

  /** Runs a script, interrupts it after a moment, and gives its outcome. */
  async interrupted(code: string, moment = 40): Promise<RunOutcome["status"]> {
    const outcome = this.run(code);
    await sleep(moment);
    await this.evaluator.interrupt();
    return (await outcome).status;
  }

  /** What a cell (the last one) has written so far. */
  text(name: "stdout" | "stderr" = "stdout", cell: number = this.cell): string {
    const pieces = this.events.flatMap((event) =>
      event.type === "stream" && event.cell === cell && event.name === name ? [event.text] : [],
    );
    return stripVTControlCharacters(pieces.join(""));
  }

  /** Writes a file into the notebook's folder. */
  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  async close(): Promise<void> {
    await this.evaluator.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An outcome in one line, errors without colours. */
export function describe(outcome: RunOutcome): string {
  if (outcome.status !== "error") return JSON.stringify(outcome);
  return stripVTControlCharacters(outcome.error.traceback.join("\n"));
}
