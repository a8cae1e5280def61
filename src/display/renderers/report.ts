// Reports of the runtime (plans, times, memory): tables and texts, as text and as HTML. Recognised by what they have, since
// display must not load the runtime to print `1 + 1`.
import type { Report, ReportSection } from "../../insight/report.ts";
import { escapeMarkup } from "../../plot/escape.ts";
import { limitText } from "../inspect.ts";
import { rendered } from "../mime.ts";
import { renderer } from "./renderer.ts";

export const report = renderer("report", isReport, (value) =>
  rendered({ "text/html": page(value), "text/plain": limitText(String(value)) }),
);

function isReport(value: unknown): value is Report {
  if (typeof value !== "object" || value === null) return false;
  const { title, sections } = value as Partial<Report>;
  return (
    typeof title === "string" &&
    Array.isArray(sections) &&
    sections.every((section) => typeof (section as Partial<ReportSection>)?.heading === "string")
  );
}

const page = ({ title, sections }: Report): string =>
  `<div>${escapeMarkup(title)}</div>${sections.map(sectionPage).join("")}`;

function sectionPage({ heading, columns, rows, text }: ReportSection): string {
  const head = heading === "" ? "" : `<b>${escapeMarkup(heading)}</b>`;
  const table = columns && rows ? tablePage(columns, rows) : "";
  if (text === undefined) return `${head}${table}`;
  const summary = `<summary>${escapeMarkup(heading)}</summary>`;
  return `${table}<details>${summary}<pre>${escapeMarkup(text)}</pre></details>`;
}

function tablePage(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const styles = columns.map((name) => `text-align:${name.startsWith("#") ? "right" : "left"}`);
  const row = (tag: string, entries: readonly string[]) =>
    `<tr>${entries.map((entry, i) => `<${tag} style="${styles[i]}">${escapeMarkup(entry)}</${tag}>`).join("")}</tr>`;
  const head = row(
    "th",
    columns.map((name) => name.replace(/^#/, "")),
  );
  return `<table><thead>${head}</thead><tbody>${rows.map((entries) => row("td", entries)).join("")}</tbody></table>`;
}
