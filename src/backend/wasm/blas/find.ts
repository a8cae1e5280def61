// Where this machine keeps a BLAS, the library that multiplies large matrices fastest on a processor: numpy's own in the
// active Python environment, conda's, the system's, macOS' Accelerate. Looks for files only.
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** The outside that the search looks at: pass another one in tests. */
export interface BlasSurroundings {
  readonly platform: string;
  readonly arch: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const accelerate = "/System/Library/Frameworks/Accelerate.framework/Accelerate";

/**
 * The path of a BLAS, or undefined. CELLGRAD_BLAS names one, or is `off`; else the first that is found.
 */
export function findBlas(
  { platform, arch, environment }: BlasSurroundings = {
    platform: process.platform,
    arch: process.arch,
    environment: process.env,
  },
): string | undefined {
  const wanted = environment.CELLGRAD_BLAS;
  if (wanted === "off") return undefined;
  if (wanted) return wanted;
  if (platform === "darwin") return accelerate;
  const prefixes = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX, pythonOnPath(environment)];
  const own = prefixes.flatMap((prefix) => (prefix ? foldersOf(prefix) : []));
  const tuple = `${arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  const system =
    platform === "linux" ? [`/usr/lib/${tuple}`, "/usr/lib64", "/usr/lib", "/usr/local/lib"] : [];
  for (const folder of [...own, ...system]) {
    const file = filesIn(folder).find((name) => /^lib(scipy_)?openblas.*\.(so|dll)/.test(name));
    if (file !== undefined) return join(folder, file);
  }
  return undefined;
}

/** The environment whose Python a shell would start. */
function pythonOnPath({ PATH = "" }: BlasSurroundings["environment"]): string | undefined {
  const folder = PATH.split(delimiter).find((entry) => entry !== "" && existsSync(join(entry, "python3")));
  return folder && dirname(folder);
}

/** Folders of an environment that may hold one: numpy's, then the environment's own. */
function foldersOf(prefix: string): string[] {
  const pythons = filesIn(join(prefix, "lib")).filter((name) => name.startsWith("python3"));
  return [
    ...pythons.map((name) => join(prefix, "lib", name, "site-packages", "numpy.libs")),
    join(prefix, "Lib", "site-packages", "numpy.libs"),
    join(prefix, "Library", "bin"),
    join(prefix, "lib"),
  ];
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
