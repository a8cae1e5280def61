// The table of what code in the evaluator can ask the front. A question without a row here does not compile.
import type { EvaluatorEvent, Question, Questions } from "../protocol/evaluator.ts";
import { figures } from "./figures.ts";
import { answerInput } from "./input.ts";
import type { Kernel, RunningCell } from "./kernel.ts";

type QuestionEvent = Extract<EvaluatorEvent, { type: "question" }>;

/** `cell` is undefined when the one that asks has ended. Nothing is answered to `undefined`: nobody waits any more. */
type Answerers = {
  [K in keyof Questions]: (
    question: Questions[K]["question"],
    cell: RunningCell | undefined,
    kernel: Kernel,
  ) => Promise<Questions[K]["answer"] | undefined>;
};

const answerers: Answerers = {
  input: answerInput,
  names: async (_question, _cell, kernel) => (await kernel.engine()).transformer.names(),
  figures: (_question, _cell, kernel) => figures(kernel),
};

export async function answerQuestion({ cell, id, question }: QuestionEvent, kernel: Kernel): Promise<void> {
  kernel.outputs.flush(cell);
  const { kind, ...rest } = question;
  const answer = answerers[kind] as (
    rest: Omit<Question, "kind">,
    cell: RunningCell | undefined,
    kernel: Kernel,
  ) => Promise<unknown>;
  try {
    const value = await answer(rest, kernel.running.get(cell), kernel);
    if (value !== undefined) kernel.evaluation.answer(id, { value });
  } catch (error) {
    kernel.evaluation.answer(id, { problem: (error as Error).message });
  }
}
