// Where a cell's output goes: to the request that ran it, also when it comes after the reply. Streams are coalesced, and
// sent before any display or clear, so that all stay in the order in which the cell made them.
import type { OutputEvent } from "../protocol/evaluator.ts";
import type { Events, EventType, Publish } from "../protocol/events.ts";
import type { MessageExtras } from "../protocol/message.ts";
import { limitBundle } from "./bundleLimit.ts";
import { createDisplayFlow, type DisplayFlow, type Shown } from "./displayFlow.ts";
import { type Clock, createStreamBuffer, type StreamBuffer, systemClock } from "./streamBuffer.ts";

export interface Outputs {
  /** A cell's number, unique in the life of the kernel; its output is published so, or dropped when it is silent. */
  open(publish: Publish, options?: OpenOptions): number;
  take(event: OutputEvent): void;
  /** Publishes after the text that came before; a value that has no JSON form is named on stderr instead. */
  show<T extends Shown>(cell: number, type: T, content: Events[T]): void;
  /** Publishes something that is no output, after the text that came before, also for a silent cell. */
  send<T extends EventType>(cell: number, type: T, content: Events[T], extras: MessageExtras): void;
  /** From here on, what `cell` shows is published as the output of `by`. */
  adopt(cell: number, by: number): void;
  /** Sends the text that waits to be coalesced. */
  flush(cell: number): void;
  /** Tells the user something that no cell caused, below the latest one. */
  note(text: string): void;
}

export interface OpenOptions {
  silent?: boolean;
  /** One of many small ones, soon over: its late output is not waited for as long. */
  brief?: boolean;
}

/** Cells whose late output still finds its request; and brief ones. */
const remembered = { cells: 2000, brief: 200 };

interface Entry {
  publish: Publish;
  /** Where its output goes; undefined for a silent cell. */
  shown: { displays: DisplayFlow; stream: StreamBuffer } | undefined;
}

export interface OutputsOptions {
  clock?: Clock;
  /** How many characters of text a cell may print, and display; asked when it begins. */
  limit?: () => number;
}

/** `onStray` gets the text of no known cell: what an evaluator prints while it starts. */
export function createOutputs(
  onStray: (text: string) => void,
  { clock = systemClock, limit = () => 10_000_000 }: OutputsOptions = {},
): Outputs {
  const cells = new Map<number, Entry>();
  const opened = { cells: [] as number[], brief: [] as number[] };
  let latest = 0;
  const show: Outputs["show"] = (cell, type, content) => {
    const shown = cells.get(cell)?.shown;
    shown?.stream.flush();
    try {
      if (!("data" in content)) return shown?.displays.take(type, content, 0);
      const { data, length, notice } = limitBundle(content.data, limit());
      shown?.displays.take(type, { ...content, data }, length);
      if (notice !== "") shown?.stream.write("stderr", notice);
    } catch (error) {
      shown?.stream.write("stderr", `display: this value cannot be shown: ${(error as Error).message}\n`);
    }
  };
  const take = (event: OutputEvent) => {
    const { cell } = event;
    if (event.type === "clear") return show(cell, "clear_output", { wait: event.wait });
    if (event.type === "display") {
      const { data, metadata, transient = {} } = event.display;
      return show(cell, event.update ? "update_display_data" : "display_data", { data, metadata, transient });
    }
    if (!cells.has(cell)) return onStray(event.text);
    const shown = cells.get(cell)?.shown;
    shown?.displays.beforeText();
    shown?.stream.write(event.name, event.text);
  };
  return {
    open(publish, { silent = false, brief = false } = {}) {
      const cell = ++latest;
      cells.set(cell, { publish, shown: silent ? undefined : waysOut(publish, clock, limit()) });
      const kind = brief ? "brief" : "cells";
      opened[kind].push(cell);
      if (opened[kind].length > remembered[kind]) cells.delete(opened[kind].shift()!);
      return cell;
    },
    take,
    show,
    send(cell, type, content, extras) {
      const entry = cells.get(cell);
      entry?.shown?.stream.flush();
      entry?.publish(type, content, extras);
    },
    adopt(cell, by) {
      const entry = cells.get(cell);
      const adopter = cells.get(by);
      if (entry?.shown && adopter?.shown) entry.shown = adopter.shown;
    },
    flush(cell) {
      const shown = cells.get(cell)?.shown;
      shown?.displays.flush();
      shown?.stream.flush();
    },
    note: (text) => take({ type: "stream", cell: opened.cells.at(-1) ?? 0, name: "stderr", text }),
  };
}

function waysOut(publish: Publish, clock: Clock, limit: number): NonNullable<Entry["shown"]> {
  const stream = createStreamBuffer((name, text) => publish("stream", { name, text }), clock, limit);
  const onLimit = () => stream.write("stderr", tooMuch(limit));
  return { stream, displays: createDisplayFlow(publish, onLimit, clock, limit) };
}

const tooMuch = (limit: number): string =>
  `display: this cell displayed more than ${limit / 1e6} MB; from here on one display a second is shown\nhelp: update one display in place, show less, or raise the limit: %config outputLimit=100\n`;
