// The last step of the build: puts declarations together, so that no kernel has to when it starts.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { builtTypes } from "./builtTypes.ts";
import { libraryFolder } from "./libraryFolder.ts";
import { libraryModules } from "./libraryModules.ts";
import { nodeTypes } from "./nodeTypes.ts";
import { libraryName, packageRoot } from "./project.ts";
import { joinStandardLibrary } from "./standardLibrary.ts";

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

rmSync(builtTypes.root, { recursive: true, force: true });
write(builtTypes.library, libraryModules(join(packageRoot, "dist/src/index.d.ts"), libraryName));

const folder = libraryFolder();
if (folder !== undefined) {
  const { text, parts } = joinStandardLibrary(folder);
  write(builtTypes.javascript, text);
  write(builtTypes.javascriptParts, JSON.stringify(parts));
}

const { resolve } = createRequire(import.meta.url);
const node = dirname(resolve("@types/node/package.json"));
const undici = dirname(createRequire(join(node, "package.json")).resolve("undici-types/package.json"));
for (const [name, text] of nodeTypes(node, undici)) write(join(builtTypes.node, name), text);
