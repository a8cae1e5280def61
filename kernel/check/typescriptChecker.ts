// The checker as the front sees it: calls go to the session one after another, and work that may wait goes last. A call that
// takes too long ends the TypeScript server and is answered without it; nothing here ever throws at the front.
import type { ChildProcess } from "node:child_process";
import type { PathMapping } from "../protocol/evaluator.ts";
import { resident } from "../resident.ts";
import type { Checker, Completions, Diagnostic, Inspection } from "./checker.ts";
import { hint } from "./diagnostics.ts";
import { Session } from "./session.ts";

export interface CheckerOptions {
  /** The notebook's folder: its imports, packages and tsconfig are found from here. */
  directory: string;
  /** The declaration file of `cellgrad`; this package's own unless another one is to be tried. */
  library?: string;
  /** How long one call may take, in milliseconds. */
  patience?: number;
  /** The first server's process, when it has been started already. */
  server?: ChildProcess | undefined;
  renewal?: Renewal;
}

/** When a server makes way for a new one. */
export interface Renewal {
  /** When it has answered so many calls, */
  calls: number;
  /** has grown by so many bytes, where the system tells, */
  growth: number;
  /** and is asked nothing for so many milliseconds. */
  rest: number;
}

/** The checker with what only its process's owner needs to know. */
export interface TypeScriptChecker extends Checker {
  /** The TypeScript server of the moment. */
  readonly serverPid: number | undefined;
}

export function createChecker(options: CheckerOptions): TypeScriptChecker {
  return new QueuedChecker(options);
}

type Outcome<T> = { value: T } | { problem: string };

interface Job {
  work(session: Session): Promise<unknown>;
  answer(outcome: Outcome<never>): void;
}

/** What a first cell can do without, Node's declarations and what answers questions about symbols, comes this much later, in milliseconds. */
const AFTER_START = 500;
/** Work that may wait starts after this many milliseconds without another call. */
const QUIET = 20;
/** So many cells may await it; then it no longer waits. */
const MOST_WAITING = 8;

/** Some hundred calls double a server's memory, and Go keeps it; a new one is there in a third of a second. */
const RENEWAL: Renewal = { calls: 50, growth: 20_000_000, rest: 20_000 };

class QueuedChecker implements TypeScriptChecker {
  readonly ready: Promise<void>;
  readonly #patience: number;
  readonly #renewal: Renewal;
  /** How many calls the server of the moment has had, and its memory after the first one. */
  #calls = 0;
  #resident: number | undefined;
  readonly #queue: Job[] = [];
  readonly #waiting: Job[] = [];
  /** Cells that have joined the notebook since the last call: they go with the next one, not beside the cell's run. */
  #committed: string[] = [];
  #session: Session | undefined;
  #running: Job | undefined;
  #unsettled = 0;
  /** Why calls are no longer taken. */
  #closed: string | undefined;
  #wasStopped = false;
  #server: number | undefined;
  #paths: PathMapping = {};
  #quiet: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor({ directory, library, patience = 10_000, renewal = RENEWAL, server }: CheckerOptions) {
    this.#patience = patience;
    this.#renewal = renewal;
    this.ready = Session.start({
      directory,
      library,
      process: server,
      onServer: (pid) => {
        this.#server = pid;
        this.#calls = 0;
        this.#resident = undefined;
        if (this.#closed !== undefined) this.#stopServer();
      },
      onPaths: (paths) => {
        this.#paths = paths;
      },
      wasStopped: () => this.#wasStopped,
    }).then(
      (session) => {
        this.#session = session;
        this.#next();
        setTimeout(() => {
          void this.settle();
          import("./inspect.ts").catch(() => {});
        }, AFTER_START).unref();
      },
      (error: unknown) => this.#giveUp(messageOf(error)),
    );
  }

  get serverPid(): number | undefined {
    return this.#server;
  }

  get paths(): PathMapping {
    return this.#paths;
  }

  async check(source: string): Promise<Diagnostic[]> {
    const outcome = await this.#call((session) => session.check(source));
    return "problem" in outcome ? [unchecked(outcome.problem)] : outcome.value;
  }

  commit(source: string): void {
    this.#unsettled++;
    this.#committed.push(source);
  }

  settle(): Promise<void> {
    return new Promise((resolve) => {
      const work = async (session: Session) => {
        await session.settle();
        await session.tidy();
      };
      this.#waiting.push({ work, answer: () => resolve() });
      this.#next();
    });
  }

  async complete(source: string, offset: number): Promise<Completions> {
    const outcome = await this.#call((session) => session.complete(source, offset));
    return "problem" in outcome ? { entries: [], start: offset, end: offset } : outcome.value;
  }

  async inspect(source: string, offset: number): Promise<Inspection | undefined> {
    const outcome = await this.#call((session) => session.inspect(source, offset));
    return "problem" in outcome ? undefined : outcome.value;
  }

  async reset(): Promise<void> {
    this.#unsettled = 0;
    this.#committed = [];
    await this.#call((session) => session.reset());
  }

  close(): void {
    if (this.#closed !== undefined) return;
    this.#giveUp("the checker is closed");
    this.#session?.close();
    this.#stopServer();
  }

  // ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #call<T>(work: (session: Session) => Promise<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      this.#queue.push({ work, answer: resolve });
      this.#next();
    });
  }

  #next(): void {
    clearTimeout(this.#quiet);
    if (this.#closed !== undefined) {
      for (const job of [...this.#queue.splice(0), ...this.#waiting.splice(0)])
        job.answer({ problem: this.#closed });
      return;
    }
    if (this.#running || !this.#session) return;
    const job = this.#queue.shift();
    if (job) void this.#run(job, this.#session);
    else if (this.#waiting.length === 0) this.#quiet = setTimeout(() => this.#rest(), QUIET).unref();
    else if (this.#unsettled >= MOST_WAITING) this.#runWaiting();
    else this.#quiet = setTimeout(() => this.#runWaiting(), QUIET);
  }

  #rest(): void {
    this.#session?.tidy().catch(() => {}); // a server that has ended holds nothing
    this.#renewLater();
  }

  #renewLater(): void {
    this.#resident ??= resident(this.#server);
    if (this.#calls < this.#renewal.calls) return;
    this.#quiet = setTimeout(() => {
      const job: Job = { work: (session) => session.renew(), answer: () => {} };
      if (this.#session && this.#hasGrown()) void this.#run(job, this.#session);
    }, this.#renewal.rest).unref();
  }

  #hasGrown(): boolean {
    const now = resident(this.#server);
    return now === undefined || this.#resident === undefined || now - this.#resident >= this.#renewal.growth;
  }

  #runWaiting(): void {
    const [first, ...others] = this.#waiting.splice(0);
    if (!first || !this.#session) return;
    this.#unsettled = 0;
    const answer = (outcome: Outcome<never>) => {
      for (const job of [first, ...others]) job.answer(outcome);
    };
    void this.#run({ ...first, answer }, this.#session);
  }

  async #run(job: Job, session: Session): Promise<void> {
    this.#running = job;
    this.#wasStopped = false;
    this.#calls++;
    // The answer may have come while this thread was busy: it is taken before the call counts as late.
    this.#deadline = setTimeout(() => setImmediate(() => this.#abandon(job)), this.#patience);
    let outcome: Outcome<unknown>;
    try {
      for (const source of this.#committed.splice(0)) await commit(session, source);
      outcome = this.#wasStopped ? { problem: "it came too late" } : { value: await job.work(session) };
    } catch (error) {
      outcome = { problem: messageOf(error) };
    }
    this.#finish(outcome);
  }

  #abandon(job: Job): void {
    if (this.#running !== job) return;
    this.#wasStopped = true;
    job.answer({ problem: `TypeScript took longer than ${this.#patience / 1000} s` });
    this.#stopServer();
  }

  #finish(outcome: Outcome<unknown>): void {
    clearTimeout(this.#deadline);
    const job = this.#running;
    this.#running = undefined;
    job?.answer(outcome as Outcome<never>);
    this.#next();
  }

  #giveUp(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
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

async function commit(session: Session, source: string): Promise<void> {
  try {
    await session.commit(source);
  } catch {
    // Its names stay unknown: cells that use them say so.
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const unchecked = (reason: string): Diagnostic => hint(`This cell was not type-checked: ${reason}.`);
