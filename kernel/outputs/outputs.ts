// Where a cell's output goes: to the request that ran it, also when it comes after the reply. Streams are coalesced, and
// sent before any display or clear, so that all stay in the order in which the cell made them.
import type { OutputEvent } from "../protocol/evaluator.ts";
import type { Events, Publish } from "../protocol/events.ts";
import { type Clock, createStreamBuffer, type StreamBuffer, systemClock } from "./streamBuffer.ts";

export interface Outputs {
  /** A cell's number, unique in the life of the kernel; its output is published so, or dropped (a silent cell). */
  open(publish?: Publish): number;
  take(event: OutputEvent): void;
  /** Publishes after the text that came before; a value that has no JSON form is named on stderr instead. */
  show<T extends Shown>(cell: number, type: T, content: Events[T]): void;
  /** Sends the text that waits to be coalesced. */
  flush(cell: number): void;
  /** Tells the user something that no cell caused, below the latest one. */
  note(text: string): void;
}

type Shown = "display_data" | "update_display_data" | "execute_result" | "clear_output";

/** Cells whose late output still finds its request. */
const remembered = 2000;

/** `onStray` gets the text of no known cell: what an evaluator prints while it starts. */
export function createOutputs(onStray: (text: string) => void, clock: Clock = systemClock): Outputs {
  const cells = new Map<number, { publish: Publish; stream: StreamBuffer } | undefined>();
  let latest = 0;
  const show: Outputs["show"] = (cell, type, content) => {
    const entry = cells.get(cell);
    entry?.stream.flush();
    try {
      entry?.publish(type, content);
    } catch (error) {
      entry?.stream.write("stderr", `display: this value cannot be shown: ${(error as Error).message}\n`);
    }
  };
  const take = (event: OutputEvent) => {
    const { cell } = event;
    if (event.type === "clear") return show(cell, "clear_output", { wait: event.wait });
    if (event.type === "display") {
      const { data, metadata, transient = {} } = event.display;
      return show(cell, event.update ? "update_display_data" : "display_data", { data, metadata, transient });
    }
    if (cells.has(cell)) return cells.get(cell)?.stream.write(event.name, event.text);
    return onStray(event.text);
  };
  return {
    open(publish) {
      const cell = ++latest;
      const entry = publish && {
        publish,
        stream: createStreamBuffer((name, text) => publish("stream", { name, text }), clock),
      };
      cells.set(cell, entry);
      if (cells.size > remembered) cells.delete(cells.keys().next().value!);
      return cell;
    },
    take,
    show,
    flush: (cell) => cells.get(cell)?.stream.flush(),
    note: (text) => take({ type: "stream", cell: latest, name: "stderr", text }),
  };
}
