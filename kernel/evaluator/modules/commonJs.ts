// What `require` means in the user's own CommonJS files: the same files as `import` does, by the notebook's tsconfig and by
// endings that stand for TypeScript's. Node has no other place to say that; packages and this one are left alone.
import Module, { isBuiltin } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fileLike, mappedFile, ownPackage } from "./resolve.ts";

interface Loader {
  _resolveFilename(
    specifier: unknown,
    parent: { filename?: string | null } | undefined,
    ...rest: unknown[]
  ): string;
}

/** To be called once. */
export function teachResolution(): void {
  const loader = Module as unknown as Loader;
  const original = loader._resolveFilename;
  loader._resolveFilename = function (specifier, parent, ...rest) {
    const from = parent?.filename;
    const ask = () => original.call(this, specifier, parent, ...rest);
    if (typeof specifier !== "string" || !from || !isUsers(from) || isBuiltin(specifier)) return ask();
    if (!/^\.{1,2}\//.test(specifier)) return (!path.isAbsolute(specifier) && mappedFile(specifier)) || ask();
    try {
      return ask();
    } catch (error) {
      const found = fileLike(path.resolve(path.dirname(from), specifier));
      if (found) return found;
      throw error;
    }
  };
}

const isUsers = (file: string): boolean =>
  !file.includes(`${path.sep}node_modules${path.sep}`) && !pathToFileURL(file).href.startsWith(ownPackage);
