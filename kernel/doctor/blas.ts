// Whether this machine has a BLAS, the library that multiplies large matrices fastest on a CPU. Looks for files only.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { activePrefix, currentSurroundings } from "../install/jupyterPaths.ts";
import type { Check } from "./finding.ts";

export const blasCheck: Check = {
  subject: "BLAS",
  async run() {
    const found = findBlas();
    if (found === undefined) return [{ status: "note", text: "none found; none is needed" }];
    return [{ status: "ok", text: `${found} (not used by this version: matrices multiply in WebAssembly)` }];
  },
};

function findBlas(): string | undefined {
  if (process.platform === "darwin") return "Accelerate, of macOS";
  const prefix = activePrefix(currentSurroundings());
  const bundled = prefix === undefined ? [] : subfolders(join(prefix, "lib")).map(numpyLibraries);
  const arch = process.arch === "arm64" ? "aarch64" : "x86_64";
  const system = [`/usr/lib/${arch}-linux-gnu`, "/usr/lib64", "/usr/lib", "/usr/local/lib"];
  for (const folder of [...bundled, ...system]) {
    const file = filesIn(folder).find((name) => /^lib(scipy_)?openblas.*\.so/.test(name));
    if (file !== undefined) return join(folder, file);
  }
  return undefined;
}

function numpyLibraries(python: string): string {
  return join(python, "site-packages", "numpy.libs");
}

function subfolders(folder: string): string[] {
  return filesIn(folder)
    .filter((name) => name.startsWith("python3"))
    .map((name) => join(folder, name));
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
