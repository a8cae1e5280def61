// One life of the checker's worker thread, seen from outside: what it says becomes calls of a listener. Whether there is
// another life is the queue's to decide.
import { Worker } from "node:worker_threads";
import type { PathMapping } from "../protocol/evaluator.ts";
import type { Answer, CallMessage, WorkerData } from "./calls.ts";

export type Outcome = { value: unknown } | { problem: string };

export interface ThreadListener {
  /** The thread can take calls; or it says why it never will. */
  onReady(problem: string | undefined): void;
  onServer(pid: number | undefined): void;
  onPaths(paths: PathMapping): void;
  onOutcome(outcome: Outcome): void;
  /** The thread ended by itself. */
  onEnd(reason: string): void;
}

export class Thread {
  readonly #worker: Worker;
  #listener: ThreadListener | undefined;
  #isReady = false;

  constructor(workerData: WorkerData, listener: ThreadListener) {
    this.#listener = listener;
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData, execArgv: [] });
    this.#worker.on("message", (answer: Answer) => this.#take(answer));
    this.#worker.on("error", (error: Error) => this.#lose(`the checker's thread ended: ${error.message}`));
    this.#worker.on("exit", () => this.#lose("the checker's thread ended"));
  }

  post(message: CallMessage): void {
    this.#worker.postMessage(message);
  }

  /** Whether the thread keeps the process alive. */
  hold(on: boolean): void {
    if (on) this.#worker.ref();
    else this.#worker.unref();
  }

  end(): void {
    this.#listener = undefined;
    void this.#worker.terminate();
  }

  #take(answer: Answer): void {
    if (answer.type === "server") this.#listener?.onServer(answer.pid);
    else if (answer.type === "paths") this.#listener?.onPaths(answer.paths);
    else if (!this.#isReady) {
      this.#isReady = true;
      this.#listener?.onReady(answer.type === "failed" ? answer.message : undefined);
    } else if (answer.type === "failed") this.#listener?.onOutcome({ problem: answer.message });
    else if (answer.type === "result") this.#listener?.onOutcome({ value: answer.value });
  }

  #lose(reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.onEnd(reason);
  }
}
