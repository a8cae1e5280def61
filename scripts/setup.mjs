// Makes a fresh clone ready: npm packages, the compiled dist/ and, with --python, the project's own .venv. Every npm
// script begins with it, so it does nothing, quickly, when all is in place. Plain JavaScript: it runs before TypeScript
// is installed. What to install is said in package-lock.json and test/requirements.txt, not here.
import { buildIfStale, installIfStale } from "./node.mjs";
import { venvIfStale } from "./python.mjs";

const options = new Set(process.argv.slice(2));
for (const option of options) {
  if (!["--python", "--python-required", "--no-build"].includes(option)) {
    console.error(`setup: unknown option: ${option}`);
    process.exit(2);
  }
}

try {
  installIfStale();
  if (!options.has("--no-build")) buildIfStale();
  if (options.has("--python") || options.has("--python-required")) {
    const missing = venvIfStale();
    if (missing && options.has("--python-required")) throw new Error(missing);
    if (missing) console.error(`setup: ${missing}; what needs Python is skipped`);
  }
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}
