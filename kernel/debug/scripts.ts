// The scripts of the program as its inspector numbers them, and as users know them: which cell or file each is, and where a
// place in it stands in the user's text.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { lineStart, mapPosition, type Position } from "../cell/positionMap.ts";
import type { KnownScript } from "../protocol/debug.ts";
import type { Debuggee, Location, ScriptParsed } from "./cdp.ts";
import { cellOf } from "./cellIds.ts";
import { ask, hook } from "./hook.ts";

/** `cell`, `file`: the user's. `library`: packages, cellgrad's runtime. `hidden`: Node and this kernel. */
export type Kind = "cell" | "file" | "library" | "hidden";

export interface Script {
  id: string;
  url: string;
  kind: Kind;
  /** What clients call it: a cell's id, or a file's path. */
  path: string;
}

const kernelFolder = new URL("../", import.meta.url).href;
const runtimeFolder = new URL("../../src/", import.meta.url).href;

const inFolder = (url: string): string[] => [`^${escaped(url)}`, `^${escaped(fileURLToPath(url))}`];
const hiddenCode = ["^node:", "^cellgrad:", ...inFolder(kernelFolder)];

/** What a debugger steps over: everything that is not the user's. */
export const foreignCode: readonly string[] = [...hiddenCode, "/node_modules/", ...inFolder(runtimeFolder)];

/** The same where exceptions are to stop the program: one that a package throws shall do so too. */
export const silentCode: readonly string[] = hiddenCode;

const isForeign = (kind: Kind): boolean => kind === "hidden" || kind === "library";
export const isUsers = (script: Script | undefined): script is Script =>
  script !== undefined && !isForeign(script.kind);

export class Scripts {
  readonly #debuggee: Debuggee;
  readonly #byId = new Map<string, Script>();
  readonly #known = new Map<string, Promise<KnownScript | undefined>>();

  constructor(debuggee: Debuggee) {
    this.#debuggee = debuggee;
  }

  learn({ scriptId: id, url }: ScriptParsed): void {
    const cell = cellOf(url);
    const kind = cell === undefined ? kindOf(url) : "cell";
    this.#byId.set(id, { id, url, kind, path: cell ?? (isFile(url) ? pathOf(url) : url) });
  }

  forget(): void {
    this.#byId.clear();
    this.#known.clear();
  }

  get(id: string): Script | undefined {
    return this.#byId.get(id);
  }

  /** True for the ids of cells, whether they have run or not. */
  isCell(name: string): boolean {
    return cellOf(name) !== undefined;
  }

  /** The scripts that go by a name, the latest last. */
  of(name: string): Script[] {
    return [...this.#byId.values()].filter((script) => script.path === name && script.kind !== "hidden");
  }

  /** The files that have been loaded, of the user and of packages. */
  files(): Script[] {
    const isShown = ({ url, kind }: Script): boolean =>
      (kind === "file" || kind === "library") && !isIn(url, runtimeFolder);
    const files = [...this.#byId.values()].filter(isShown);
    return [...new Map(files.map((file) => [file.path, file])).values()];
  }

  /** Tells what a script of that URL will be. */
  announce(url: string, known: KnownScript): void {
    this.#known.set(url, Promise.resolve(known));
  }

  /** Text, map and name of a script; undefined where the code that runs is the user's text. */
  known({ url }: Pick<Script, "url">): Promise<KnownScript | undefined> {
    let known = this.#known.get(url);
    if (!known) {
      known = ask<KnownScript>(this.#debuggee, `${hook}.script(${JSON.stringify(url)})`).catch(
        () => undefined,
      );
      this.#known.set(url, known);
    }
    return known;
  }

  /** Drops what is known of a file: it is being loaded anew. */
  reload({ url }: Script): void {
    this.#known.delete(url);
  }

  /** Where a place of the program stands in the user's text; undefined where the transform put it in. */
  async place({ scriptId, lineNumber, columnNumber = 0 }: Location): Promise<Position | undefined> {
    const script = this.#byId.get(scriptId);
    const map = script && (await this.known(script))?.map;
    const position = { line: lineNumber + 1, column: columnNumber + 1 };
    return map ? mapPosition(map, position.line, position.column) : position;
  }

  /** Where code of the user's line, or of the next one that has any, begins in the script. */
  async begin(
    script: Pick<Script, "url">,
    line: number,
  ): Promise<{ lineNumber: number; columnNumber: number }> {
    const known = await this.known(script);
    const last = known?.source.split("\n").length ?? line;
    for (let each = line; known?.map && each <= last; each++) {
      const found = lineStart(known.map, each);
      if (found) return { lineNumber: found.line - 1, columnNumber: found.column - 1 };
    }
    return { lineNumber: line - 1, columnNumber: 0 };
  }

  /** The user's text. */
  async text(script: Script): Promise<string | undefined> {
    return (await this.known(script))?.source ?? readText(script.path);
  }

  /** What a stack calls it. */
  async name(script: Script): Promise<string> {
    const cell = (await this.known(script))?.cell;
    return cell === undefined ? path.basename(script.path) : `Cell In[${cell}]`;
  }
}

function kindOf(url: string): Kind {
  if (url === "" || /^(node|cellgrad):/.test(url) || isIn(url, kernelFolder)) return "hidden";
  if (isIn(url, runtimeFolder) || url.includes("/node_modules/")) return "library";
  return isFile(url) ? "file" : "hidden";
}

const isIn = (url: string, folder: string): boolean =>
  url.startsWith(folder) || url.startsWith(fileURLToPath(folder));

const isFile = (url: string): boolean => url.startsWith("file:") || path.isAbsolute(url);
const pathOf = (url: string): string => (url.startsWith("file:") ? fileURLToPath(url) : url);

/** The text of a file; undefined when there is none. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
