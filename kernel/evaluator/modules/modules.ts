// The modules of a notebook.
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export interface Modules {
  import(specifier: string, names?: readonly string[]): Promise<unknown>;
  require: NodeJS.Require;
  meta: ImportMeta;
  dropTorn(): void;
}

const ownIndex = new URL("../../../src/index.js", import.meta.url).href;

export function createModules(directory: string): Modules {
  const filename = path.join(directory, "notebook.ts");
  const url = pathToFileURL(filename).href;
  const resolve = (specifier: string) =>
    isBuiltin(specifier)
      ? specifier
      : specifier === "cellgrad"
        ? ownIndex
        : import.meta.resolve(specifier, url);
  return {
    async import(specifier, names) {
      const namespace = await import(resolve(specifier));
      if (!names) return namespace;
      return Object.fromEntries(
        names.map((name) => [name, name in namespace ? namespace[name] : namespace.default?.[name]]),
      );
    },
    require: createRequire(filename),
    meta: { url, filename, dirname: directory, resolve } as ImportMeta,
    dropTorn() {},
  };
}
