// Runs cells, several at a time where they wait, and answers each exactly once: with its value, its error, or as interrupted.
// A reply is sent whole: a termination in the middle of it would lose it or leave the session closed.
import { types } from "node:util";
import type { RunRequest } from "../protocol/evaluator.ts";
import type { Displays } from "./display.ts";
import { cooperative, leaving, reopen, requested, waitingForChild, whole } from "./gate.ts";
import { active, InterruptError, isInterrupted, markInterrupted } from "./interruption.ts";
import type { Ending } from "./messages.ts";
import { followPaths } from "./modules/paths.ts";
import { begin, payload, writeText } from "./output.ts";
import type { Tracker } from "./owner.ts";
import { report } from "./report.ts";
import type { CellRuntime } from "./runtime.ts";
import { register } from "./scripts.ts";
import { type Evaluated, evaluate, renew } from "./session.ts";
import { showAllFrames } from "./stack.ts";

export class Cells {
  /** The cell started last. */
  #latest = 0;
  /** The cells answered last; older ones have nothing more to say. */
  readonly #answered = new Set<number>([0]);
  readonly #tracker: Tracker;
  readonly #runtime: CellRuntime;
  readonly #displays: Displays;
  /** Called when an interrupt is being answered: what is half done has to go. */
  onInterrupt: (how: { forced: boolean; tore: boolean }) => void = () => {};

  constructor(tracker: Tracker, runtime: CellRuntime, displays: Displays) {
    this.#tracker = tracker;
    this.#runtime = runtime;
    this.#displays = displays;
  }

  /** The cell that most likely runs: of those on their way, the one started last. */
  get running(): number {
    return [...active].at(-1) ?? this.#latest;
  }

  /** The cell of the running code, as far as can be told. */
  owner = (): { cell: number; running: number } => {
    const { running } = this;
    return { cell: this.#tracker.current() || running, running };
  };

  run(request: RunRequest): void {
    const { cell } = request;
    this.#begin(cell);
    const start = (): void => {
      if (active.has(cell)) this.#evaluate(request); // else it was interrupted meanwhile
    };
    const wait = this.#displays.beforeCell(usesDisplay.test(request.source));
    if (wait) wait.then(start, start);
    else start();
  }

  /** Runs work of other parts that calls user code; what it throws is printed. */
  runWork(cell: number, work: () => Promise<unknown>): void {
    this.#begin(cell);
    // As a promise job: user code must not run inside Node's frames for messages.
    void Promise.resolve().then(() =>
      this.#tracker.run(cell, async () => {
        try {
          await work();
          await this.#displays.settled(cell);
        } catch (error) {
          this.reportLate(error, cell);
        }
        this.#finish(cell, { status: "ok" });
      }),
    );
  }

  /** The values of expressions in the notebook's scope; undefined in the place of one that throws. */
  look(expressions: string[]): Promise<({ value: unknown } | undefined)[]> {
    const { v } = this.#runtime;
    const code = `$k.v[-1]=[${expressions.map((each) => `()=>${each}`).join()}]`;
    return new Promise((resolve) =>
      evaluate(code, "cellgrad:look", () => {
        const thunks = (v[-1] ?? []) as (() => unknown)[];
        delete v[-1];
        void Promise.resolve().then(() => resolve(thunks.map(attempt)));
      }),
    );
  }

  #begin(cell: number): void {
    this.#latest = cell;
    active.add(cell);
    begin(cell);
  }

  #evaluate(request: RunRequest): void {
    const { cell, executionCount, url, code, map, source, hasResult } = request;
    showAllFrames(request.fullTracebacks === true);
    if (request.paths) followPaths(request.paths);
    register(url, { cell: executionCount, source, map });
    const done = (evaluated: Evaluated): void => {
      const value = hasResult ? this.#runtime.v[cell] : undefined;
      delete this.#runtime.v[cell];
      // User code (getters, renderers, disposers) must not run inside the inspector's frames.
      void Promise.resolve().then(() => this.#tracker.run(cell, () => this.#settle(cell, evaluated, value)));
    };
    this.#tracker.run(cell, () => evaluate(code, url, done, request.breakOnExceptions !== true));
  }

  async #settle(cell: number, evaluated: Evaluated, value: unknown): Promise<void> {
    const runtime = this.#runtime;
    let ending = await this.#ending(cell, evaluated, value);
    await this.#displays.settled(cell);
    // It may have ended what was drawn, and nothing else, before its turn came.
    if (isInterrupted(cell)) ending = { status: "interrupted" };
    if (runtime.hasResources(cell)) {
      const errors = await runtime.dispose(cell);
      if (errors.length) ending = { status: "error", error: report(combine(ending, evaluated, errors)) };
      await this.#displays.settled(cell);
    }
    runtime.stopwatch.endCell(cell);
    this.#finish(cell, ending);
  }

  async #ending(cell: number, evaluated: Evaluated, value: unknown): Promise<Ending> {
    try {
      if (evaluated.threw) throw evaluated.error;
      const settled = types.isPromise(value) ? await (this.#runtime.held[cell] = value) : value;
      const result = await this.#displays.result(settled);
      return result ? { status: "ok", result } : { status: "ok" };
    } catch (error) {
      // What ends because of an interrupt may say so in its own words: a child process that failed.
      return error instanceof InterruptError || isInterrupted(cell)
        ? { status: "interrupted" }
        : { status: "error", error: report(error) };
    }
  }

  /** The main thread's answer to an interrupt: ends these cells, and what goes on of them in the background. */
  interrupt(cells: readonly number[], how: { forced: boolean; tore: boolean }): void {
    reopen();
    leaving.end();
    for (const cell of cells) this.#finish(cell, { status: "interrupted" });
    markInterrupted(cells.at(-1)!);
    this.onInterrupt(how);
    requested.set(0);
    cooperative.reset();
    waitingForChild.end();
  }

  #finish(cell: number, outcome: Ending): void {
    const first = whole(() => {
      this.#tracker.reset();
      if (this.#answered.has(cell)) return false;
      this.#answered.add(cell);
      if (this.#answered.size > remembered) this.#answered.delete(this.#answered.values().next().value!);
      active.delete(cell);
      delete this.#runtime.held[cell];
      payload({ type: "reply", cell, outcome });
      if (outcome.status === "interrupted") {
        markInterrupted(cell);
        renew();
      }
      if (active.size) begin(this.running);
      return true;
    });
    // Its disposers are user code: as a promise job, an interrupt can end them like any other.
    if (first && outcome.status === "interrupted")
      void Promise.resolve().then(() => this.#runtime.dispose(cell));
  }

  /** A rejection that nobody has handled. An interrupt may have kept an interrupted cell from it: of those nothing is said. */
  reportRejection(reason: unknown, cell: number): void {
    if (!isInterrupted(cell || this.running)) this.reportLate(reason, cell);
  }

  /** An error that no cell's run can report any more: it goes to the stderr of the cell that caused it. */
  reportLate(error: unknown, cell: number): void {
    if (error instanceof InterruptError) return;
    const { ename, traceback } = report(error);
    const text = `${ename === "Uncaught" ? "" : "Uncaught "}${traceback.join("\n")}\n`;
    const { running } = this;
    writeText(cell || running, running, "stderr", Buffer.from(text));
  }
}

function attempt(work: () => unknown): { value: unknown } | undefined {
  try {
    return { value: work() };
  } catch {
    return undefined;
  }
}

/** More than can be on their way, or be heard of again. */
const remembered = 20_000;

const usesDisplay = /\b(display|clearOutput|page)\b/;

/** What to report when disposers have thrown: their error, and behind it the cell's own. */
function combine(ending: Ending, evaluated: Evaluated, errors: unknown[]): unknown {
  const thrown = evaluated.threw && ending.status === "error" ? [evaluated.error] : [];
  const [last, ...rest] = [...errors.reverse(), ...thrown];
  if (!rest.length) return last;
  const error = new Error("an error was thrown while the resources of the cell were disposed of");
  return Object.assign(error, { name: "SuppressedError", error: last, suppressed: rest[0] });
}
