// Writes the pages of docs/tensors/, the tables of docs/dtypes.md, and the lines on shapes and dtypes in doc comments: `npm run docs`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/unpack.ts";
import { mendedSources } from "./comments.ts";
import { withTables } from "./dtypeTables.ts";
import { pages } from "./pages.ts";

const sources = mendedSources();
for (const [path, text] of sources) writeFileSync(join(root, path), text);
if (sources.size > 0) {
  console.log(
    `Lines on shapes and dtypes mended in ${[...sources.keys()].join(", ")}. Run it again to write the pages.`,
  );
} else {
  rmSync(join(root, "docs/tensors"), { recursive: true, force: true });
  mkdirSync(join(root, "docs/tensors"), { recursive: true });
  const made = await pages();
  for (const [path, text] of made) writeFileSync(join(root, "docs", path), text);
  const dtypes = join(root, "docs/dtypes.md");
  writeFileSync(dtypes, withTables(readFileSync(dtypes, "utf8")));
  console.log(`${made.size + 1} pages written below docs/.`);
}
process.exit();
