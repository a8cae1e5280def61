// Where Jupyter keeps kernelspecs and runtime files, by its own rules (jupyter_core's paths), so that Python is not
// needed to find them. Finds folders only.
import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The outside that the rules look at: pass another one in tests. */
export interface Surroundings {
  platform: NodeJS.Platform;
  home: string;
  environment: Record<string, string | undefined>;
}

export function currentSurroundings(): Surroundings {
  return { platform: process.platform, home: homedir(), environment: process.env };
}

/** The user's own data folder. */
export function userDataFolder({ platform, home, environment }: Surroundings): string {
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(environment.APPDATA ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** Where connection files go. */
export function runtimeFolder(surroundings: Surroundings): string {
  return surroundings.environment.JUPYTER_RUNTIME_DIR ?? join(userDataFolder(surroundings), "runtime");
}

/** The data folder of an environment or installation below `prefix`. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/** The active virtual or conda environment; undefined when none is. */
export function activePrefix({ environment }: Surroundings): string | undefined {
  return environment.VIRTUAL_ENV || environment.CONDA_PREFIX || undefined;
}

/** The prefix of the Python that a shell would start; undefined without one. */
export function pythonPrefix({ environment }: Surroundings): string | undefined {
  const { stdout, status } = spawnSync("python3", ["-c", "import sys; print(sys.prefix)"], {
    encoding: "utf8",
    env: environment,
    timeout: 10_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** Every data folder that Jupyter would look into, the first to win first. */
export function dataFolders(surroundings: Surroundings): string[] {
  const { platform, environment } = surroundings;
  const named = (environment.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean);
  const prefix = activePrefix(surroundings);
  const shared =
    platform === "win32"
      ? [join(environment.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const environments = prefix === undefined ? [] : [prefixDataFolder(prefix)];
  return [...new Set([...named, ...environments, userDataFolder(surroundings), ...shared])];
}
