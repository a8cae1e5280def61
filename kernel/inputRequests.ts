// The stdin channel: asks a request's client for a line of text and hears the reply. A client is asked one question at a
// time, since it has one place to type in. What a prompt means and who may ask is the handlers' business.
import type { InputQuestion } from "./handlers/input.ts";
import { childOf, type Incoming, type Message, type Session } from "./protocol/message.ts";

export interface InputRequests {
  /** Resolves with what was typed; with undefined when the signal came first. */
  ask(request: Incoming, question: InputQuestion, signal: AbortSignal): Promise<string | undefined>;
  /** Hears a message of the stdin channel; true when it was an answer. */
  take(incoming: Incoming): boolean;
}

interface Open {
  id: string;
  settle(value?: string): void;
}

export function createInputRequests(
  session: Session,
  send: (identities: Uint8Array[], message: Message<unknown>) => void,
): InputRequests {
  const open = new Map<string, Open>();
  const turns = new Map<string, Promise<unknown>>();

  const put = ({ identities, message }: Incoming, question: InputQuestion, signal: AbortSignal) =>
    new Promise<string | undefined>((resolve) => {
      if (signal.aborted) return resolve(undefined);
      const client = clientOf(identities);
      const request = childOf(message, session, "input_request", question);
      const settle = (value?: string) => {
        open.delete(client);
        signal.removeEventListener("abort", stop);
        resolve(value);
      };
      const stop = () => settle();
      signal.addEventListener("abort", stop);
      open.set(client, { id: request.header.msg_id, settle });
      send(identities, request);
    });

  return {
    ask(request, question, signal) {
      const client = clientOf(request.identities);
      const turn = (turns.get(client) ?? Promise.resolve()).then(() => put(request, question, signal));
      turns.set(client, turn);
      return turn;
    },
    take({ identities, message: { header, parent_header, content } }) {
      const waiting = open.get(clientOf(identities));
      // Some clients answer without naming the question.
      const named = parent_header.msg_id;
      const fits = header.msg_type === "input_reply" && (named === undefined || named === waiting?.id);
      if (!waiting || !fits) return false;
      waiting.settle(typeof content.value === "string" ? content.value : "");
      return true;
    },
  };
}

const clientOf = (identities: Uint8Array[]) =>
  identities.map((part) => Buffer.from(part).toString("hex")).join(" ");
