// From a specifier to what it means for a notebook. Local files are found as TypeScript finds them (endings may be missing,
// `.js` may mean `.ts`) and are loaded by us; packages are found and loaded by Node; `cellgrad` is always this package.
import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { runtimeModules } from "../../protocol/runtimeModules.ts";
import { mappedFiles } from "./paths.ts";

/** Where code comes from. `native`: Node loads it by URL. The others are files that we load. */
export type Target = { kind: "native"; url: string } | { kind: "module" | "commonjs" | "json"; file: string };

export const ownPackage: string = new URL("../../../", import.meta.url).href;
const typed = /\.[mc]?tsx?$|\.jsx$/;
const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".json"];
const typedTwins: Record<string, string[]> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/** What `specifier` means in the file `parent`. Throws an error that says what to do. */
export function resolve(specifier: string, parent: string): Target {
  if (isBuiltin(specifier)) return { kind: "native", url: specifier };
  if (specifier === "cellgrad") return { kind: "native", url: runtimeModules.index };
  if (/^\.{0,2}\//.test(specifier) || specifier === "." || specifier === ".." || path.isAbsolute(specifier))
    return ofFile(localFile(path.resolve(path.dirname(parent), specifier), specifier, parent));
  if (specifier.startsWith("file:")) return ofFile(localFile(fileURLToPath(specifier), specifier, parent));
  if (/^[a-z][a-z+.-]+:/.test(specifier)) return { kind: "native", url: specifier };
  const mapped = mappedFile(specifier);
  return mapped === undefined ? ofUrl(packageUrl(specifier, parent)) : ofFile(mapped);
}

/** The file that the notebook's tsconfig maps a specifier to. */
export function mappedFile(specifier: string): string | undefined {
  for (const base of mappedFiles(specifier)) {
    const found = fileLike(base);
    if (found) return found;
  }
  return undefined;
}

/** How a resolved URL is loaded. */
function ofUrl(url: string): Target {
  return url.startsWith("file:") ? ofFile(fileURLToPath(url)) : { kind: "native", url };
}

/** True for the user's own files. */
export const isLocal = (file: string): boolean => path.isAbsolute(file) && ofFile(file).kind !== "native";

/** What `import.meta.resolve` gives. */
export const urlOf = (target: Target): string =>
  target.kind === "native" ? target.url : pathToFileURL(target.file).href;

function ofFile(file: string): Target {
  const url = pathToFileURL(file).href;
  if (typed.test(file)) return { kind: "module", file };
  if (file.endsWith(".json")) return { kind: "json", file };
  if (url.startsWith(ownPackage) || url.includes("/node_modules/") || !/\.[mc]?js$/.test(file))
    return /\.(node|wasm)$/.test(file) ? { kind: "commonjs", file } : { kind: "native", url };
  return { kind: isCommonJs(file) ? "commonjs" : "module", file };
}

function localFile(base: string, specifier: string, parent: string): string {
  const found = fileLike(base);
  if (found) return found;
  try {
    return createRequire(parent).resolve(base); // a folder with a package.json
  } catch {
    throw notFound(`import: no such file: "${specifier}" from ${path.dirname(parent)}`);
  }
}

/** The file of that name, or of that name with another ending or an index in it. */
export function fileLike(base: string): string | undefined {
  const ending = path.extname(base);
  const stem = base.slice(0, base.length - ending.length);
  const candidates = [
    base,
    ...(typedTwins[ending] ?? []).map((twin) => stem + twin),
    ...endings.map((each) => base + each),
    ...endings.map((each) => path.join(base, `index${each}`)),
  ];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

function packageUrl(specifier: string, parent: string): string {
  checkInstalled(specifier, parent);
  try {
    return import.meta.resolve(specifier, pathToFileURL(parent).href);
  } catch (error) {
    try {
      return pathToFileURL(createRequire(parent).resolve(specifier)).href; // older packages leave endings out
    } catch {
      throw error;
    }
  }
}

/**
 * Throws when a package is in no node_modules folder above `parent`. Node must not be asked then: it would remember that
 * there is no such package, and not find it once it is installed.
 */
export function checkInstalled(specifier: string, parent: string): void {
  if (/^[.#/]/.test(specifier) || path.isAbsolute(specifier) || process.env.NODE_PATH) return;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let folder = path.dirname(parent); ; folder = path.dirname(folder)) {
    if (statSync(path.join(folder, "node_modules", name), { throwIfNoEntry: false })) return;
    if (packageFile(folder)?.name === name) return; // a package may import itself
    if (folder === path.dirname(folder)) break;
  }
  const folder = path.dirname(parent);
  throw notFound(`import: no such package: "${specifier}" from ${folder}\nhelp: %npm install ${name}`);
}

const notFound = (message: string): Error =>
  Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });

/** As Node decides: by ending, by the nearest package.json, and else by what the text parses as. */
export function isCommonJs(file: string): boolean {
  if (file.endsWith(".cjs")) return true;
  if (file.endsWith(".mjs")) return false;
  const type = packageType(path.dirname(file));
  if (type) return type === "commonjs";
  if (file.includes(`${path.sep}node_modules${path.sep}`)) return true;
  try {
    vm.compileFunction(readFileSync(file, "utf8"), [
      "exports",
      "require",
      "module",
      "__filename",
      "__dirname",
    ]);
    return true;
  } catch (error) {
    return !(error instanceof SyntaxError);
  }
}

function packageType(folder: string): string | undefined {
  const found = packageFile(folder);
  if (found) return found.type;
  const above = path.dirname(folder);
  return above === folder || path.basename(folder) === "node_modules" ? undefined : packageType(above);
}

function packageFile(folder: string): { name?: string; type?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
}
