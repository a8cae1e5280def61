// What the protocol tests read out of an answer. Nothing here speaks with a kernel.
import { stripVTControlCharacters } from "node:util";
import type { Answer } from "./kernelProcess.ts";

/** The types of what iopub brought, in order. */
export const types = ({ events }: Answer) => events.map(({ header }) => header.msg_type);

/** All text of one stream. */
export const streamed = ({ events }: Answer, name = "stdout") =>
  events
    .filter(({ header, content }) => header.msg_type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");

/** The text of the result. */
export const resultOf = ({ events }: Answer) => {
  const result = events.find(({ header }) => header.msg_type === "execute_result");
  return (result?.content.data as Record<string, unknown> | undefined)?.["text/plain"];
};

export const evalue = ({ reply }: Answer) => String(reply.content.evalue);

/** The traceback without colours. */
export const traceback = ({ reply }: Answer) =>
  stripVTControlCharacters(((reply.content.traceback as string[] | undefined) ?? []).join("\n"));
