// The library's declarations in one file instead of one beside each source: TypeScript looks at every file of a program at
// each update. Every module becomes an ambient one of the same text; those that users do not import get hidden names.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { hiddenModule } from "./hiddenNames.ts";

/**
 * The declaration file `index` and all that it imports by relative paths, as ambient modules; `index` is called `name`, the
 * others by their paths from it.
 */
export function libraryModules(index: string, name: string, nameOf = hiddenModule): string {
  const names = new Map<string, string>();
  const modules: string[] = [];
  const take = (file: string): string => {
    const known = names.get(file);
    if (known !== undefined) return known;
    const path = relative(dirname(index), file).replaceAll("\\", "/");
    const own = file === index ? name : nameOf(path.replace(/\.d\.ts$/, ""));
    names.set(file, own);
    const text = readFileSync(file, "utf8")
      .replace(/^\/\/# sourceMappingURL=.*$/m, "")
      .replace(/^(export )?declare /gm, "$1")
      .replace(relativeImport, (whole, before: string, specifier: string) => {
        const target = `${join(dirname(file), specifier).replace(/(?:\.d)?\.[jt]s$/, "")}.d.ts`;
        return existsSync(target) ? `${before}"${take(target)}"` : whole;
      });
    modules.push(`declare module "${own}" {\n${text}}\n`);
    return own;
  };
  take(index);
  return modules.join("");
}

const relativeImport = /(\bfrom\s*|\bimport\s*\(\s*|^import\s*)["'](\.[^"']*)["']/gm;
