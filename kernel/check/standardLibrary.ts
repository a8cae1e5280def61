// The declarations of JavaScript itself in one file instead of ninety. TypeScript looks at every file of a program at each
// update, and merges what several files declare of one interface anew for each check: together a quarter of a cell's check.
// The files on disk stay as they are. The texts are laid over them in the server's memory, so that whoever refers to one of
// them, by `/// <reference lib>`, finds everything once.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The library whose parts are put together: what `lib` is when a notebook has no tsconfig that says otherwise. */
const whole = "esnext";

/** New texts by path; none when TypeScript's package is laid out in another way than known. */
export function standardLibrary(folder = libraryFolder()): Map<string, string> {
  const texts = new Map<string, string>();
  if (folder === undefined) return texts;
  const apart = new Set<string>();
  const together: string[] = [];
  const take = (name: string) => {
    const file = fileOf(folder, name);
    if (texts.has(file)) return;
    const text = readFileSync(file, "utf8");
    if (isModule.test(text)) return void apart.add(name);
    texts.set(file, "");
    for (const [, part = ""] of text.matchAll(reference)) take(part);
    together.push(text.replace(reference, ""));
  };
  take(whole);
  const references = [...apart].map((name) => `/// <reference lib="${name}" />`);
  return texts.set(fileOf(folder, whole), [...references, ...together].join("\n"));
}

const fileOf = (folder: string, name: string) => join(folder, `lib.${name}.d.ts`);
const reference = /^\/\/\/[ \t]*<reference[ \t]+lib="([^"]+)"[ \t]*\/>.*$/gm;
/** What a module says about all others it says from within: it cannot stand in one file with them. */
const isModule = /^(?:import|export)\b/m;

function libraryFolder(): string | undefined {
  try {
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
    const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const folder = join(dirname(createRequire(typescript).resolve(platform)), "lib");
    return existsSync(fileOf(folder, whole)) ? folder : undefined;
  } catch {
    return undefined;
  }
}
