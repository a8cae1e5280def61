// Where displays go. The evaluator installs a sink that carries them to the front end; without one, in a plain script,
// the text twin is printed. Nothing here knows of Jupyter's messages.
import type { Rendered } from "./mime.ts";

/** A display on its way out. */
export interface DisplayMessage extends Rendered {
  transient: { display_id?: string };
  /** True when the display with this id is to be replaced wherever it stands. */
  update: boolean;
}

export type DisplaySink = (message: DisplayMessage) => void;

/** Fills a place in the output, with nothing where there is nothing to show. To be called once. */
export type FillPlace = (message?: DisplayMessage) => void;

let sink: DisplaySink | undefined;
let clear: ((wait: boolean) => void) | undefined;
let hold: (() => FillPlace) | undefined;

/**
 * Installs what receives displays, and what clears a cell's output; `undefined` goes back to printing.
 *
 * @param holdPlace takes a place in the output, among the prints, for a display that is still to be drawn
 */
export function setDisplaySink(
  receive: DisplaySink | undefined,
  clearOutput?: (wait: boolean) => void,
  holdPlace?: () => FillPlace,
): void {
  sink = receive;
  clear = clearOutput;
  hold = holdPlace;
}

/** True when what comes after a place waits for it. */
export function holdsPlaces(): boolean {
  return hold !== undefined;
}

export function holdPlace(): FillPlace {
  return hold?.() ?? ((message) => message && send(message));
}

/** True in a notebook, false in a plain script. */
export function hasDisplaySink(): boolean {
  return sink !== undefined;
}

export function send(message: DisplayMessage): void {
  if (sink) sink(message);
  else process.stdout.write(`${message.data["text/plain"] ?? ""}\n`);
}

/**
 * Removes the running cell's output so far; in a plain script it does nothing.
 *
 * @param wait keeps the old output until something new comes, so that the page does not jump
 * @example
 * clearOutput(true);
 * console.log("epoch 2 of 10");
 */
export function clearOutput(wait = false): void {
  clear?.(wait);
}
