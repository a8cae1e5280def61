// An error as the user sees it: heading, the line that threw with its neighbours, the user's frames, then its causes.
// It reads whatever was thrown with care: getters may throw, `name` and `message` may be anything.
import { inspect, types } from "node:util";
import { bold, dim } from "../protocol/ansi.ts";
import { codeFrame } from "../protocol/codeFrame.ts";
import type { ErrorReport } from "../protocol/evaluator.ts";
import { placeText, sourceOf } from "./scripts.ts";
import { allFramesShown, framesOf, frameText, type StackFrame } from "./stack.ts";

const deepestCause = 5;
const mostErrors = 5;

/** The report of a thrown value; `frames` hold the user's frames only, innermost first. */
export function report(thrown: unknown): ErrorReport {
  const { ename, evalue } = titleOf(thrown);
  const frames = shownFrames(thrown);
  return {
    ename,
    evalue,
    traceback: lines(thrown, 0, new Set()),
    frames: frames.map(({ url: _, origin: __, ...frame }) => frame),
  };
}

const isError = (value: unknown): value is Error => types.isNativeError(value) || value instanceof Error;

function titleOf(thrown: unknown): { ename: string; evalue: string } {
  if (!isError(thrown)) return { ename: "Uncaught", evalue: cut(safely(() => inspect(thrown)) ?? "a value") };
  const name = safely(() => thrown.name) || safely(() => thrown.constructor.name) || "Error";
  return { ename: String(name), evalue: cut(safely(() => String(thrown.message)) ?? "") };
}

/** Longer messages are cut, in characters. */
const longestMessage = 10_000;

function cut(message: string): string {
  const more = message.length - longestMessage;
  return more > 0
    ? `${message.slice(0, longestMessage)}\n… ${more.toLocaleString("en")} more characters`
    : message;
}

function safely<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

// The user's own frames; where there are none, the library's, so that an error is never without a place.
function shownFrames(thrown: unknown): StackFrame[] {
  if (!isError(thrown)) return [];
  const frames = safely(() => framesOf(thrown)) ?? [];
  const own = frames.filter((frame) => frame.origin === "user");
  return own.length && !allFramesShown() ? own : frames;
}

function lines(thrown: unknown, depth: number, seen: Set<unknown>): string[] {
  seen.add(thrown);
  const { ename, evalue } = titleOf(thrown);
  const out = `${bold(ename)}${evalue ? `: ${evalue}` : ""}`.split("\n");
  const frames = shownFrames(thrown);
  const first = frames.find(({ origin }) => origin === "user") ?? frames[0];
  if (first) out.push("", ...framed(first));
  if (frames.length > 1) out.push("", ...stackLines(frames));
  if (!isError(thrown) && depth === 0) out.push("help: throw an Error, and its line is shown");
  if (isError(thrown) && depth < deepestCause) {
    for (const [label, inner] of innerErrors(thrown))
      if (!seen.has(inner))
        out.push("", dim(label), ...lines(inner, depth + 1, seen).map((line) => `  ${line}`));
  }
  return out;
}

/** One line a frame; of a function that calls itself over and over, two. */
function stackLines(frames: readonly StackFrame[]): string[] {
  const lines: string[] = [];
  let same = 0;
  const texts = frames.map((frame) => frameText(frame.name, placeText(frame)));
  for (const [index, text] of texts.entries()) {
    if (text === texts[index - 1]) same++;
    else {
      lines.push(...repeated(same), `${dim("    at")} ${text}`);
      same = 0;
    }
  }
  return [...lines, ...repeated(same)];
}

const repeated = (times: number): string[] =>
  times === 0 ? [] : [dim(`    … ${times} more time${times === 1 ? "" : "s"}`)];

function framed(frame: StackFrame): string[] {
  const source = sourceOf(frame.url);
  const code = source === undefined ? [] : codeFrame(source, frame);
  return [dim(placeText(frame)), ...code];
}

/** What lies behind an error, with the line that introduces it. */
function innerErrors(error: Error): [string, unknown][] {
  const inner: [string, unknown][] = [];
  const many = safely(() => (error as AggregateError).errors);
  if (Array.isArray(many)) {
    inner.push(
      ...many
        .slice(0, mostErrors)
        .map((each, i): [string, unknown] => [`Error ${i + 1} of ${many.length}:`, each]),
    );
  }
  if (safely(() => "suppressed" in error)) {
    const { error: newer, suppressed } = error as Error & { error: unknown; suppressed: unknown };
    inner.push(["Thrown last:", newer], ["Thrown before:", suppressed]);
  }
  const cause = safely(() => error.cause);
  if (cause !== undefined) inner.push(["Caused by:", cause]);
  return inner;
}
