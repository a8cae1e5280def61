// Runs every compiled test: `node --enable-source-maps dist/test/run.js [PART OF A PATH …]`. Unit tests lie beside their
// source and run two files at a time; those that start kernels, servers or browsers run alone (see `isAlone`). It ends
// with one line, `N passed, N failed, N skipped`. It decides nothing about what a test is: Node's own runner does.
import { setMaxListeners } from "node:events";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { Report } from "./support/report.ts";
import { swiftshaderEnvironment } from "./support/swiftshader.ts";

const dist = fileURLToPath(new URL("..", import.meta.url));
const minutes = 60_000;

const wanted = process.argv.slice(2);
const files = ["src", "kernel", "test"]
  .flatMap((folder) => testFiles(folder))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
const isAlone = (file: string) => /^(test|kernel\/(evaluator|check))\//.test(file);
const needsAdapter = (file: string) => file.startsWith("test/") && file.endsWith("webgpu.test.js");

// Kernels that tests start shall not write into the history and the caches of whoever runs them.
process.env.CELLGRAD_HISTORY ??= "off";
process.env.CELLGRAD_CACHE ??= join(dist, "..", ".cache", "kernel");
const report = new Report(join(dist, ".."));
process.on("uncaughtExceptionMonitor", (error) => console.error(error));
await runAll(
  files.filter((file) => !isAlone(file)),
  Math.min(2, availableParallelism()),
  3 * minutes,
);
await runAll(
  files.filter((file) => isAlone(file) && !needsAdapter(file)),
  1,
  10 * minutes,
);
// Last, since the software driver would be there for every process started after.
if (files.some(needsAdapter)) Object.assign(process.env, await swiftshaderEnvironment());
await runAll(files.filter(needsAdapter), 1, 20 * minutes);
if (files.length === 0) console.error(`no test file matches: ${wanted.join(" ")}`);
process.exitCode = report.close() && files.length > 0 ? 0 : 1;

// One run a file when alone, so that its results show as soon as they are there.
async function runAll(batch: string[], concurrency: number, timeout: number): Promise<void> {
  const groups = concurrency === 1 ? batch.map((file) => [file]) : [batch];
  for (const group of groups) {
    if (group.length === 0) continue;
    const paths = group.map((file) => join(dist, file));
    // Node 24 leaves a file alone that hangs after its last test; the signal ends it.
    const signal = AbortSignal.timeout(group.length === 1 ? Math.ceil(1.1 * timeout) : 10 * minutes);
    setMaxListeners(0, signal);
    for await (const event of run({ files: paths, concurrency, timeout, signal })) {
      report.add(event, paths.length === 1 ? paths[0] : undefined);
    }
    report.endBatch();
  }
}

function testFiles(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...testFiles(path));
    else if (entry.name.endsWith(".test.js")) found.push(path);
  }
  return found.sort();
}
