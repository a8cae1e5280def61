// Keeps an evaluator at hand: starts one, notices when it dies, starts the next. What a death means for the cell that
// caused it is told in `death.ts`.
import type {
  Death,
  Delivery,
  EvaluatorClient,
  EvaluatorEvent,
  QuestionAnswer,
  RunOutcome,
  RunRequest,
} from "../protocol/evaluator.ts";
import { aborted } from "./aborted.ts";

export interface Evaluation {
  /** The evaluator's process of the moment. */
  readonly pid: number | undefined;
  /** Runs a cell when the evaluator is ready. Never rejects. */
  run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome>;
  /** Hands over a comm message, likewise. */
  deliver(delivery: Delivery, signal: AbortSignal): Promise<RunOutcome>;
  /** Stops the running cell, or what an earlier one left looping. */
  interrupt(): Promise<void>;
  /** Answers a question of the evaluator's; one that has died needs no answer. */
  answer(id: number, answer: QuestionAnswer): void;
  /** A command of the Chrome DevTools Protocol, for the evaluator when it is ready. */
  cdp(method: string, params?: object): Promise<unknown>;
  /** Starts afresh, on purpose: nothing is said of the old evaluator's end. */
  restart(): Promise<void>;
  /** Ends the evaluator; no other one starts. */
  close(): Promise<void>;
}

export interface EvaluationOptions {
  start: () => EvaluatorClient;
  onEvent: (event: EvaluatorEvent) => void;
  /** An event of the Chrome DevTools Protocol. */
  onCdpEvent?: (method: string, params: unknown) => void;
  /** Another evaluator is taking the place of the last one. */
  onRenewed?: () => void;
  /** All variables are gone. `running` is true when a cell's outcome tells of it as well. */
  onDeath: (death: Death, running: boolean) => void;
}

export function createEvaluation(options: EvaluationOptions): Evaluation {
  let current: EvaluatorClient | undefined;
  let closed = false;
  let started = false;
  const dismissed = new WeakSet<EvaluatorClient>();
  /** How many cells will tell, or have told, of the evaluator's death should it come. */
  const tellers = new Map<EvaluatorClient, number>();

  const start = (): EvaluatorClient => {
    const evaluator = options.start();
    evaluator.onEvent = options.onEvent;
    evaluator.onCdpEvent = (method, params) => {
      if (evaluator === current) options.onCdpEvent?.(method, params);
    };
    if (started) queueMicrotask(() => options.onRenewed?.()); // when it is the current one
    started = true;
    let ready = false;
    evaluator.ready.then(
      () => {
        ready = true;
      },
      () => {},
    );
    void evaluator.died.then((death) => {
      if (closed || dismissed.has(evaluator)) return;
      options.onDeath(death, (tellers.get(evaluator) ?? 0) > 0);
      tellers.delete(evaluator);
      // One that cannot even start would die again and again: the next cell tries once more.
      current = ready ? start() : undefined;
    });
    return evaluator;
  };
  current = start();

  return {
    get pid() {
      return current?.pid;
    },
    async run(request, signal) {
      if (closed) return { status: "interrupted" };
      const evaluator = (current ??= start());
      tellers.set(evaluator, (tellers.get(evaluator) ?? 0) + 1);
      const outcome = await whenReady(evaluator, signal, () => evaluator.run(request));
      if (outcome.status === "died") await evaluator.died;
      else tellers.set(evaluator, tellers.get(evaluator)! - 1);
      return outcome;
    },
    async deliver(delivery, signal) {
      if (closed) return { status: "interrupted" };
      const evaluator = (current ??= start());
      return whenReady(evaluator, signal, () => evaluator.deliver(delivery));
    },
    interrupt: async () => current?.interrupt(),
    answer: (id, answer) => current?.answer(id, answer),
    async cdp(method, params) {
      const evaluator = (current ??= start());
      await evaluator.ready;
      return evaluator.cdp(method, params);
    },
    async restart() {
      const old = current;
      if (closed || !old) return;
      dismissed.add(old);
      current = start();
      await old.kill();
    },
    async close() {
      closed = true;
      await current?.kill();
    },
  };
}

async function whenReady(
  evaluator: EvaluatorClient,
  signal: AbortSignal,
  work: () => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const isReady = evaluator.ready.then(() => true as const);
  const state = await Promise.race([isReady, aborted(signal)]).catch(() => evaluator.died);
  if (state === "aborted") return { status: "interrupted" };
  return state === true ? work() : { status: "died", death: state };
}
