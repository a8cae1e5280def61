// `npm run bench`: installs the peers of `bench/package.json` beside us and runs the comparison. `npm run bench -- kernels`,
// `-- tensors`, `-- training` or `-- replay` runs a part of it.
import { join } from "node:path";
import { installIfStale, root, run } from "./node.mjs";

installIfStale(join(root, "bench"));
const main = join(root, "dist", "bench", "main.js");
run(process.execPath, [main, ...process.argv.slice(2)], { stdio: ["ignore", 1, 2] });
