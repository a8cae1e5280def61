// The declarations of JavaScript itself in one file instead of ninety. TypeScript looks at every file of a program at each
// update, and merges what several files declare of one interface anew for each check: together a quarter of a cell's check.
// The files on disk stay as they are: in the server's memory they are empty but for one that refers to the whole, so that
// whoever refers to one of them, by `/// <reference lib>`, finds everything once.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtTypes } from "./builtTypes.ts";
import { libraryFolder } from "./libraryFolder.ts";

/** The library whose parts are put together: what `lib` is when a notebook has no tsconfig that says otherwise. */
const whole = "esnext";

/** The declarations in `folder`, and the names of those files of which nothing is left. */
export function joinStandardLibrary(folder: string): { text: string; parts: string[] } {
  const parts = new Set<string>();
  const apart = new Set<string>();
  const together: string[] = [];
  const take = (name: string) => {
    if (parts.has(name) || apart.has(name)) return;
    const text = readFileSync(fileOf(folder, name), "utf8");
    if (isModule.test(text)) return void apart.add(name);
    parts.add(name);
    for (const [, part = ""] of text.matchAll(reference)) take(part);
    together.push(text.replace(reference, ""));
  };
  take(whole);
  const references = [...apart].map((name) => `/// <reference lib="${name}" />`);
  return { text: [...references, ...together].join("\n"), parts: [...parts] };
}

/** New texts by path; none when it is not built, or when TypeScript's package is laid out in another way than known. */
export function standardLibrary(): Map<string, string> {
  const folder = libraryFolder();
  if (folder === undefined || !existsSync(builtTypes.javascriptParts)) return new Map();
  const parts: string[] = JSON.parse(readFileSync(builtTypes.javascriptParts, "utf8"));
  const texts = new Map(parts.map((name) => [fileOf(folder, name), ""]));
  return texts.set(fileOf(folder, whole), `/// <reference path="${slashed(builtTypes.javascript)}" />`);
}

const slashed = (path: string) => path.replaceAll("\\", "/");
const fileOf = (folder: string, name: string) => join(folder, `lib.${name}.d.ts`);
/** References of a declaration file to others, by path or to parts of the library. */
export const referenceTo = (kind: "lib" | "path"): RegExp =>
  new RegExp(String.raw`^///[ \t]*<reference[ \t]+${kind}="([^"]+)"[ \t]*/>.*$`, "gm");
const reference = referenceTo("lib");
/** What a module says about all others it says from within: it cannot stand in one file with them. */
export const isModule = /^(?:import|export)\b/m;
