// `npm run bench`: installs the peers of `bench/package.json` beside us and runs the comparison. `npm run bench -- kernels`,
// `-- tensors`, `-- training`, `-- memory` or `-- replay` runs a part of it; `-- gpu` measures a graphics card beside PyTorch.
import { join } from "node:path";
import { installIfStale, root, run } from "./node.mjs";

const [part, ...rest] = process.argv.slice(2);
const main = join(root, "dist", "bench", part === "gpu" ? "gpu.js" : "main.js");
if (part !== "gpu") installIfStale(join(root, "bench"));
run(process.execPath, [main, ...(part === "gpu" ? rest : process.argv.slice(2))], {
  stdio: ["ignore", 1, 2],
});
