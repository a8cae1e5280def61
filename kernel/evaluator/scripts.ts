// Remembers what each script is to the user: a cell with its number, or a file; with its text, and the map where the code
// that runs is not that text. Everything that speaks of a place in code asks here.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { mapPosition } from "../cell/positionMap.ts";
import type { Frame, PositionMap } from "../protocol/evaluator.ts";

/** A script, in the user's terms. */
export interface Script {
  /** The number in `Cell In[3]`. */
  cell?: number;
  file?: string;
  source: string;
  map?: PositionMap | undefined;
}

/** `user`: a cell or a file of the user's. `library`: packages, cellgrad's runtime. `hidden`: Node and this kernel. */
export type Origin = "user" | "library" | "hidden";

const scripts = new Map<string, Script>();
const notebookFolder = process.cwd(); // as it was at the start
const kernelFolder = new URL("../", import.meta.url).href;
const runtimeFolder = new URL("../../src/", import.meta.url).href;

/** A script's URL stands for this from now on. */
export const register = (url: string, script: Script): void => void scripts.set(url, script);

/** What a URL was registered as. */
export const scriptOf = (url: string): Script | undefined => scripts.get(url);

export function originOf(url: string | undefined): Origin {
  if (!url) return "hidden";
  if (scripts.has(url)) return "user";
  if (url.startsWith("node:") || url.startsWith(kernelFolder)) return "hidden";
  if (url.startsWith(runtimeFolder) || url.includes("/node_modules/")) return "library";
  return url.startsWith("file:") || path.isAbsolute(url) ? "user" : "hidden";
}

/** A place in a running script as the user's place. */
export function locate(url: string, line: number, column: number): Omit<Frame, "name"> {
  const script = scripts.get(url);
  if (!script) return { file: url.startsWith("file:") ? fileURLToPath(url) : url, line, column };
  const place = (script.map && mapPosition(script.map, line, column)) ?? { line, column };
  return script.cell === undefined ? { file: script.file ?? url, ...place } : { cell: script.cell, ...place };
}

/** The text that a frame points into, where it can be had. */
export function sourceOf(url: string): string | undefined {
  const script = scripts.get(url);
  if (script) return script.source;
  try {
    return readFileSync(url.startsWith("file:") ? fileURLToPath(url) : url, "utf8");
  } catch {
    return undefined;
  }
}

/** `Cell In[3], line 2:5` or `lib/util.ts:2:5`; files are shown from the notebook's folder where they lie in it. */
export function placeText({ cell, file, line, column }: Omit<Frame, "name">): string {
  if (cell !== undefined) return `Cell In[${cell}], line ${line}:${column}`;
  const relative = path.relative(notebookFolder, file ?? "");
  return `${relative.startsWith("..") ? file : relative}:${line}:${column}`;
}
