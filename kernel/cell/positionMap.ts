// Source map v3 mappings: written by the transform, read for stacks and breakpoints. Imports nothing at run time, so
// both processes can use it. Only positions: names and several sources have no use here.
import type { PositionMap } from "../protocol/evaluator.ts";

/** Column in the script, then line and column in the source; all from 0. */
export type Segment = [column: number, sourceLine: number, sourceColumn: number];

/** Lines and columns from 1, as stacks have them. */
export interface Position {
  line: number;
  column: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const decoded = new WeakMap<PositionMap, Segment[][]>();

/** Where a position of the script stands in the user's text; undefined when nothing of the user's is there. */
export function mapPosition(map: PositionMap, line: number, column: number): Position | undefined {
  const segments = segmentsOf(map)[line - 1] ?? [];
  const next = segments.findIndex((segment) => segment[0] > column - 1);
  const index = (next < 0 ? segments.length : next) - 1;
  const segment = segments[Math.max(0, index)];
  if (!segment) return undefined;
  let mapped = segment[2] + Math.max(0, column - 1 - segment[0]);
  // What the transform put in has no place of its own: it ends where the next piece of the user's text starts.
  const following = segments[index + 1];
  if (following && following[1] === segment[1] && following[2] >= segment[2]) {
    mapped = Math.min(mapped, following[2]);
  }
  return { line: segment[1] + 1, column: mapped + 1 };
}

/** Where the script's first piece of a line of the user's text begins, with what the transform put before it. */
export function lineStart(map: PositionMap, line: number): Position | undefined {
  for (const [index, segments] of segmentsOf(map).entries()) {
    const first = segments.find(([, sourceLine]) => sourceLine === line - 1);
    if (first) return { line: index + 1, column: first[0] + 1 };
  }
  return undefined;
}

/** `outer` maps the script to an intermediate text, `inner` that text to the source; the result skips the middle. */
export function composeMappings(outer: string, inner: string): string {
  const middle: PositionMap = { mappings: inner };
  const lines = decodeMappings(outer).map((segments) =>
    segments.flatMap(([column, line, middleColumn]): Segment[] => {
      const source = mapPosition(middle, line + 1, middleColumn + 1);
      return source ? [[column, source.line - 1, source.column - 1]] : [];
    }),
  );
  return encodeMappings(lines);
}

/** Moves all of the first line to the right, for text put before it. */
export function shiftFirstLine(mappings: string, columns: number): string {
  const lines = decodeMappings(mappings);
  for (const segment of lines[0] ?? []) segment[0] += columns;
  return encodeMappings(lines);
}

export function encodeMappings(lines: readonly (readonly Segment[] | undefined)[]): string {
  let sourceLine = 0;
  let sourceColumn = 0;
  let text = "";
  for (let line = 0; line < lines.length; line++) {
    if (line) text += ";";
    let column = 0;
    for (const [index, segment] of (lines[line] ?? []).entries()) {
      if (index) text += ",";
      text +=
        digits(segment[0] - column) +
        "A" +
        digits(segment[1] - sourceLine) +
        digits(segment[2] - sourceColumn);
      [column, sourceLine, sourceColumn] = segment;
    }
  }
  return text;
}

export function decodeMappings(mappings: string): Segment[][] {
  let sourceLine = 0;
  let sourceColumn = 0;
  return mappings.split(";").map((line) => {
    let column = 0;
    const segments: Segment[] = [];
    for (const text of line ? line.split(",") : []) {
      const [columns = 0, source, lines = 0, sourceColumns = 0] = numbers(text);
      column += columns;
      if (source === undefined) continue;
      sourceLine += lines;
      sourceColumn += sourceColumns;
      segments.push([column, sourceLine, sourceColumn]);
    }
    return segments;
  });
}

function segmentsOf(map: PositionMap): Segment[][] {
  let segments = decoded.get(map);
  if (!segments) {
    segments = decodeMappings(map.mappings);
    decoded.set(map, segments);
  }
  return segments;
}

function digits(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest ? digit | 32 : digit];
  } while (rest);
  return text;
}

function numbers(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    values.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return values;
}
