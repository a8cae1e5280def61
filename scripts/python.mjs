// The project's own .venv with pinned Jupyter packages. Not needed to use the kernel: only for JupyterLab here and for
// the tests that compare us with Python's tools. A machine without Python gets a reason, never a failure.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./node.mjs";

const venv = join(root, ".venv");
const bin = join(venv, process.platform === "win32" ? "Scripts" : "bin");
export const venvPython = join(bin, process.platform === "win32" ? "python.exe" : "python");

/** Brings .venv to what `requirements` ask for. Returns why there is none, or undefined when it is ready. */
export function venvIfStale(requirements = ["test/requirements.txt"]) {
  const stamp = join(venv, "requirements.sha256");
  const hash = createHash("sha256");
  for (const file of requirements) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest("hex");
  const installed = existsSync(stamp) ? readFileSync(stamp, "utf8").split("\n") : [];
  if (installed.includes(wanted) && existsSync(venvPython)) return remember(undefined);
  const { command, missing } = findPython();
  if (missing) return remember(missing);
  try {
    if (!existsSync(venvPython)) {
      console.error(`setup: making .venv with ${command.join(" ")}`);
      run(command[0], [...command.slice(1), "-m", "venv", "--clear", venv]);
    }
    console.error(`setup: installing ${requirements.join(" and ")} into .venv`);
    const files = requirements.flatMap((file) => ["-r", join(root, file)]);
    run(venvPython, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...files]);
  } catch (error) {
    rmSync(stamp, { force: true });
    return remember(`Python is there, but .venv could not be made: ${error.message}`);
  }
  writeFileSync(stamp, [...installed.filter(Boolean), wanted, ""].join("\n"));
  return remember(undefined);
}

// Tests read the reason here, to say why they skip.
function remember(reason) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(join(root, ".cache", "python.json"), JSON.stringify({ missing: reason ?? null }));
  return reason;
}

/** The command of a usable Python, or `{ missing }` with the reason. */
function findPython() {
  const candidates = [[process.env.PYTHON], ["python3"], ["python"], ["py", "-3"]].filter(
    ([program]) => program,
  );
  const status = ([program, ...args], code) =>
    spawnSync(program, [...args, "-c", code], { stdio: "ignore" }).status;
  const recent = candidates.filter(
    (command) => status(command, "import sys; sys.exit(sys.version_info < (3, 9))") === 0,
  );
  const complete = recent.find((command) => status(command, "import venv, ensurepip") === 0);
  if (complete) return { command: complete };
  if (recent.length === 0)
    return { missing: "no Python 3.9 or newer was found (help: install it, or set PYTHON to its path)" };
  return {
    missing: `${recent[0].join(" ")} cannot make environments (help: Debian and Ubuntu: apt install python3-venv)`,
  };
}
