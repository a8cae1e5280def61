// Prints figures side by side: ours, and each peer's with how many times ours it is.

export type Cell = number | string | undefined;

/** `rows` are what is measured; the first of `columns` is ours. */
export function table(
  columns: readonly string[],
  rows: readonly { what: string; values: readonly Cell[]; moreIsBetter?: boolean }[],
): string {
  const texts = rows.map(({ what, values, moreIsBetter }) => [
    what,
    ...values.map((value, index) =>
      shown(value, index === 0 ? undefined : ratio(values[0], value, moreIsBetter)),
    ),
  ]);
  const all = [["", ...columns], ...texts];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)))
      .join("   "),
  );
  return [lines[0], "-".repeat(lines[0]!.length), ...lines.slice(1)].join("\n");
}

/** How many times as good we are. */
function ratio(ours: Cell, theirs: Cell, moreIsBetter = false): string | undefined {
  if (typeof ours !== "number" || typeof theirs !== "number" || ours === 0 || theirs === 0) return undefined;
  return `${(moreIsBetter ? ours / theirs : theirs / ours).toFixed(1)}×`;
}

function shown(value: Cell, ratio: string | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${ratio === undefined ? "" : ` (${ratio})`}`;
}
