// Comma-separated numbers to a matrix. Only what the shipped files need: no quotes, no missing values.
import { ArgumentError } from "../errors.ts";

/** A table of numbers, row by row. */
export interface Table {
  rows: number;
  columns: number;
  values: Float64Array;
}

/**
 * The numbers of a CSV text, without its first `skip` lines.
 *
 * @throws when a line has another number of columns than the first, or a cell is no number.
 */
export function parseNumbers(text: string, skip = 0): Table {
  const lines = text.split(/\r?\n/).slice(skip);
  while (lines.at(-1) === "") lines.pop();
  const columns = lines[0]?.split(",").length ?? 0;
  const values = new Float64Array(lines.length * columns);
  lines.forEach((line, row) => {
    const cells = line.split(",");
    const at = `line ${row + 1 + skip}`;
    if (cells.length !== columns)
      throw new ArgumentError({
        op: "csv",
        message: `columns differ: ${columns} and ${cells.length} in ${at}`,
      });
    cells.forEach((cell, column) => {
      const value = cell.trim() === "" ? Number.NaN : Number(cell);
      if (Number.isNaN(value))
        throw new ArgumentError({ op: "csv", message: `not a number: "${cell}" in ${at}` });
      values[row * columns + column] = value;
    });
  });
  return { rows: lines.length, columns, values };
}

/** A table's columns but the last as f32 rows, and its last column as i32. */
export function splitLastColumn({ rows, columns, values }: Table): {
  inputs: Float32Array;
  labels: Int32Array;
} {
  const inputs = new Float32Array(rows * (columns - 1));
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    inputs.set(values.subarray(start, start + columns - 1), row * (columns - 1));
    labels[row] = values[start + columns - 1] as number;
  }
  return { inputs, labels };
}
