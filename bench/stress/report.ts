// What a stress run found, as a table.
import { table } from "../table.ts";

export interface Row {
  what: string;
  value: number | string;
  /** What it has to keep to, in words. */
  limit?: string;
  passed?: boolean;
  /** It is about time, which no test depends on. */
  timing?: boolean;
}

export interface Report {
  title: string;
  rows: Row[];
}

/** The rows that keep a limit no longer. */
export const broken = ({ rows }: Report, { timing = true } = {}): Row[] =>
  rows.filter((row) => row.passed === false && (timing || !row.timing));

export function printed({ title, rows }: Report): string {
  const cells = rows.map(({ what, value, limit, passed }) => ({
    what,
    values: [
      typeof value === "number" ? Number(value.toFixed(1)).toString() : value,
      limit ?? "",
      passed === undefined ? "" : passed ? "ok" : "BROKEN",
    ],
  }));
  return `${title}\n${table(["measured", "limit", ""], cells)}\n`;
}
