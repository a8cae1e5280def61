// The versions that the kernel tells about itself, read where they are kept. `cellgrad` is found by its own name, so that
// it does not matter how deep the built files lie.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function versionOf(packageName: string): string {
  const path = require.resolve(`${packageName}/package.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

export const ownVersion = versionOf("cellgrad");
export const typescriptVersion = versionOf("typescript");
