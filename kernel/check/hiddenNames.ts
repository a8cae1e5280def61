// The names of what the checker puts beside the user's files and names, and how they are kept out of sight. `$` keeps them
// apart from anything a person would write.
const PREFIX = "cellgrad$";

export const configFileName = `${PREFIX}tsconfig.json`;
export const globalsFileName = `${PREFIX}globals.d.ts`;
export const libraryFileName = `${PREFIX}library.d.ts`;
/** A module of the library that is not for users to import. */
export const hiddenModule = (path: string) => `${PREFIX}/${path}`;
export const cellModule = (index: number) => `${PREFIX}c${index}`;
/** Where a cell with JSX stands while it is looked at. */
export const jsxFileName = `${PREFIX}jsx.tsx`;
export const archiveModule = (index: number) => `${PREFIX}a${index}`;

/** The alias under which a cell imports an earlier value before it declares it again as a variable. */
export const importedName = (name: string) => `$$${name}`;

/** The alias of what a cell takes from the library without the user's import. */
export const libraryAlias = (name: string) => `$$lib$${name}`;

const moduleName = String.raw`cellgrad\$([ac])(\d+)(?:\.d)?(?:\.ts)?`;

/** An inline type of another cell: `import("./cellgrad$c3").Model`. */
export const inlineImport = new RegExp(String.raw`import\("(?:[^"]*\/)?${moduleName}"\)\.([\w$]+)`, "g");

/** One import statement that the prefix brought, as declaration emit prints it. */
export const prefixImport = new RegExp(
  String.raw`^import (?:type )?\{([^}]*)\} from "(?:[^"]*\/)?${moduleName}";\r?\n?`,
  "gm",
);

export const isHiddenFile = (path: string) => path.includes(PREFIX) || path === "tsconfig.json";
export const isHiddenName = (name: string) => name.startsWith("$$") || name === "$k";

/** TypeScript's text without our names and without paths: `import("…/tensor").Tensor` reads `Tensor`, `$$x` reads `x`. */
export function withoutHiddenNames(text: string): string {
  return text
    .replace(inlineImport, "$3")
    .replace(/import\("[^"]*"\)\.(?=[\p{ID_Start}_$])/gu, "")
    .replace(/"cellgrad\$\/([^"]*?)(?:\/index)?"/g, '"cellgrad/$1"')
    .replace(/\$\$(?:\d+\$|lib\$)?([\p{ID_Start}_][\p{ID_Continue}$]*)/gu, "$1");
}
