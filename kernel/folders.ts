// The kernel's own folders: where they lie on each system, and how one is made.
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** What decides where a folder lies: by default, what this process has. */
export type Surroundings = [
  environment?: Readonly<Record<string, string | undefined>>,
  platform?: NodeJS.Platform,
  home?: string,
];

/** By kind: below the user's home on macOS, Windows and elsewhere, and the variable that names another place there. */
const places = {
  data: {
    darwin: ["Library", "Application Support"],
    win32: ["AppData", "Roaming"],
    others: [".local", "share"],
    variables: { win32: "APPDATA", others: "XDG_DATA_HOME" },
  },
  cache: {
    darwin: ["Library", "Caches"],
    win32: ["AppData", "Local"],
    others: [".cache"],
    variables: { win32: "LOCALAPPDATA", others: "XDG_CACHE_HOME" },
  },
} as const;

/**
 * The user's folder of a kind, unless the environment's variable `chosen` names another one; undefined when that is `off`:
 * nothing is to be kept.
 */
export function userFolder(
  kind: keyof typeof places,
  chosen: string,
  ...[environment = process.env, platform = process.platform, home = homedir()]: Surroundings
): string | undefined {
  const own = environment[chosen];
  if (own === "off") return undefined;
  if (own) return own;
  const { darwin, win32, others, variables } = places[kind];
  if (platform === "darwin") return join(home, ...darwin, "cellgrad");
  if (platform === "win32") return join(environment[variables.win32] ?? join(home, ...win32), "cellgrad");
  return join(environment[variables.others] || join(home, ...others), "cellgrad");
}

/**
 * Makes a folder with all those above it; throws when it cannot be made. Not Node's `recursive`: where a folder cannot be made
 * although its parent is there (below /proc), Node 20 tries for ever.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was faster
  }
}
