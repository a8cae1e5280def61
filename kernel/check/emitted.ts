// What TypeScript emits as the declarations of cells, as the notebook takes them in.
import { basename } from "node:path";
import type { Server } from "./server.ts";
import { type Summary, summarise } from "./summary.ts";

/** A cell's text: where it lies, and what the user wrote of it. */
export interface Emitting {
  index: number;
  file: string;
  source: string;
}

/** By cell; undefined for one whose declarations cannot be written down. */
export async function emittedSummaries(
  server: Server,
  cells: readonly Emitting[],
  library: string | undefined,
  archivedOwner: (archive: number, name: string) => number | undefined,
): Promise<Map<number, Summary | undefined>> {
  const emitted = await server.emitDeclarations(cells.map(({ file }) => file));
  const broken = new Set(emitted.diagnostics.map(({ fileName }) => fileName));
  return new Map(
    cells.map(({ index, file, source }) => {
      const output = emitted.outputFiles.find(
        ({ sourceFileName }) => sourceFileName && basename(sourceFileName) === basename(file),
      );
      const isWhole = output && !broken.has(output.sourceFileName);
      return [index, isWhole ? summarise(output.text, source, library, archivedOwner) : undefined];
    }),
  );
}
