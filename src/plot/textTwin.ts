// Charts in plain text: sparklines, bars and tables of block characters. Every chart and picture carries such a twin,
// for terminals, `nbconvert`, e-mail and screen readers.
import { extent, formatNumber } from "./numbers.ts";

const LEVELS = "▁▂▃▄▅▆▇█";

/** A row of blocks, `·` where a value is not finite. */
export function sparkline(values: ArrayLike<number>, width = 40): string {
  const range = extent(values);
  const shown = values.length <= width ? Array.from(values) : means(values, width);
  return shown.map((value) => level(value, range)).join("");
}

function level(value: number, range: { min: number; max: number } | undefined): string {
  if (!range || !Number.isFinite(value)) return "·";
  const fraction = range.max > range.min ? (value - range.min) / (range.max - range.min) : 0.5;
  return LEVELS[Math.min(Math.floor(fraction * LEVELS.length), LEVELS.length - 1)] as string;
}

function means(values: ArrayLike<number>, width: number): number[] {
  return Array.from({ length: width }, (_, column) => {
    const start = Math.floor((column * values.length) / width);
    const end = Math.floor(((column + 1) * values.length) / width);
    let sum = 0;
    for (let i = start; i < end; i++) sum += values[i] as number;
    return sum / (end - start);
  });
}

/** One series in a line: `loss  ▇▅▃▂▁  2.31 → 0.42 (min 0.41 at 7)`. */
export function seriesLine(
  name: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  nameWidth = name.length,
): string {
  const label = name.padEnd(nameWidth);
  if (y.length === 0) return `${label}  (empty)`;
  const first = formatNumber(y[0] as number);
  const last = formatNumber(y[y.length - 1] as number);
  const range = extent(y);
  if (!range) return `${label}  ${sparkline(y)}  no finite value`;
  const at = (value: number) => formatNumber(x[Array.prototype.indexOf.call(y, value)] as number);
  return (
    `${label}  ${sparkline(y)}  ${first} → ${last}` +
    `  (min ${formatNumber(range.min)} at ${at(range.min)}, max ${formatNumber(range.max)} at ${at(range.max)})`
  );
}

/** A horizontal bar of at most `width` characters. */
export function bar(fraction: number, width = 30): string {
  const eighths = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8);
  const rest = eighths % 8;
  return "█".repeat(Math.floor(eighths / 8)) + (rest ? (" ▏▎▍▌▋▊▉"[rest] as string) : "");
}

/** Rows of cells in columns, aligned right except the first column. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** Title and lines, without empty ones. */
export function paragraphs(...lines: (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined && line !== "").join("\n");
}
