// `npm run lab`: JupyterLab of the project's .venv with the kernel registered there. Arguments go on to JupyterLab:
// `npm run lab -- --no-browser`.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { root, run } from "./node.mjs";
import { venvPython } from "./python.mjs";

run(process.execPath, [join(root, "dist/kernel/cli.js"), "install", "--prefix", join(root, ".venv")]);
const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
const args = [
  "-m",
  "jupyterlab",
  "--notebook-dir",
  join(root, "notebooks"),
  ...asRoot,
  ...process.argv.slice(2),
];
const path = `${dirname(venvPython)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`;
const lab = spawn(venvPython, args, {
  stdio: "inherit",
  env: { ...process.env, VIRTUAL_ENV: join(root, ".venv"), PATH: path },
});
// Ctrl-C reaches JupyterLab itself, which asks before it stops.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => lab.kill("SIGTERM"));
lab.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
