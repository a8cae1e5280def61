// Keeps an evaluator at hand: starts one, notices when it dies, starts the next. What a death means for the cell that
// caused it is told in `death.ts`.
import type {
  Death,
  EvaluatorClient,
  EvaluatorEvent,
  QuestionAnswer,
  RunOutcome,
  RunRequest,
} from "../protocol/evaluator.ts";
import { aborted } from "./aborted.ts";

export interface Evaluation {
  /** Runs a cell when the evaluator is ready. Never rejects. */
  run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome>;
  /** Stops the running cell, or what an earlier one left looping. */
  interrupt(): Promise<void>;
  /** Answers a question of the evaluator's; one that has died needs no answer. */
  answer(id: number, answer: QuestionAnswer): void;
  /** Ends the evaluator; no other one starts. */
  close(): Promise<void>;
}

export interface EvaluationOptions {
  start: () => EvaluatorClient;
  onEvent: (event: EvaluatorEvent) => void;
  /** All variables are gone. `running` is true when a cell's outcome tells of it as well. */
  onDeath: (death: Death, running: boolean) => void;
}

export function createEvaluation(options: EvaluationOptions): Evaluation {
  let current: EvaluatorClient | undefined;
  let closed = false;
  /** Whose death, should it come, a cell's outcome will tell or has told. */
  let teller: EvaluatorClient | undefined;

  const start = (): EvaluatorClient => {
    const evaluator = options.start();
    evaluator.onEvent = options.onEvent;
    let ready = false;
    evaluator.ready.then(
      () => {
        ready = true;
      },
      () => {},
    );
    void evaluator.died.then((death) => {
      if (closed) return;
      options.onDeath(death, teller === evaluator);
      // One that cannot even start would die again and again: the next cell tries once more.
      current = ready ? start() : undefined;
    });
    return evaluator;
  };
  current = start();

  return {
    async run(request, signal) {
      if (closed) return { status: "interrupted" };
      current ??= start();
      const evaluator = current;
      teller = evaluator;
      const outcome = await runOn(evaluator, request, signal);
      if (outcome.status === "died") await evaluator.died;
      else teller = undefined;
      return outcome;
    },
    interrupt: async () => current?.interrupt(),
    answer: (id, answer) => current?.answer(id, answer),
    async close() {
      closed = true;
      await current?.kill();
    },
  };
}

async function runOn(
  evaluator: EvaluatorClient,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const isReady = evaluator.ready.then(() => true as const);
  const state = await Promise.race([isReady, aborted(signal)]).catch(() => evaluator.died);
  if (state === "aborted") return { status: "interrupted" };
  return state === true ? evaluator.run(request) : { status: "died", death: state };
}
