// Where the build leaves declarations put together (buildTypes.ts): fewer files, each there already when a kernel starts, and
// read by TypeScript from the disk. Only places; how they are put together is told beside what is put together.
import { fileURLToPath } from "node:url";
import { libraryFileName } from "./hiddenNames.ts";

const place = (path: string) => fileURLToPath(new URL(`./types/${path}`, import.meta.url));

export const builtTypes = {
  /** This package's own, as ambient modules. */
  library: place(libraryFileName),
  /** JavaScript's, and the names of the files of TypeScript's that it stands for. */
  javascript: place("javascript/index.d.ts"),
  javascriptParts: place("javascript/parts.json"),
  /** A folder of types, `node` among them, as `typeRoots` has it. */
  root: place(""),
  node: place("node"),
} as const;
