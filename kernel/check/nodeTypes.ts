// The declarations of Node in one file instead of a hundred, for the reasons of standardLibrary.ts: with the many, the server
// takes a quarter longer to start and each cell's check a tenth. What `fetch` and its like are comes from undici's types; they
// become ambient modules with hidden names.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { hiddenModule } from "./hiddenNames.ts";
import { libraryModules } from "./libraryModules.ts";
import { isModule, referenceTo } from "./standardLibrary.ts";

/**
 * The files of a package that stands for `@types/node`, by name. `folder` is that package's own, `undici` that of
 * `undici-types`.
 */
export function nodeTypes(folder: string, undici: string): Map<string, string> {
  const texts = new Map<string, string>();
  const seen = new Set<string>();
  const together: string[] = [];
  const fetchModule = hiddenModule("undici");
  const take = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const whole = readFileSync(file, "utf8").replaceAll('"undici-types"', `"${fetchModule}"`);
    for (const [, path = ""] of whole.matchAll(reference)) take(join(dirname(file), path));
    const text = whole.replace(reference, "");
    if (isModule.test(text)) texts.set(relative(folder, file).replaceAll(/[\\/]/g, "."), text);
    else together.push(text);
  };
  take(join(folder, "index.d.ts"));
  const apart = [...texts.keys()].map((name) => `/// <reference path="${name}" />`);
  const libraries = together.join("\n").match(referenceTo("lib")) ?? [];
  const ambient = libraryModules(join(undici, "index.d.ts"), fetchModule, (path) => `${fetchModule}/${path}`);
  texts.set("index.d.ts", [...libraries, ...apart, ...together, ambient].join("\n"));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return texts.set("package.json", JSON.stringify({ name: "@types/node", version, types: "index.d.ts" }));
}

const reference = referenceTo("path");
