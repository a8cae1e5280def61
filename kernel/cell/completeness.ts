// What a console asks on Enter: is this a whole cell, may more follow, or is it wrong already? A text is incomplete when
// its first error is that it ends.
import type { Completeness, SyntaxProblem } from "./cell.ts";
import { problemIn } from "./parse.ts";
import { skipTrivia } from "./text.ts";

export function completeness(source: string): Completeness {
  const problem = problemIn(source);
  if (!problem) return { status: "complete" };
  if (endsTooEarly(problem, source)) return { status: "incomplete", indent: indentOf(source) };
  // What starts with a brace may be an object literal as well as a block.
  if (source[skipTrivia(source, 0)] === "{") {
    const inside = `(${source}`;
    const asObject = problemIn(`${inside}\n)`);
    if (!asObject) return { status: "complete" };
    const open = problemIn(inside);
    if (open && endsTooEarly(open, inside)) return { status: "incomplete", indent: indentOf(source) };
  }
  return { status: "invalid" };
}

function endsTooEarly({ message, start, end }: SyntaxProblem, source: string): boolean {
  if (skipTrivia(source, start) >= source.length) return true;
  if (message.startsWith("Unterminated multiline comment")) return true;
  // A template runs to the end of the text; a quoted string only when no line follows.
  if (message.startsWith("Unterminated string")) return source[start] !== "/" && end >= source.length;
  return message.startsWith("Identifier expected after '?.'") && end >= source.length;
}

/** The last line's indentation, one step deeper after an opening bracket or an arrow. */
function indentOf(source: string): string {
  const lines = source.split("\n").filter((line) => line.trim());
  const last = lines.at(-1) ?? "";
  const own = /^[ \t]*/.exec(last)![0];
  const step = lines.map((line) => /^(?:\t| +)/.exec(line)?.[0] ?? "").find((indent) => indent) ?? "  ";
  return /(?:[{([]|=>)\s*(?:\/\/.*)?$/.test(last) ? own + step : own;
}
