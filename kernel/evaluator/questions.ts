// Questions to the front, and what comes back. A cell can wait for an answer with or without holding up the thread: answers
// come on a port of their own, which can be read while nothing else runs. A waiting thread can be interrupted like any other.
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Question, QuestionAnswer, Questions } from "../protocol/evaluator.ts";
import { answers } from "./gate.ts";
import type { AnswerMessage } from "./messages.ts";
import { payload } from "./output.ts";

type Kind = keyof Questions;
type Asked<K extends Kind> = Questions[K]["question"];
type Answer<K extends Kind> = Questions[K]["answer"];

export class FrontQuestions {
  /** The agent's end: what it posts there is an answer. */
  readonly port: MessagePort;
  readonly #ours: MessagePort;
  readonly #owner: () => number;
  readonly #waiting = new Map<number, (answer: QuestionAnswer) => void>();
  #count = 0;

  /** `owner` names the cell whose code is running. */
  constructor(owner: () => number) {
    const { port1, port2 } = new MessageChannel();
    this.#owner = owner;
    this.#ours = port1;
    this.port = port2;
    port1.on("message", (message: AnswerMessage) => this.#take(message));
    port1.unref();
  }

  /** Rejects with the front's problem. */
  async ask<K extends Kind>(kind: K, question: Asked<K>): Promise<Answer<K>> {
    const asked = new Promise<QuestionAnswer>((resolve) =>
      this.#waiting.set(this.#put(kind, question), resolve),
    );
    return given(await asked) as Answer<K>;
  }

  /** Holds up the thread until the answer has come. */
  askNow<K extends Kind>(kind: K, question: Asked<K>): Answer<K> {
    let answer: QuestionAnswer | undefined;
    this.#waiting.set(this.#put(kind, question), (value) => {
      answer = value;
    });
    while (!answer) {
      const count = answers.count();
      const received = receiveMessageOnPort(this.#ours) as { message: AnswerMessage } | undefined;
      if (received) this.#take(received.message);
      else answers.waitFrom(count);
    }
    return given(answer) as Answer<K>;
  }

  /** After an interrupt nobody waits any more. */
  forget(): void {
    this.#waiting.clear();
  }

  #put<K extends Kind>(kind: K, question: Asked<K>): number {
    const id = ++this.#count;
    payload({ type: "question", cell: this.#owner(), id, question: { kind, ...question } as Question });
    return id;
  }

  #take({ id, answer }: AnswerMessage): void {
    const give = this.#waiting.get(id);
    this.#waiting.delete(id);
    give?.(answer);
  }
}

function given(answer: QuestionAnswer): unknown {
  if ("problem" in answer) throw new Error(answer.problem);
  return answer.value;
}
