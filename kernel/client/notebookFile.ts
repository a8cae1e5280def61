// Notebook files, format 4: read, checked as far as running needs it, and written the way Jupyter writes them (lines as
// lists, one space of indent), so that a run changes nothing but outputs and counts.
import { readFile, writeFile } from "node:fs/promises";
import type { Json } from "../protocol/message.ts";
import type { Output } from "./outputs.ts";

export interface CodeCell {
  cell_type: "code";
  id?: string;
  metadata: Json;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

export interface OtherCell {
  cell_type: "markdown" | "raw";
  id?: string;
  metadata: Json;
  source: string;
}

export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Json;
  cells: (CodeCell | OtherCell)[];
}

/** Reads a notebook; every cell's source comes as one string. */
export async function readNotebook(path: string): Promise<Notebook> {
  const fail = (what: string): never => {
    throw new Error(`notebook: ${what}: ${path}`);
  };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return fail({ ENOENT: "no such file", EISDIR: "this is a folder" }[code] ?? message);
  }
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text) as Notebook;
  } catch {
    return fail("this is not JSON");
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    const { nbformat } = notebook ?? {};
    return fail(
      nbformat === undefined ? "this is no notebook" : `only format 4 can be read, not ${nbformat}`,
    );
  }
  for (const cell of notebook.cells) cell.source = joined(cell.source);
  return notebook;
}

export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: split(cell.source),
    ...(cell.cell_type === "code" ? { outputs: cell.outputs.map(splitOutput) } : {}),
  }));
  await writeFile(path, `${JSON.stringify(sorted({ ...notebook, cells }), null, 1)}\n`);
}

/** True when the cell carries the tag, as `raises-exception` or `skip-execution`. */
export function hasTag(cell: CodeCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

function joined(text: string | string[]): string {
  return Array.isArray(text) ? text.join("") : text;
}

/** Lines that keep their ends, as the format stores text. */
function split(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function splitOutput(output: Output): Json {
  if (output.output_type === "stream") return { ...output, text: split(output.text) };
  if (output.output_type === "error") return { ...output };
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && isText(type) ? split(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function isText(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
}

// Jupyter sorts keys; so a notebook that both wrote has no needless differences.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
