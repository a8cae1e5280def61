// Tables and texts that say what the runtime does: what `explain`, `profile`, `memory` give is shown as. Plain data; how it
// looks in HTML is the display's business, how as text is here.
import { inspect } from "node:util";

/** A heading with a table or a text under it. */
export interface ReportSection {
  /** What the section shows; may be empty. */
  readonly heading: string;
  /** The columns' names; those that begin with "#" hold numbers, set to the right. */
  readonly columns?: readonly string[];
  /** One entry a column. */
  readonly rows?: readonly (readonly string[])[];
  /** Text as it is: code, listings. */
  readonly text?: string;
}

/**
 * What shows itself as tables and texts.
 * @example
 * memory() instanceof Report // true
 */
export class Report {
  /** One line about all of it. */
  readonly title: string;
  /** What is shown below, in order. */
  readonly sections: readonly ReportSection[];

  constructor(title: string, sections: readonly ReportSection[]) {
    this.title = title;
    this.sections = sections;
  }
  toString(): string {
    return [this.title, ...this.sections.map(sectionText)].join("\n\n");
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function sectionText({ heading, columns, rows, text }: ReportSection): string {
  const table = columns && rows ? tableText(columns, rows) : undefined;
  return [heading, table, text].filter(Boolean).join("\n");
}

function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((name) => name.replace(/^#/, "")), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const cell = (text: string, i: number) =>
    columns[i]!.startsWith("#") ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
  return lines
    .map((line) =>
      columns
        .map((_, i) => cell(line[i] ?? "", i))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** 1234567 as "1.23 MB". */
export const bytesText = (bytes: number): string => inUnits(bytes, ["B", "kB", "MB", "GB", "TB"]);
/** 1234567 as "1.23 M". */
export const countText = (count: number): string => inUnits(count, ["", "k", "M", "G", "T"]).trim();

function inUnits(value: number, units: readonly string[]): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const scaled = value / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toPrecision(3)} ${units[power]}`;
}
