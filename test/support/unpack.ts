// Unpacks what `@sparticuz/chromium` ships, a browser and a software Vulkan driver, into .cache/. Its own unpacker writes
// to a fixed name in the system's temporary folder, which two checkouts would share; ours does not.
import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

/** The folder of the source tree: dist/test/support is three below it. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Unpacks `bin/<archive>` of the package to `.cache/<name>` once, and returns that path. */
export async function unpack(archive: string, name: string): Promise<string> {
  const target = join(root, ".cache", name);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.${process.pid}`;
  const from = join(packageFolder(), "bin", archive);
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(part, { mode: 0o755 }));
  if (archive.endsWith(".tar.br")) {
    const folder = `${part}.d`;
    mkdirSync(folder);
    const { status, stderr } = spawnSync("tar", ["--no-same-owner", "-xf", part, "-C", folder], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`tar: ${archive}: ${stderr}`);
    rmSync(part);
    move(folder, target);
  } else move(part, target);
  return target;
}

// Another test process may have been first; its copy is as good.
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true });
  }
}

function packageFolder(): string {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  return entry.slice(
    0,
    entry.indexOf(join("@sparticuz", "chromium")) + join("@sparticuz", "chromium").length,
  );
}
