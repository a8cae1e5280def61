// The commands `cellgrad install` and `cellgrad uninstall`: from options to places, and what is said afterwards.
import {
  activePrefix,
  currentSurroundings,
  dataFolders,
  prefixDataFolder,
  pythonPrefix,
  userDataFolder,
} from "./jupyterPaths.ts";
import { findKernelspecs, isOurs, ownKernelspec, removeKernelspec, writeKernelspec } from "./kernelspec.ts";

/** Where a kernelspec goes or is; at most one of them. */
export interface Place {
  user?: boolean | undefined;
  "sys-prefix"?: boolean | undefined;
  prefix?: string | undefined;
}

export interface InstallOptions extends Place {
  name?: string | undefined;
  "display-name"?: string | undefined;
}

const defaultName = "cellgrad";

/** Writes the kernelspec and returns what to tell the user. */
export function install(options: InstallOptions, surroundings = currentSurroundings()): string {
  const dataFolder = dataFolderOf(options, surroundings) ?? userDataFolder(surroundings);
  const spec = ownKernelspec(options["display-name"]);
  const folder = writeKernelspec(dataFolder, options.name ?? defaultName, spec);
  const isSeen = dataFolders(surroundings).includes(dataFolder);
  const hint = isSeen
    ? ""
    : `\nhelp: Jupyter finds it when it is started from ${options.prefix ?? dataFolder}`;
  return `installed "${spec.display_name}" in ${folder}\nit runs on ${process.execPath}${hint}`;
}

/** Removes our kernelspecs of that name from the given place, or from wherever Jupyter would find them. */
export function uninstall(options: InstallOptions, surroundings = currentSurroundings()): string {
  const name = options.name ?? defaultName;
  const place = dataFolderOf(options, surroundings);
  const places = place === undefined ? dataFolders(surroundings) : [place];
  const named = findKernelspecs(places).filter((installed) => installed.name === name);
  const found = named.filter(isOurs);
  if (found.length === 0) {
    const [other] = named;
    if (other) throw new Error(`uninstall: ${name} is another program's kernel: ${other.folder}`);
    throw new Error(`uninstall: no kernelspec named ${name} in ${places.join(", ")}`);
  }
  for (const installed of found) removeKernelspec(installed);
  return found.map(({ folder }) => `removed ${folder}`).join("\n");
}

function dataFolderOf(
  place: Place,
  surroundings: ReturnType<typeof currentSurroundings>,
): string | undefined {
  const given = (["user", "sys-prefix", "prefix"] as const).filter((option) => place[option]);
  if (given.length > 1) {
    throw new Error(`install: choose one place: --${given.join(" and --")} are given`);
  }
  if (place.user) return userDataFolder(surroundings);
  if (place.prefix) return prefixDataFolder(place.prefix);
  if (!place["sys-prefix"]) return undefined;
  const prefix = activePrefix(surroundings) ?? pythonPrefix(surroundings);
  if (prefix) return prefixDataFolder(prefix);
  throw new Error(
    "install: --sys-prefix: no environment is active and there is no python3\n" +
      "help: activate an environment, or give its folder with --prefix",
  );
}
