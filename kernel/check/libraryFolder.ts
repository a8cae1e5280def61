// Where TypeScript's package for this platform keeps its program and its declarations of JavaScript. Looked up once: Node's
// resolution asks the disk many times.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

let found: string | undefined;

/** Undefined when the package is not there, or is laid out in another way than known. */
export function libraryFolder(): string | undefined {
  found ??= find();
  return found;
}

function find(): string | undefined {
  try {
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
    const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const folder = join(dirname(createRequire(typescript).resolve(platform)), "lib");
    return existsSync(join(folder, "lib.esnext.d.ts")) ? folder : undefined;
  } catch {
    return undefined;
  }
}
