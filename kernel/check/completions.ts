// Completion entries as a Jupyter front end wants them: only what fits what is typed, best first, without names of ours.
// TypeScript gives them all and in no order.
import type { CompletionEntry, Completions } from "./checker.ts";
import { isHiddenFile, isHiddenName } from "./hiddenNames.ts";
import type { Place } from "./inspect.ts";
import { CompletionItemKind, type CompletionEntry as RawEntry, type Server } from "./server.ts";
import { wordAt } from "./words.ts";

const kinds = new Map<number | undefined, string>([
  [CompletionItemKind.Method, "method"],
  [CompletionItemKind.Function, "function"],
  [CompletionItemKind.Constructor, "class"],
  [CompletionItemKind.Field, "property"],
  [CompletionItemKind.Property, "property"],
  [CompletionItemKind.Variable, "variable"],
  [CompletionItemKind.Constant, "const"],
  [CompletionItemKind.Value, "value"],
  [CompletionItemKind.Class, "class"],
  [CompletionItemKind.Interface, "interface"],
  [CompletionItemKind.Struct, "type"],
  [CompletionItemKind.TypeParameter, "type"],
  [CompletionItemKind.Module, "module"],
  [CompletionItemKind.Enum, "enum"],
  [CompletionItemKind.EnumMember, "enum member"],
  [CompletionItemKind.Keyword, "keyword"],
  [CompletionItemKind.File, "file"],
  [CompletionItemKind.Folder, "folder"],
]);

/** Whether names of all cells may complete here: not after a dot. */
export function wantsAllNames(source: string, offset: number): boolean {
  const { start } = wordAt(source, offset);
  return !/(?<!\.\.)\.\s*#?$/.test(source.slice(0, start));
}

/** To TypeScript's completion what a namespace has from another file is a variable, whatever it is: what the names at a place are. */
async function kindsOfExports(
  server: Server,
  entries: readonly RawEntry[],
  file: string,
  at: number,
): Promise<(name: string) => string | undefined> {
  if (!entries.some(({ kind }) => kind === CompletionItemKind.Variable)) return () => undefined;
  const { exportKinds } = await import("./exportKinds.ts");
  const found = await exportKinds(server, file, at);
  return (name) => found.get(name);
}

/** What completes at an offset of a cell; `kindOf` knows what earlier cells declared: to TypeScript they are imports. */
export async function completeAt(
  server: Server,
  { file, source, offset }: Place,
  at: number,
  kindOf: (name: string) => string | undefined,
): Promise<Completions> {
  const found = await server.complete(file, offset + at);
  if (!found) return nothing(source, at);
  const owner = source.lastIndexOf(".", wordAt(source, at).start - 1) - 1;
  const kinds = wantsAllNames(source, at)
    ? kindOf
    : await kindsOfExports(server, found.entries, file, offset + owner);
  return toCompletions(found.entries, source, at, kinds);
}

/** `kindOf` knows what earlier cells declared: to TypeScript they are imports. */
function toCompletions(
  raw: readonly RawEntry[],
  source: string,
  offset: number,
  kindOf: (name: string) => string | undefined,
): Completions {
  const { start, end } = replacedRange(source, offset);
  const typed = source.slice(start, offset).toLowerCase();
  const sortable = raw.flatMap((entry) => {
    const text = entry.insertText ?? entry.name;
    const inserted = text.startsWith("?.") ? text.slice(2) : text;
    if (
      isHiddenName(entry.name) ||
      isHiddenFile(entry.name) ||
      entry.name === "node_modules" ||
      !/^[^[]/.test(inserted)
    )
      return [];
    if (!inserted.toLowerCase().startsWith(typed)) return [];
    return [{ entry, text }];
  });
  sortable.sort((a, b) => compare(a.entry.sortText ?? "", b.entry.sortText ?? "") || compare(a.text, b.text));
  // A member of what may be undefined brings its own `?.`, which takes the place of the dot.
  const optional = sortable.some(({ text }) => text.startsWith("?."));
  const entries = sortable.map(({ entry, text }): CompletionEntry => {
    const known = entry.kind === CompletionItemKind.Variable && !optional ? kindOf(entry.name) : undefined;
    return { text, kind: known ?? kinds.get(entry.kind) ?? "text" };
  });
  return { entries: unique(entries), start: optional ? source.lastIndexOf(".", start) : start, end };
}

/** The answer when TypeScript has none. */
const nothing = (source: string, offset: number): Completions => ({
  entries: [],
  ...replacedRange(source, offset),
});

// In a string the whole text since the quote counts, in a path what follows the last slash.
function replacedRange(source: string, offset: number): { start: number; end: number } {
  const line = source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
  const open = openString(line);
  if (open === undefined) {
    const word = wordAt(source, offset);
    return { start: source[word.start - 1] === "#" ? word.start - 1 : word.start, end: offset };
  }
  const inside = line.slice(open);
  const from = /[./@\w]/.test(inside[0] ?? "") ? inside.lastIndexOf("/") + 1 : 0;
  return { start: offset - inside.length + (isSpecifier(line.slice(0, open)) ? from : 0), end: offset };
}

const isSpecifier = (before: string) =>
  /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*["']$/.test(before);

// Where the string that is open at the end of a line starts, or undefined.
function openString(line: string): number | undefined {
  let quote = "";
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (quote && character === "\\") at++;
    else if (quote && character === quote) quote = "";
    else if (!quote && (character === '"' || character === "'")) {
      quote = character;
      start = at + 1;
    }
  }
  return quote ? start : undefined;
}

function unique(entries: CompletionEntry[]): CompletionEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ text }) => !seen.has(text) && seen.add(text));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
