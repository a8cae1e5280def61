// Neural network modules and their summaries: a table as text and as HTML. Recognised by what they have, since display
// must not load the runtime to print `1 + 1`.
import { escapeMarkup } from "../../plot/escape.ts";
import { limitText } from "../inspect.ts";
import { rendered } from "../mime.ts";
import { renderer } from "./renderer.ts";

interface SummaryLike {
  rows: readonly { layer: string; output: string; parameters: string }[];
  totals: string;
  toString(): string;
}

interface ModuleLike {
  summary(): SummaryLike;
  forward: unknown;
}

export const moduleSummary = renderer("module", isModuleOrSummary, (value) => {
  const summary = isSummary(value) ? value : value.summary();
  return rendered({ "text/html": table(summary), "text/plain": limitText(String(summary)) });
});

function isModuleOrSummary(value: unknown): value is ModuleLike | SummaryLike {
  if (typeof value !== "object" || value === null) return false;
  const { summary, forward } = value as Partial<ModuleLike>;
  return isSummary(value) || (typeof summary === "function" && typeof forward === "function");
}

function isSummary(value: object): value is SummaryLike {
  const { rows, totals } = value as Partial<SummaryLike>;
  return Array.isArray(rows) && typeof totals === "string";
}

function table({ rows, totals }: SummaryLike): string {
  const left = "text-align:left;white-space:pre";
  const right = "text-align:right";
  const row = (tag: string, layer: string, output: string, parameters: string) =>
    `<tr><${tag} style="${left}">${escapeMarkup(layer)}</${tag}><${tag} style="${left}">${escapeMarkup(output)}</${tag}>` +
    `<${tag} style="${right}">${escapeMarkup(parameters)}</${tag}></tr>`;
  const body = rows.map(({ layer, output, parameters }) => row("td", layer, output, parameters)).join("");
  const head = row("th", "layer", "output", "parameters");
  return `<table><thead>${head}</thead><tbody>${body}</tbody></table><div>${escapeMarkup(totals)}</div>`;
}
