// The checker as the front sees it: calls go to a worker thread, one after another, and work that may wait goes last. A call
// that takes too long ends the TypeScript server and is answered without it; nothing here ever throws at the front.
import { Worker } from "node:worker_threads";
import type { Answer, CallName, Calls, WorkerData } from "./calls.ts";
import type { Checker, Completions, Diagnostic, Inspection } from "./checker.ts";

export interface CheckerOptions {
  /** The notebook's folder: its imports, packages and tsconfig are found from here. */
  directory: string;
  /** The declaration file of `cellgrad`; this package's own unless another one is to be tried. */
  library?: string;
  /** How long one call may take, in milliseconds. */
  patience?: number;
}

/** The checker with what only its process's owner needs to know. */
export interface TypeScriptChecker extends Checker {
  /** The TypeScript server of the moment. */
  readonly serverPid: number | undefined;
}

export function createChecker(options: CheckerOptions): TypeScriptChecker {
  return new WorkerChecker(options);
}

interface Job {
  name: CallName;
  parameters: unknown[];
  answer(outcome: Outcome): void;
}

type Outcome = { value: unknown } | { problem: string };

/** Work that may wait starts after this many milliseconds without another call. */
const QUIET = 20;
/** So many cells may await it; then it no longer waits. */
const MOST_WAITING = 8;

class WorkerChecker implements TypeScriptChecker {
  readonly ready: Promise<void>;
  readonly #patience: number;
  readonly #stopped = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  readonly #queue: Job[] = [];
  readonly #waiting: Job[] = [];
  #running: Job | undefined;
  #isReady = false;
  #commitsWaiting = 0;
  #closed = false;
  #server: number | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor({ directory, library, patience = 10_000 }: CheckerOptions) {
    this.#patience = patience;
    const workerData: WorkerData = { directory, library, stopped: this.#stopped };
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData, execArgv: [] });
    this.ready = new Promise((resolve) => {
      this.#worker.on("message", (answer: Answer) => {
        if (answer.type === "server") this.#server = answer.pid;
        else if (this.#isReady)
          this.#finish(
            answer.type === "failed"
              ? { problem: answer.message }
              : { value: "value" in answer ? answer.value : undefined },
          );
        else {
          this.#isReady = true;
          resolve();
          this.#worker.unref();
          this.#next();
        }
      });
      this.#worker.on("error", (error: Error) => {
        resolve();
        this.#giveUp(`the checker's thread ended: ${error.message}`);
      });
    });
    this.#worker.on("exit", () => this.#giveUp("the checker's thread ended"));
  }

  get serverPid(): number | undefined {
    return this.#server;
  }

  async check(source: string): Promise<Diagnostic[]> {
    const outcome = await this.#call("check", source);
    return "problem" in outcome ? [unchecked(outcome.problem)] : (outcome.value as Diagnostic[]);
  }

  async commit(source: string): Promise<void> {
    this.#commitsWaiting++;
    await this.#call("commit", source);
  }

  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ name: "settle", parameters: [], answer: () => resolve() });
      this.#next();
    });
  }

  async complete(source: string, offset: number): Promise<Completions> {
    const outcome = await this.#call("complete", source, offset);
    return "problem" in outcome
      ? { entries: [], start: offset, end: offset }
      : (outcome.value as Completions);
  }

  async inspect(source: string, offset: number): Promise<Inspection | undefined> {
    const outcome = await this.#call("inspect", source, offset);
    return "problem" in outcome ? undefined : (outcome.value as Inspection | undefined);
  }

  async reset(): Promise<void> {
    this.#commitsWaiting = 0;
    await this.#call("reset");
  }

  close(): void {
    if (this.#closed) return;
    this.#giveUp("the checker is closed");
    this.#stopServer();
    void this.#worker.terminate();
  }

  #call<Name extends CallName>(name: Name, ...parameters: Calls[Name]["parameters"]): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#queue.push({ name, parameters, answer: resolve });
      this.#next();
    });
  }

  #next(): void {
    clearTimeout(this.#quiet);
    if (this.#closed) {
      for (const job of [...this.#queue.splice(0), ...this.#waiting.splice(0)])
        job.answer({ problem: this.#reason });
      return;
    }
    if (this.#running || this.#queue.length + this.#waiting.length === 0) return;
    this.#worker.ref();
    if (!this.#isReady) return;
    const job = this.#queue.shift();
    if (job) this.#run(job);
    else if (this.#commitsWaiting >= MOST_WAITING) this.#runWaiting();
    else this.#quiet = setTimeout(() => this.#runWaiting(), QUIET);
  }

  #runWaiting(): void {
    const [first, ...others] = this.#waiting.splice(0);
    if (!first) return;
    this.#commitsWaiting = 0;
    const answer = (outcome: Outcome) => {
      for (const job of [first, ...others]) job.answer(outcome);
    };
    this.#run({ ...first, answer });
  }

  #run(job: Job): void {
    this.#running = job;
    Atomics.store(new Int32Array(this.#stopped), 0, 0);
    this.#deadline = setTimeout(() => {
      Atomics.store(new Int32Array(this.#stopped), 0, 1);
      job.answer({ problem: `TypeScript took longer than ${this.#patience / 1000} s` });
      this.#stopServer();
    }, this.#patience);
    this.#worker.postMessage({ name: job.name, parameters: job.parameters });
  }

  #finish(outcome: Outcome): void {
    clearTimeout(this.#deadline);
    const job = this.#running;
    this.#running = undefined;
    job?.answer(outcome);
    if (this.#queue.length + this.#waiting.length === 0) this.#worker.unref();
    this.#next();
  }

  #reason = "";

  #giveUp(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reason = reason;
    clearTimeout(this.#deadline);
    this.#running?.answer({ problem: reason });
    this.#running = undefined;
    this.#next();
  }

  #stopServer(): void {
    if (this.#server === undefined) return;
    try {
      process.kill(this.#server, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}

function unchecked(reason: string): Diagnostic {
  const message = `This cell was not type-checked: ${reason}.`;
  return { severity: "hint", code: 0, message, start: 0, end: 0, related: [] };
}
