// Where this package's own files are, and its version: the one place that knows how deep dist/ lies.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder, above dist/. */
export const packageFolder = fileURLToPath(new URL("../../..", import.meta.url));

/** What a kernelspec starts. */
export const kernelMain = join(packageFolder, "dist", "kernel", "main.js");

/** The kernelspec's template and logos. */
export const kernelspecFolder = join(packageFolder, "kernelspec");

/** The Python package that teaches papermill TypeScript. */
export const papermillFolder = join(packageFolder, "papermill");

export function packageVersion(): string {
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
