// The modules of a notebook: what `import`, `import()`, `require` and `import.meta` mean in its cells. All of them start from
// the notebook's folder.
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { borrowFrames } from "../stack.ts";
import { teachResolution } from "./commonJs.ts";
import { LocalModules } from "./local.ts";
import { type Namespace, pick } from "./namespace.ts";
import { NativeModules } from "./native.ts";
import { checkInstalled, mappedFile, resolve, urlOf } from "./resolve.ts";
import { teachRequire } from "./source.ts";

export interface Modules {
  /** Loads a module; with names, gives an object that has them all. */
  import(specifier: unknown, names?: readonly string[]): Promise<Namespace>;
  /** Loads one of this package's own modules. */
  importOwn(url: string): Promise<Namespace>;
  /** Set once: runs before one of this package's modules is loaded, whoever asks for it. */
  beforeOwn: (url: string) => Promise<unknown> | undefined;
  require: NodeJS.Require;
  meta: ImportMeta;
  /** After a forced interrupt: forgets what was half loaded; this package's own modules too when they may be torn. */
  dropTorn(own: boolean): void;
}

export function createModules(directory: string): Modules {
  const filename = path.join(directory, "notebook.ts");
  const url = pathToFileURL(filename).href;
  const native = new NativeModules();
  const local = new LocalModules(native);
  const nodeRequire = createRequire(filename);
  teachRequire(nodeRequire);
  teachResolution();
  const require = (specifier: string): unknown => {
    if (isBuiltin(specifier)) return nodeRequire(specifier);
    if (mappedFile(specifier) === undefined) checkInstalled(specifier, filename);
    return local.require(nodeRequire, specifier);
  };
  const meta = {
    url,
    filename,
    dirname: directory,
    resolve: (specifier: string) => urlOf(resolve(specifier, filename)),
  };
  const modules: Modules = {
    beforeOwn: () => undefined,
    async import(specifier, names) {
      const asked = new Error("the place of the import");
      try {
        const namespace = await local.load(resolve(String(specifier), filename));
        return names ? pick(namespace, names) : namespace;
      } catch (error) {
        borrowFrames(error, asked);
        throw error;
      }
    },
    importOwn: (own) => local.load({ kind: "native", url: own }),
    require: Object.assign(require, nodeRequire),
    meta,
    dropTorn(own) {
      native.dropTorn(own);
      local.dropTorn();
    },
  };
  native.beforeOwn = (own) => modules.beforeOwn(own);
  return modules;
}
