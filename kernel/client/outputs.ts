// From a kernel's broadcasts to a cell's outputs, as a front end keeps them. Pure bookkeeping: nothing is printed here.
import type { Json, Message } from "../protocol/message.ts";
import type { MimeBundle } from "../protocol/mime.ts";

interface Shown {
  data: MimeBundle;
  metadata: Json;
}

/** An output as the notebook format stores it. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | ({ output_type: "display_data" } & Shown)
  | ({ output_type: "execute_result"; execution_count: number } & Shown)
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** Displays that can be updated, by their id, over all cells of a run. */
export type DisplaysById = Map<string, Shown[]>;

/** Collects one cell's outputs. */
export class CellOutputs {
  readonly outputs: Output[] = [];
  readonly #displays: DisplaysById;
  #clearAtNext = false;

  constructor(displays: DisplaysById) {
    this.#displays = displays;
  }

  take({ header, content }: Message): void {
    switch (header.msg_type) {
      case "stream":
        this.#stream(content as { name: "stdout" | "stderr"; text: string });
        break;
      case "display_data":
        this.#show({ output_type: "display_data", ...shownOf(content) }, content);
        break;
      case "execute_result": {
        const count = content.execution_count as number;
        this.#show({ output_type: "execute_result", execution_count: count, ...shownOf(content) }, content);
        break;
      }
      case "update_display_data":
        for (const shown of this.#displays.get(displayId(content) ?? "") ?? []) {
          Object.assign(shown, shownOf(content));
        }
        break;
      case "error": {
        const { ename, evalue, traceback } = content as {
          ename: string;
          evalue: string;
          traceback: string[];
        };
        this.#add({ output_type: "error", ename, evalue, traceback });
        break;
      }
      case "clear_output":
        if (content.wait === true) this.#clearAtNext = true;
        else this.outputs.length = 0;
    }
  }

  #stream({ name, text }: { name: "stdout" | "stderr"; text: string }): void {
    const last = this.#clearAtNext ? undefined : this.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else this.#add({ output_type: "stream", name, text });
  }

  #show(output: Output & Shown, content: Json): void {
    const id = displayId(content);
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
    this.#add(output);
  }

  #add(output: Output): void {
    if (this.#clearAtNext) this.outputs.length = 0;
    this.#clearAtNext = false;
    this.outputs.push(output);
  }
}

/** The id under which a display can be updated; undefined when it has none. */
export function displayId(content: Json): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}

function shownOf(content: Json): Shown {
  return { data: content.data as MimeBundle, metadata: (content.metadata ?? {}) as Json };
}
