// The checker as the front sees it: calls go to a worker thread, one after another, and work that may wait goes last. A call
// that takes too long ends the TypeScript server and is answered without it; nothing here ever throws at the front.
import type { PathMapping } from "../protocol/evaluator.ts";
import type { CallName, Calls, WorkerData } from "./calls.ts";
import type { Checker, Completions, Diagnostic, Inspection } from "./checker.ts";
import { type Outcome, Thread } from "./thread.ts";

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

/** Work that may wait starts after this many milliseconds without another call. */
const QUIET = 20;
/** So many cells may await it; then it no longer waits. */
const MOST_WAITING = 8;
/** So often in a row a thread may end without having answered. */
const MOST_STARTS = 3;

class WorkerChecker implements TypeScriptChecker {
  readonly ready: Promise<void>;
  readonly #patience: number;
  readonly #workerData: WorkerData;
  readonly #stopped: Int32Array;
  readonly #queue: Job[] = [];
  readonly #waiting: Job[] = [];
  /** The cells so far, and how many of them the thread knows: none when it has to begin again. */
  #cells: string[] = [];
  #known = 0;
  #thread: Thread;
  #starts = 0;
  #isReady = false;
  #setReady: () => void = () => {};
  #running: Job | undefined;
  #unsettled = 0;
  /** Why calls are no longer taken. */
  #closed: string | undefined;
  #server: number | undefined;
  #paths: PathMapping = {};
  #quiet: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor({ directory, library, patience = 10_000 }: CheckerOptions) {
    this.#patience = patience;
    const stopped = new SharedArrayBuffer(4);
    this.#stopped = new Int32Array(stopped);
    this.#workerData = { directory, library, stopped };
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
    this.#thread = this.#start();
  }

  get serverPid(): number | undefined {
    return this.#server;
  }

  get paths(): PathMapping {
    return this.#paths;
  }

  async check(source: string): Promise<Diagnostic[]> {
    const outcome = await this.#call("check", source);
    return "problem" in outcome ? [unchecked(outcome.problem)] : (outcome.value as Diagnostic[]);
  }

  commit(source: string): void {
    this.#unsettled++;
    this.#cells.push(source);
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
    this.#unsettled = 0;
    this.#cells = [];
    this.#known = 0;
    await this.#call("reset");
  }

  close(): void {
    if (this.#closed !== undefined) return;
    this.#giveUp("the checker is closed");
    this.#thread.end();
    this.#stopServer();
  }

  // ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #call<Name extends CallName>(name: Name, ...parameters: Calls[Name]["parameters"]): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#queue.push({ name, parameters, answer: resolve });
      this.#next();
    });
  }

  #next(): void {
    clearTimeout(this.#quiet);
    const { length } = [...this.#queue, ...this.#waiting];
    if (this.#closed !== undefined) {
      for (const job of [...this.#queue.splice(0), ...this.#waiting.splice(0)])
        job.answer({ problem: this.#closed });
      return;
    }
    if (this.#running) return;
    this.#thread.hold(length > 0 || !this.#isReady);
    if (!this.#isReady || length === 0) return;
    const job = this.#queue.shift();
    if (job) this.#run(job);
    else if (this.#unsettled >= MOST_WAITING) this.#runWaiting();
    else this.#quiet = setTimeout(() => this.#runWaiting(), QUIET);
  }

  #runWaiting(): void {
    const [first, ...others] = this.#waiting.splice(0);
    if (!first) return;
    this.#unsettled = 0;
    const answer = (outcome: Outcome) => {
      for (const job of [first, ...others]) job.answer(outcome);
    };
    this.#run({ ...first, answer });
  }

  #run(job: Job): void {
    this.#running = job;
    Atomics.store(this.#stopped, 0, 0);
    // The answer may have come while this thread was busy: it is taken before the call counts as late.
    this.#deadline = setTimeout(() => setImmediate(() => this.#abandon(job)), this.#patience);
    const committed = this.#cells.slice(this.#known);
    this.#known = this.#cells.length;
    this.#thread.post({ committed, name: job.name, parameters: job.parameters });
  }

  #abandon(job: Job): void {
    if (this.#running !== job) return;
    Atomics.store(this.#stopped, 0, 1);
    job.answer({ problem: `TypeScript took longer than ${this.#patience / 1000} s` });
    this.#stopServer();
  }

  #finish(outcome: Outcome): void {
    clearTimeout(this.#deadline);
    const job = this.#running;
    this.#running = undefined;
    job?.answer(outcome);
    this.#next();
  }

  // ── the thread ────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(): Thread {
    this.#isReady = false;
    return new Thread(this.#workerData, {
      onServer: (pid) => {
        this.#server = pid;
      },
      onPaths: (paths) => {
        this.#paths = paths;
      },
      onReady: (problem) => {
        if (problem === undefined) this.#isReady = true;
        else this.#giveUp(problem);
        this.#setReady();
        this.#next();
      },
      onOutcome: (outcome) => {
        this.#starts = 0;
        this.#finish(outcome);
      },
      onEnd: (reason) => this.#restart(reason),
    });
  }

  #restart(reason: string): void {
    this.#stopServer();
    if (++this.#starts >= MOST_STARTS) {
      this.#giveUp(reason);
      this.#setReady();
      return;
    }
    this.#known = 0;
    this.#thread = this.#start();
    this.#finish({ problem: reason });
  }

  #giveUp(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#thread.hold(false);
    this.#finish({ problem: reason });
  }

  #stopServer(): void {
    if (this.#server === undefined) return;
    try {
      process.kill(this.#server, "SIGKILL");
    } catch {
      // It has ended already.
    }
    this.#server = undefined;
  }
}

function unchecked(reason: string): Diagnostic {
  const message = `This cell was not type-checked: ${reason}.`;
  return { severity: "hint", code: 0, message, start: 0, end: 0, related: [] };
}
