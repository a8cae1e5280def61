// The TypeScript project of a notebook: which options its cells have. The nearest tsconfig counts as far as a notebook can
// follow it; `cellgrad` and Node's types are found in this package wherever the notebook lies.
import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, parse, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { PathMapping } from "../protocol/evaluator.ts";
import { builtTypes } from "./builtTypes.ts";
import { hiddenModule, libraryFileName } from "./hiddenNames.ts";
import { libraryModules } from "./libraryModules.ts";
import { standardLibrary } from "./standardLibrary.ts";

/** The module whose types every cell can reach. */
export const libraryName = "cellgrad";

export interface ProjectFiles {
  /** The notebook's tsconfig; undefined when it has none. */
  configFile: string | undefined;
  /** What of it cells do not follow, by option. */
  ignored: string[];
  /** Its `paths`, with absolute targets. */
  paths: PathMapping;
  /** Node's declarations are this package's own and may come when the project is open. */
  nodeMayCome: boolean;
  /** The configuration with these root files, and without Node's declarations while they are to come. */
  config(roots: Iterable<string>, hasNode: boolean): string;
  /** The library's specifier, when its declarations exist. */
  library: string | undefined;
  /** Files that stay as they are: JavaScript's in place of those on disk, and another library's declarations. */
  overlay: Map<string, string>;
}

// A cell is run, not published: what a package forbids its sources does not bind it.
const forCells = {
  target: "esnext",
  module: "preserve",
  moduleResolution: "bundler",
  moduleDetection: "force",
  jsx: "preserve", // cells with JSX say themselves what it becomes: all files would look for its module else
  noEmit: true,
  declaration: true,
  declarationMap: false,
  emitDeclarationOnly: false,
  composite: false,
  incremental: false,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  verbatimModuleSyntax: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  erasableSyntaxOnly: false,
  experimentalDecorators: false,
  emitDecoratorMetadata: false,
  useDefineForClassFields: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
};

/**
 * Options that mean something to a notebook's reader and that cells do not follow, with the values of which that is so. How
 * files are written out means nothing to a notebook.
 */
const notFollowed: Readonly<Record<string, (value: unknown) => boolean>> = {
  target: (value) => typeof value === "number" && value < ES2022,
  module: (value) => value === COMMON_JS,
  jsx: (value) => value !== undefined && value !== REACT_JSX && value !== REACT_JSX_DEV,
  jsxFactory: (value) => value !== undefined,
  jsxImportSource: (value) => value !== undefined && value !== "react",
  experimentalDecorators: (value) => value === true,
  emitDecoratorMetadata: (value) => value === true,
  useDefineForClassFields: (value) => value === false,
  noUnusedLocals: (value) => value === true,
  noUnusedParameters: (value) => value === true,
  allowUnreachableCode: (value) => value === false,
  allowUnusedLabels: (value) => value === false,
  erasableSyntaxOnly: (value) => value === true,
  verbatimModuleSyntax: (value) => value === true,
};
const ES2022 = 9;
const COMMON_JS = 1;
const REACT_JSX = 4;
const REACT_JSX_DEV = 5;

/** `readOptions` gives what a tsconfig file amounts to; a broken one counts as none. */
export async function projectFiles(
  directory: string,
  readOptions: (configFile: string) => Promise<Record<string, unknown>>,
  declarations?: string,
): Promise<ProjectFiles> {
  const own = nearestConfig(directory);
  const options = own ? await readOptions(own) : {};
  const overlay = new Map(options.lib ? [] : standardLibrary());
  const libraryFile = declarations ? join(directory, libraryFileName) : builtTypes.library;
  if (declarations) overlay.set(libraryFile, libraryModules(declarations, libraryName));
  const hasLibrary = declarations !== undefined || existsSync(libraryFile);
  const paths = absolutePaths(options);
  const libraryPaths = { [libraryName]: [libraryFile], [hiddenModule("*")]: [libraryFile] };
  const types = [...new Set(["node", ...strings(options.types)])];
  const roots = [...typeRoots(directory), ...strings(options.typeRoots)];
  const compilerOptions = {
    ...forCells,
    // A notebook may import what lies above its folder.
    rootDir: parse(directory).root,
    ...(own ? {} : { strict: true }),
    ...(options.lib ? {} : { lib: ["esnext"] }),
    ...(options.jsxImportSource === undefined ? {} : { jsxImportSource: null }),
    types,
    typeRoots: roots,
    paths: { ...paths, ...(hasLibrary ? libraryPaths : {}) },
  };
  return {
    configFile: own,
    ignored: Object.keys(notFollowed).filter((name) => notFollowed[name]!(options[name])),
    paths,
    nodeMayCome: own === undefined && roots[0] === builtTypes.root,
    config: (files, hasNode) =>
      JSON.stringify({
        ...(own ? { extends: own } : {}),
        compilerOptions: hasNode ? compilerOptions : { ...compilerOptions, types: [] },
        files: [...(hasLibrary ? [libraryFile] : []), ...files],
        include: [],
      }),
    library: hasLibrary ? libraryName : undefined,
    overlay,
  };
}

export const packageRoot = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
})();

// A folder's own `@types/node` goes first, unless it is the very one that ours is made of.
function typeRoots(directory: string): string[] {
  const roots: string[] = [];
  for (const folder of ancestors(directory)) {
    const types = join(folder, "node_modules/@types");
    if (existsSync(types)) roots.push(types);
  }
  if (!existsSync(builtTypes.node)) return [...roots, dirname(ownNode)];
  const isForeign = (root: string) =>
    existsSync(join(root, "node")) && realpathSync(join(root, "node")) !== ownNode;
  return roots.some(isForeign) ? [...roots, builtTypes.root] : [builtTypes.root, ...roots];
}

const ownNode = realpathSync(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));

function absolutePaths(options: Record<string, unknown>): Record<string, string[]> {
  const base = String(options.pathsBasePath ?? "");
  const paths = Object.entries((options.paths ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    paths.map(([key, targets]) => [key, strings(targets).map((to) => resolve(base, to))]),
  );
}

// This package's own configuration is about its sources, not about the notebooks beside them.
function nearestConfig(directory: string): string | undefined {
  for (const folder of ancestors(directory)) {
    const candidate = join(folder, "tsconfig.json");
    if (existsSync(candidate)) return folder === packageRoot ? undefined : candidate;
  }
  return undefined;
}

function* ancestors(directory: string): Generator<string> {
  for (let folder = directory; ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** Differs whenever the nearest tsconfig is another one, or has another text. */
export function configStamp(directory: string): string {
  const file = nearestConfig(directory);
  const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  return stat ? `${file} ${stat.mtimeMs} ${stat.size}` : "";
}
