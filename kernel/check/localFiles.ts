// The user's own files that cells import: noticed when they change, so that an edited `./util.ts` is seen by the next check.
// Looks at modification times; packages are taken to stay as they are.
import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { isHiddenFile } from "./hiddenNames.ts";
import { packageRoot } from "./project.ts";

interface Changes {
  changed: string[];
  deleted: string[];
}

export class LocalFiles {
  #seen = new Map<string, number>();

  /** Watches what a program consists of now. */
  watch(programFiles: Iterable<string>): void {
    const seen = new Map<string, number>();
    for (const file of programFiles) {
      if (
        !isAbsolute(file) ||
        isHiddenFile(file) ||
        file.includes("/node_modules/") ||
        file.startsWith(ownDeclarations)
      )
        continue;
      seen.set(file, this.#seen.get(file) ?? modified(file));
    }
    this.#seen = seen;
  }

  /** What changed since the last time. */
  changes(): Changes | undefined {
    let found: Changes | undefined;
    for (const [file, before] of this.#seen) {
      const now = modified(file);
      if (now === before) continue;
      this.#seen.set(file, now);
      found ??= { changed: [], deleted: [] };
      (now === GONE ? found.deleted : found.changed).push(file);
    }
    return found;
  }
}

const GONE = -1;
const ownDeclarations = join(packageRoot, "dist/").replaceAll("\\", "/");

function modified(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? stat.mtimeMs + stat.size / 2 ** 32 : GONE;
}
