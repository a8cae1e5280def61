// Runs one cell after the other and answers each exactly once: with its value, its error, or as interrupted.
// A reply is sent whole: a termination in the middle of it would lose it or leave the session closed.
import { types } from "node:util";
import type { RunRequest } from "../protocol/evaluator.ts";
import type { Displays } from "./display.ts";
import { cooperative, requested, whole } from "./gate.ts";
import { InterruptError, markInterrupted } from "./interruption.ts";
import type { Ending } from "./messages.ts";
import { begin, payload, writeText } from "./output.ts";
import type { Tracker } from "./owner.ts";
import { report } from "./report.ts";
import type { CellRuntime } from "./runtime.ts";
import { register } from "./scripts.ts";
import { type Evaluated, evaluate, renew } from "./session.ts";

export class Cells {
  /** The cell started last. */
  latest = 0;
  /** The cell answered last. */
  #finished = 0;
  readonly #tracker: Tracker;
  readonly #runtime: CellRuntime;
  readonly #displays: Displays;
  /** Called when an interrupt is being answered: what is half done has to go. */
  onInterrupt: (forced: boolean) => void = () => {};

  constructor(tracker: Tracker, runtime: CellRuntime, displays: Displays) {
    this.#tracker = tracker;
    this.#runtime = runtime;
    this.#displays = displays;
  }

  get idle(): boolean {
    return this.#finished === this.latest;
  }

  /** The cell of the running code, as far as can be told. */
  owner = (): { cell: number; running: number } => ({
    cell: this.#tracker.current() || this.latest,
    running: this.latest,
  });

  run(request: RunRequest): void {
    this.latest = request.cell;
    begin(request.cell);
    const start = (): void => {
      if (this.#finished < request.cell) this.#evaluate(request); // else it was interrupted meanwhile
    };
    const wait = this.#displays.beforeCell(usesDisplay.test(request.source));
    if (wait) wait.then(start, start);
    else start();
  }

  #evaluate({ cell, executionCount, url, code, map, source, hasResult }: RunRequest): void {
    register(url, { cell: executionCount, source, map });
    this.#tracker.run(cell, () =>
      evaluate(code, url, (evaluated) => {
        const { v } = this.#runtime;
        this.#runtime.v = undefined;
        // User code (getters, renderers, disposers) must not run inside the inspector's frames.
        void Promise.resolve().then(() =>
          this.#tracker.run(cell, () => this.#settle(cell, evaluated, hasResult ? v : undefined)),
        );
      }),
    );
  }

  async #settle(cell: number, evaluated: Evaluated, value: unknown): Promise<void> {
    const runtime = this.#runtime;
    let ending = await this.#ending(cell, evaluated, value);
    await this.#displays.settled();
    if (runtime.hasResources(cell)) {
      const errors = await runtime.dispose(cell);
      if (errors.length) ending = { status: "error", error: report(combine(ending, evaluated, errors)) };
    }
    this.#finish(cell, ending);
  }

  async #ending(cell: number, evaluated: Evaluated, value: unknown): Promise<Ending> {
    try {
      if (evaluated.threw) throw evaluated.error;
      const settled = types.isPromise(value) ? await (this.#runtime.held[cell] = value) : value;
      const result = await this.#displays.result(settled);
      return result ? { status: "ok", result } : { status: "ok" };
    } catch (error) {
      return error instanceof InterruptError
        ? { status: "interrupted" }
        : { status: "error", error: report(error) };
    }
  }

  /** The main thread's answer to an interrupt: ends the cell, and what goes on of it in the background. */
  interrupt(cell: number, forced: boolean): void {
    markInterrupted(cell);
    this.#finish(cell, { status: "interrupted" });
    this.onInterrupt(forced);
    requested.set(0);
    cooperative.reset();
  }

  #finish(cell: number, outcome: Ending): void {
    whole(() => {
      this.#tracker.reset();
      if (cell <= this.#finished) return;
      this.#finished = cell;
      delete this.#runtime.held[cell];
      payload({ type: "reply", cell, outcome });
      if (outcome.status !== "interrupted") return;
      markInterrupted(cell);
      renew();
    });
    // Its disposers are user code: as a promise job, an interrupt can end them like any other.
    if (outcome.status === "interrupted") void Promise.resolve().then(() => this.#runtime.dispose(cell));
  }

  /** An error that no cell's run can report any more: it goes to the stderr of the cell that caused it. */
  reportLate(error: unknown, cell: number): void {
    if (error instanceof InterruptError) return;
    const text = `Uncaught ${report(error).traceback.join("\n")}\n`;
    writeText(cell || this.latest, this.latest, "stderr", Buffer.from(text));
  }
}

const usesDisplay = /\b(display|clearOutput|page)\b/;

/** What to report when disposers have thrown: their error, and behind it the cell's own. */
function combine(ending: Ending, evaluated: Evaluated, errors: unknown[]): unknown {
  const thrown = evaluated.threw && ending.status === "error" ? [evaluated.error] : [];
  const [last, ...rest] = [...errors.reverse(), ...thrown];
  if (!rest.length) return last;
  const error = new Error("an error was thrown while the resources of the cell were disposed of");
  return Object.assign(error, { name: "SuppressedError", error: last, suppressed: rest[0] });
}
