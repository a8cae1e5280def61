// A cell that may not run, told to its user: type errors, syntax errors and hints as sentences with code frames. What goes
// wrong while it runs is the evaluator's to tell.
import type { SyntaxProblem } from "../cell/cell.ts";
import type { Diagnostic } from "../check/checker.ts";
import { bold, dim, yellow } from "../protocol/ansi.ts";
import { codeFrame, placeOf } from "../protocol/codeFrame.ts";
import type { ErrorContent } from "../protocol/replies.ts";

/** More errors than this are counted, not shown. */
const shown = 8;

/** The user's text, what stands for it where magics are replaced (line by line), and the cell's number for the user. */
export interface Cell {
  source: string;
  code: string;
  count: number;
}

/** Type errors as one error; its name is TypeScript's, its value the first sentence. */
export function typeErrors(cell: Cell, errors: Diagnostic[]): ErrorContent {
  const ename = "TypeScriptError";
  const first = errors[0]!;
  const different = sameTogether(errors);
  const rest = different.length - shown;
  return {
    ename,
    evalue: `TS${first.code}: ${first.message}`,
    traceback: [
      ...different
        .slice(0, shown)
        .flatMap((same, index) => [...(index > 0 ? [""] : []), ...told(bold(ename), cell, ...same)]),
      ...(rest > 0 ? ["", `… and ${rest} more`] : []),
    ],
  };
}

/** What is wrong in many places in the same way is one error: a name that is missing is missing wherever it stands. */
function sameTogether(errors: readonly Diagnostic[]): [Diagnostic, ...Diagnostic[]][] {
  const groups = new Map<string, [Diagnostic, ...Diagnostic[]]>();
  for (const error of errors) {
    const key = JSON.stringify([error.code, error.message, error.related]);
    const group = groups.get(key);
    if (group) group.push(error);
    else groups.set(key, [error]);
  }
  return [...groups.values()];
}

export function syntaxError(cell: Cell, problem: SyntaxProblem): ErrorContent {
  return named("SyntaxError", problem, cell);
}

/** A magic that is used as it cannot be. */
export function magicError(source: string, count: number, problem: SyntaxProblem): ErrorContent {
  return named("MagicError", problem, { source, code: source, count });
}

function named(ename: string, problem: SyntaxProblem, cell: Cell): ErrorContent {
  const { message } = problem;
  return {
    ename,
    evalue: message,
    traceback: [`${bold(ename)}: ${message}`, ...frame(cell, problem)],
  };
}

/** What does not stop the cell, as text beside its output. */
export function hintText(cell: Cell, hints: Diagnostic[]): string {
  const heading = (hint: Diagnostic) => yellow(bold(hint.severity === "error" ? "warning" : "hint"));
  const lines = hints.flatMap((hint) => told(heading(hint), cell, hint));
  return lines.map((line) => `${line}\n`).join("");
}

/** A diagnostic under a heading, with its places and what else there is to say; the checker's own ones have no number. */
function told(heading: string, cell: Cell, diagnostic: Diagnostic, ...others: Diagnostic[]): string[] {
  const { code, message, related } = diagnostic;
  return [
    `${heading}${code === 0 ? "" : ` ${dim(`TS${code}`)}`}: ${message}`,
    ...(code === 0 ? [] : frame(cell, diagnostic)),
    ...(others.length > 0 ? [dim(`  also at ${others.map((other) => place(cell, other)).join(", ")}`)] : []),
    ...related.map((line) => dim(`  ${line}`)),
  ];
}

function place({ code }: Cell, { start, end }: Diagnostic): string {
  const { line, column } = placeOf(code, start, end);
  return `${line}:${column}`;
}

function frame({ source, code, count }: Cell, { start, end }: { start: number; end: number }): string[] {
  const where = placeOf(code, start, end);
  return [dim(`Cell In[${count}], line ${where.line}:${where.column}`), ...codeFrame(source, where)];
}
