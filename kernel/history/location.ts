// Where history is kept: in the user's data folder, unless CELLGRAD_HISTORY names another one, or is `off`.
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder; undefined when nothing is to be kept. */
export function historyFolder(
  environment: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string | undefined {
  const { CELLGRAD_HISTORY: chosen } = environment;
  if (chosen === "off") return undefined;
  if (chosen) return chosen;
  if (platform === "darwin") return join(home, "Library", "Application Support", "cellgrad");
  if (platform === "win32") return join(environment.APPDATA ?? join(home, "AppData", "Roaming"), "cellgrad");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "cellgrad");
}
