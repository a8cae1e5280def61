// A tensor's numbers as text, the way PyTorch prints them: brackets by axis, columns aligned, one number format for the
// whole tensor, and dots in the middle of long axes.
import type { TensorLike } from "./tensorLike.ts";

const edgeItems = 3;
const fullUpTo = 1000;
const lineWidth = 100;

/** The numbers of a tensor, elided when there are more than a thousand. */
export function tensorText(tensor: Pick<TensorLike, "shape" | "dtype">, values: ArrayLike<number>): string {
  const { shape, dtype } = tensor;
  const size = shape.reduce((product, length) => product * length, 1);
  if (size === 0) return "[]";
  const elide = size > fullUpTo;
  const shown = shownIndices(shape, elide).map((i) => values[i] as number);
  const write = numberFormat(shown, dtype);
  const width = Math.max(...shown.map((value) => write(value).length));
  const cell = (index: number) => write(values[index] as number).padStart(width);
  return writeAxis(shape, 0, 0, elide, cell, 0);
}

function writeAxis(
  shape: readonly number[],
  axis: number,
  offset: number,
  elide: boolean,
  cell: (index: number) => string,
  indent: number,
): string {
  if (axis === shape.length) return cell(offset);
  const length = shape[axis] as number;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const parts = positions(length, elide).map((i) =>
    i === undefined ? "..." : writeAxis(shape, axis + 1, offset + i * stride, elide, cell, indent + 1),
  );
  const margin = " ".repeat(indent + 1);
  if (axis < shape.length - 1) {
    const gap = `,${"\n".repeat(shape.length - axis - 1)}${margin}`;
    return `[${parts.join(gap)}]`;
  }
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && indent + line.length + part.length + 3 > lineWidth) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? part : `, ${part}`;
  }
  return `[${[...lines, line].join(`,\n${margin}`)}]`;
}

/** Indices along an axis, with `undefined` for the dots. */
function positions(length: number, elide: boolean): (number | undefined)[] {
  if (!elide || length <= 2 * edgeItems) return Array.from({ length }, (_, i) => i);
  const first = Array.from({ length: edgeItems }, (_, i) => i);
  return [...first, undefined, ...first.map((i) => length - edgeItems + i)];
}

function shownIndices(shape: readonly number[], elide: boolean): number[] {
  let indices = [0];
  for (const length of shape)
    indices = indices.flatMap((index) =>
      positions(length, elide).flatMap((i) => (i === undefined ? [] : [index * length + i])),
    );
  return indices;
}

/** One format for all numbers: whole, with four decimals, or with an exponent, by PyTorch's rules. */
function numberFormat(shown: readonly number[], dtype: string): (value: number) => string {
  if (dtype === "bool") return (value) => (value ? "true" : "false");
  const special = (value: number) => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
  if (!dtype.startsWith("f") && !dtype.startsWith("b")) return (value) => String(value);
  const sizes = shown.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const largest = Math.max(...sizes, 0);
  const smallest = Math.min(...sizes, Number.POSITIVE_INFINITY);
  const whole = shown.every((value) => !Number.isFinite(value) || Number.isInteger(value));
  const exponent = largest > 1e8 || (whole ? false : largest / smallest > 1000 || smallest < 1e-4);
  return (value) => {
    if (!Number.isFinite(value)) return special(value);
    if (exponent) return withTwoDigitExponent(value.toExponential(4));
    return whole ? `${value}.` : value.toFixed(4);
  };
}

function withTwoDigitExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
