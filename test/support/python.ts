// The Python of the project's .venv for tests that need it, or why there is none. Set up by `scripts/setup.mjs --python`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./unpack.ts";

/** The folder of .venv. */
export const venvFolder = join(root, ".venv");
const bin = join(venvFolder, process.platform === "win32" ? "Scripts" : "bin");

/** A program of .venv, as `python` or `jupyter-lab`. */
export function venvProgram(name: string): string {
  return join(bin, process.platform === "win32" ? `${name}.exe` : name);
}

/** For a suite's `skip`: the reason why Python's tools are missing, or false when they are there. */
export function pythonMissing(): string | false {
  const state = join(root, ".cache", "python.json");
  if (!existsSync(state)) return "no .venv: `node scripts/setup.mjs --python` makes it";
  const { missing } = JSON.parse(readFileSync(state, "utf8")) as { missing: string | null };
  return missing ?? (existsSync(venvProgram("python")) ? false : "no .venv: it was removed");
}
