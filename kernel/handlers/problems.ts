// A cell that may not run, told to its user: type errors, syntax errors and hints as sentences with code frames. What goes
// wrong while it runs is the evaluator's to tell.
import type { SyntaxProblem } from "../cell/cell.ts";
import type { Diagnostic } from "../check/checker.ts";
import { bold, cyan, dim, red, yellow } from "../protocol/ansi.ts";
import { codeFrame, placeOf } from "../protocol/codeFrame.ts";
import type { ErrorContent } from "../protocol/replies.ts";

/** More errors than this are counted, not shown. */
const shown = 8;

/** Type errors as one error; its name is TypeScript's, its value the first sentence. */
export function typeErrors(source: string, count: number, errors: Diagnostic[]): ErrorContent {
  const ename = "TypeScriptError";
  const first = errors[0]!;
  const rest = errors.length - shown;
  return {
    ename,
    evalue: `TS${first.code}: ${first.message}`,
    traceback: [
      ...errors
        .slice(0, shown)
        .flatMap((error, index) => [
          ...(index > 0 ? [""] : []),
          ...told(red(bold(ename)), source, count, error),
        ]),
      ...(rest > 0 ? ["", `… and ${rest} more`] : []),
    ],
  };
}

export function syntaxError(source: string, count: number, problem: SyntaxProblem): ErrorContent {
  return {
    ename: "SyntaxError",
    evalue: problem.message,
    traceback: [`${red(bold("SyntaxError"))}: ${problem.message}`, ...frame(source, count, problem)],
  };
}

/** Hints as text beside the cell's output. */
export function hintText(source: string, count: number, hints: Diagnostic[]): string {
  const lines = hints.flatMap((hint) => told(yellow(bold("hint")), source, count, hint));
  return lines.map((line) => `${line}\n`).join("");
}

/** A diagnostic under a heading, with its place and what else there is to say; the checker's own ones have no number. */
function told(heading: string, source: string, count: number, diagnostic: Diagnostic): string[] {
  const { code, message, related } = diagnostic;
  return [
    `${heading}${code === 0 ? "" : ` ${dim(`TS${code}`)}`}: ${message}`,
    ...(code === 0 ? [] : frame(source, count, diagnostic)),
    ...related.map((line) => dim(`  ${line}`)),
  ];
}

function frame(source: string, count: number, { start, end }: { start: number; end: number }): string[] {
  const place = placeOf(source, start, end);
  return [cyan(`Cell In[${count}], line ${place.line}:${place.column}`), ...codeFrame(source, place)];
}
