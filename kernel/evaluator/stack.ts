// Stacks in the user's terms: `error.stack` names cells and source lines, and each error's frames are kept for its
// traceback. Frames of Node and of this kernel are left out; what lies below the cell's own frame is never shown.
import { types } from "node:util";
import type { Frame } from "../protocol/evaluator.ts";
import { locate, type Origin, originOf, placeText } from "./scripts.ts";

/** A frame with what the traceback needs besides. */
export interface StackFrame extends Frame {
  /** The script's URL, to find its text. */
  url: string;
  origin: Origin;
}

let all = false;

/** From now on stacks have every frame, or only the user's and those of libraries. */
export function showAllFrames(show: boolean): void {
  all = show;
}

export const allFramesShown = (): boolean => all;

const known = new WeakMap<object, StackFrame[]>();

/** The frames of an error, innermost first; empty when V8 was not asked for them (or the value is no error). */
export function framesOf(error: object): StackFrame[] {
  void (error as { stack?: unknown }).stack; // the first look formats it
  return known.get(error) ?? [];
}

/** Gives an error that came from elsewhere (a loader, a worker) the frames of the place that asked for it. */
export function borrowFrames(error: unknown, asked: Error): void {
  if (!types.isNativeError(error) || framesOf(error).some(({ origin }) => origin === "user")) return;
  known.set(error, framesOf(asked));
}

/** The first line of a stack. Errors of Node name their code. */
function heading(error: Error): string {
  try {
    const { name, message } = error;
    const code = (error as NodeJS.ErrnoException).code;
    const title = typeof code === "string" && code.startsWith("ERR_") ? `${name} [${code}]` : String(name);
    return message ? `${title}: ${message}` : title;
  } catch {
    return "Error";
  }
}

function format(error: Error, sites: NodeJS.CallSite[]): string {
  const frames: StackFrame[] = [];
  const lines = [heading(error)];
  for (const site of sites) {
    const url = site.getScriptNameOrSourceURL() ?? undefined;
    if (url === "node:inspector" && !all) break;
    const origin = originOf(url);
    const line = site.getLineNumber();
    const column = site.getColumnNumber();
    if ((origin === "hidden" && !all) || !url || line === null || column === null) {
      if (url?.startsWith("node:") && !url.startsWith("node:internal/")) lines.push(`    at ${site}`);
      continue;
    }
    const place = locate(url, line, column);
    const name = nameOf(site, url);
    frames.push({ name, ...place, url, origin });
    lines.push(`    at ${frameText(name, placeText(place))}`);
  }
  known.set(error, frames);
  return lines.join("\n");
}

/** `async f (place)`, or the place alone at a cell's or module's top level. */
export function frameText(name: string, place: string): string {
  return name && name !== "async" ? `${name} (${place})` : `${name ? `${name} ` : ""}${place}`;
}

// V8's own text has the best name ("new A", "async Promise.all (index 0)", "Object.m [as x]"): take what stands before the place.
function nameOf(site: NodeJS.CallSite, url: string): string {
  const text = String(site);
  const at = text.indexOf(url);
  if (at < 0) return text;
  const name = text.slice(0, at).replace(/ ?\($/, "").trim();
  return name.replace(/(^|\s)(eval|<anonymous>)$/, "").trim();
}

/** To be called once, before user code. */
export function installStacks(): void {
  Error.stackTraceLimit = 30;
  Error.prepareStackTrace = (error, sites) => format(error, sites);
}
