// What the evaluator says while a cell runs, and after: to the outputs, or to whoever can answer it.
import type { EvaluatorEvent, ReplyPayload } from "../protocol/evaluator.ts";
import { sendComm } from "./comms.ts";
import type { Kernel } from "./kernel.ts";
import { answerQuestion } from "./questions.ts";

type Event<T> = Extract<EvaluatorEvent, { type: T }>;

export function takeEvent(event: EvaluatorEvent, kernel: Kernel): void {
  if (event.type === "question") void answerQuestion(event, kernel);
  else if (event.type === "payload") takePayload(event, kernel);
  else if (event.type === "comm") sendComm(event, kernel);
  else if (event.type === "adopt") kernel.outputs.adopt(event.cell, event.by);
  else kernel.outputs.take(event);
}

/** The next cell's input is one; a later one takes its place. A reply that is out can carry nothing more. */
function takePayload({ cell, payload }: Event<"payload">, kernel: Kernel): void {
  const running = kernel.running.get(cell);
  if (!running) {
    const name = payload.source === "page" ? "page" : "setNextInput";
    const text = `${name}: its cell has ended, so nothing was shown\n`;
    kernel.outputs.take({ type: "stream", cell, name: "stderr", text });
    return;
  }
  const isInput = ({ source }: ReplyPayload) => source === "set_next_input";
  if (isInput(payload)) running.payloads = running.payloads.filter((each) => !isInput(each));
  running.payloads.push(payload);
}
