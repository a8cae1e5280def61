// What of a cell's outputs a terminal can show, printed as it comes. Text only: of a chart or image its text twin.
import type { Json, Message } from "../protocol/message.ts";
import type { MimeBundle } from "../protocol/mime.ts";
import { displayId } from "./outputs.ts";

export interface Sinks {
  out(text: string): void;
  err(text: string): void;
}

/** Prints one cell. */
export class CellPrinter {
  readonly #sinks: Sinks;
  /** The newest text of displays that were updated and not printed since. */
  readonly #updated = new Map<string, string>();
  readonly #printed = new Map<string, string>();

  constructor(sinks: Sinks) {
    this.#sinks = sinks;
  }

  take({ header, content }: Message): void {
    if (header.msg_type === "stream") {
      this.#sinks[content.name === "stderr" ? "err" : "out"](content.text as string);
    } else if (header.msg_type === "error") {
      this.#sinks.err(`${(content.traceback as string[]).join("\n")}\n`);
    } else if (header.msg_type === "display_data" || header.msg_type === "execute_result") {
      const text = plainText(content);
      const id = displayId(content);
      if (id !== undefined && text !== undefined) this.#printed.set(id, text);
      this.#print(text);
    } else if (header.msg_type === "update_display_data") {
      this.#updated.set(displayId(content) ?? "", plainText(content) ?? "");
    }
  }

  /** A display that changed, as a progress line does many times a second, is printed again in its last state only. */
  close(): void {
    for (const [id, text] of this.#updated) {
      if (this.#printed.get(id) !== text) this.#print(text);
    }
  }

  #print(text: string | undefined): void {
    if (text) this.#sinks.out(text.endsWith("\n") ? text : `${text}\n`);
  }
}

function plainText(content: Json): string | undefined {
  const text = (content.data as MimeBundle)["text/plain"];
  return typeof text === "string" ? text : undefined;
}
