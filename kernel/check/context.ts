// What the wording of a cell's diagnostics depends on, taken from the session that checks it.
import { basename } from "node:path";
import type { CellContext } from "./diagnostics.ts";
import { isHiddenFile, libraryFileName } from "./hiddenNames.ts";
import type { Notebook, Rendered } from "./notebook.ts";
import { libraryName } from "./project.ts";
import type { Server } from "./server.ts";

export interface CellPlace {
  notebook: Notebook;
  server: Server;
  directory: string;
  /** Names of cells that were not allowed to run. */
  refused: ReadonlySet<string>;
  /** Where the cell stands. */
  file: string;
  /** Remedies are for cells that parse. */
  parses: boolean;
}

export function contextOf(
  { source, offset }: Rendered,
  { notebook, parses, ...place }: CellPlace,
): CellContext {
  return {
    source,
    offset,
    kindOf: (name) => notebook.kindOf(name),
    describeFile(path) {
      if (basename(path) === libraryFileName) return "in cellgrad";
      return isHiddenFile(path) ? "in an earlier cell" : basename(path);
    },
    async remedy(complaint) {
      if (!parses) return undefined;
      const { remedyOf } = await import("./remedies/index.ts");
      return remedyOf(complaint, { ...place, library: libraryName });
    },
  };
}
