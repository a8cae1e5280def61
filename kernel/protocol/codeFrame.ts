// The lines of a cell around a place, with the place underlined: what the user sees below an error's sentence.
// Shared by type errors (front) and thrown errors (evaluator), so that both look alike.
import { dim, red } from "./ansi.ts";

/** A place in a text; lines and columns from 1. */
export interface Place {
  line: number;
  column: number;
  /** How many characters to underline; 1 when missing, never beyond the line's end. */
  length?: number;
}

const linesBefore = 2;
const linesAfter = 1;
/** As much of a line as fits into a notebook's column: a line that wraps has its underline in the wrong place. */
const widest = 80;
/** So much of it stays behind the start of a place that lies farther out. */
const ahead = 30;

/** The place of the characters from `start` to `end` (UTF-16 offsets). */
export function placeOf(source: string, start: number, end: number): Place {
  const from = Math.min(Math.max(start, 0), source.length);
  const before = source.slice(0, from).split("\n");
  const column = before[before.length - 1]!.length + 1;
  return { line: before.length, column, length: Math.max(1, end - from) };
}

/**
 * The frame's lines with ANSI colours; none where the text has no such line.
 *
 * @example
 * codeFrame("const a = 1;\nfoo();", { line: 2, column: 1, length: 3 });
 * //   1 | const a = 1;
 * // > 2 | foo();
 * //     | ^^^
 */
export function codeFrame(source: string, place: Place): string[] {
  const lines = source.split(/\r\n|\n|\r/);
  if (lines[place.line - 1] === undefined) return [];
  const first = Math.max(1, place.line - linesBefore);
  const last = Math.min(lines.length, place.line + linesAfter);
  const width = String(last).length;
  const end = place.column + Math.min(place.length ?? 1, ahead);
  const shift = end <= widest ? 0 : place.column - (widest - ahead);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((number) => {
    const line = lines[number - 1]!;
    const gutter = `${String(number).padStart(width)} |`;
    if (number !== place.line) return [`${dim(`  ${gutter}`)} ${clip(line, 0)}`.trimEnd()];
    return [
      `${red(">")} ${dim(gutter)} ${clip(line, shift)}`,
      `${dim(`  ${" ".repeat(width)} |`)} ${underline(line, place, shift)}`,
    ];
  });
}

function clip(line: string, shift: number): string {
  const end = shift + widest;
  return `${shift > 0 ? "…" : ""}${line.slice(shift > 0 ? shift + 1 : 0, end)}${line.length > end ? "…" : ""}`;
}

function underline(line: string, place: Place, shift: number): string {
  const column = Math.min(place.column, line.length + 1);
  const indent = line.slice(shift, column - 1).replace(/[^\t]/g, " ");
  const room = Math.min(line.length + 1, shift + widest) - column;
  return indent + red("^".repeat(Math.max(1, Math.min(place.length ?? 1, room))));
}
