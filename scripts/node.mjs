// Installs the npm packages and compiles, each only when stale. Install scripts of packages are never run: npm 11 refuses
// them and none is needed (zeromq, webgpu and @swc/core carry prebuilt binaries), so every npm behaves alike.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program with its output on stderr, so that what a script prints on stdout is its own. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (error) throw new Error(`${program}: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: exit status ${status}`);
}

/**
 * Installs what `folder`'s lockfile names unless each package is there in that very version. Not by `npm ci`: it refuses a
 * lockfile that was written where the registry lacks the binaries of other platforms.
 */
export function installIfStale(folder = root) {
  if (packagesMatch(folder)) return;
  console.error(`setup: installing npm packages in ${folder}`);
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const args = [
    ...npm.slice(1),
    "install",
    "--no-save",
    "--include=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  run(npm[0], args, { cwd: folder, shell: npm.length === 1 && process.platform === "win32" });
}

function packagesMatch(folder) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const found = packagesOf(installed);
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === "" || optional || link || (found[path]?.version === version && existsSync(join(folder, path))),
  );
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}

const sourceFolders = ["src", "kernel", "test", "bench"];

/** Compiles unless dist/ is newer than every source, then drops compiled files whose source is gone. */
export function buildIfStale() {
  const stamp = join(root, "dist", ".built");
  const sources = sourceFolders.flatMap((folder) => filesUnder(join(root, folder)));
  const settings = ["tsconfig.json", "package-lock.json", "scripts/join.mjs"].map((file) => join(root, file));
  const inputs = [...sources, ...settings];
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (inputs.every((file) => statSync(file).mtimeMs < built) && built > 0) return;
  const started = new Date();
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"]);
  const kept = new Set(sources.map((file) => file.slice(root.length + 1).replace(/\.ts$/, "")));
  for (const file of sourceFolders.flatMap((folder) => filesUnder(join(root, "dist", folder)))) {
    const source = file.slice(join(root, "dist").length + 1).replace(/\.(js|js\.map|d\.ts)$/, "");
    if (!kept.has(source)) rmSync(file);
  }
  run(process.execPath, [join(root, "dist", "kernel", "check", "buildTypes.js")]);
  run(process.execPath, [join(root, "scripts", "join.mjs")]);
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started);
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules" || path === join(root, "test", "output")) return [];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
