// Makes a folder with all those above it. Not Node's `recursive`: where a folder cannot be made although its parent is there
// (below /proc), Node 20 tries for ever.
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Throws when it cannot be made. */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was faster
  }
}
