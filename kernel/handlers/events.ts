// What the evaluator says while a cell runs, and after: to the outputs, or to whoever can answer it.
import type { EvaluatorEvent } from "../protocol/evaluator.ts";
import type { Kernel } from "./kernel.ts";
import { answerQuestion } from "./questions.ts";

export function takeEvent(event: EvaluatorEvent, kernel: Kernel): void {
  if (event.type === "question") void answerQuestion(event, kernel);
  else kernel.outputs.take(event);
}
