// Cells with JSX. They stand in a file of their own, which may hold it, which no other cell imports, and which is there from the
// first of them on; once they run, their declarations take their place among the cells. Elements become calls of
// `react/jsx-runtime`, whatever the tsconfig says, unless the cell says otherwise.
import type { Notebook, Rendered } from "./notebook.ts";
import { type CellOutline, TYPE, VALUE } from "./outline.ts";
import type { RawDiagnostic } from "./server.ts";
import type { Summary } from "./summary.ts";

/** What says how JSX is meant counts only at a file's very beginning. */
export function pragmaOf(source: string): string {
  const comment = /^\s*\/\*[\s\S]*?\*\//.exec(source)?.[0] ?? "";
  return /@jsx/.test(comment) ? comment : "/** @jsxRuntime automatic */";
}

/** For a text that does not parse: whether it is more likely JSX that is being typed. */
export const looksLikeJsx = (source: string): boolean => /<\/[\w.]*>|\/>/.test(source);

const noTypes = new Set([7026, 2875]);
const noTypesForModule = 7016;

/** Without complaints that the elements' types are not installed: a cell runs without them, and what else is missing its run says. */
export function withoutMissingTypes(raw: readonly RawDiagnostic[]): RawDiagnostic[] {
  return raw.filter(
    ({ code, text }) =>
      !noTypes.has(code) && !(code === noTypesForModule && /\/jsx-(dev-)?runtime'/.test(text)),
  );
}

/** Makes a cell part of the notebook by its declarations; gives their text. Where they cannot be written down its names are of any type. */
export function commitDeclared(notebook: Notebook, cell: Rendered, summary: Summary | undefined): string {
  notebook.commit(cell);
  const settle = (declared: Pick<Summary, "body" | "uses">) =>
    notebook.settle(cell.index, { ...declared, sameImports: true });
  const anyhow = { body: untyped(cell.outline), uses: [] };
  return settle(summary ?? anyhow) ?? settle(anyhow) ?? "";
}

/** The cell's names, of any type: for declarations that cannot be written down. */
function untyped({ declared }: CellOutline): string {
  const meanings = new Map<string, number>();
  for (const { name, meaning } of declared) meanings.set(name, (meanings.get(name) ?? 0) | meaning);
  const lines = [...meanings].flatMap(([name, meaning]) => [
    ...(meaning & VALUE ? [`export declare const ${name}: any;`] : []),
    ...(meaning & TYPE ? [`export type ${name} = any;`] : []),
  ]);
  return `\n${lines.join("\n")}\nexport {};`;
}
