// Where a cell's output goes: to the request that ran it, also when it comes after the reply. Streams are coalesced, and
// sent before any display or clear, so that all stay in the order in which the cell made them.
import type { EvaluatorEvent } from "../protocol/evaluator.ts";
import type { Publish } from "../protocol/events.ts";
import { type Clock, createStreamBuffer, type StreamBuffer, systemClock } from "./streamBuffer.ts";

export interface Outputs {
  /** A cell's number, unique in the life of the kernel; its output is published so, or dropped (a silent cell). */
  open(publish?: Publish): number;
  take(event: EvaluatorEvent): void;
  /** Sends the text that waits to be coalesced. */
  flush(cell: number): void;
  /** Tells the user something that no cell caused, below the latest one. */
  note(text: string): void;
}

/** Cells whose late output still finds its request. */
const remembered = 2000;

/** `onStray` gets the text of no known cell: what an evaluator prints while it starts. */
export function createOutputs(onStray: (text: string) => void, clock: Clock = systemClock): Outputs {
  const cells = new Map<number, { publish: Publish; stream: StreamBuffer } | undefined>();
  let latest = 0;
  const take = (event: EvaluatorEvent) => {
    const cell = cells.get(event.cell);
    if (!cell) {
      if (event.type === "stream" && !cells.has(event.cell)) onStray(event.text);
      return;
    }
    if (event.type === "stream") return cell.stream.write(event.name, event.text);
    cell.stream.flush();
    if (event.type === "clear") return cell.publish("clear_output", { wait: event.wait });
    const { data, metadata, transient } = event.display;
    const type = event.update ? "update_display_data" : "display_data";
    return cell.publish(type, { data, metadata, transient: transient ?? {} });
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
    flush: (cell) => cells.get(cell)?.stream.flush(),
    note: (text) => take({ type: "stream", cell: latest, name: "stderr", text }),
  };
}
