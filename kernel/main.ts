// The kernel's process starts here, with what takes longest: the evaluator's process and the type checker's are on their
// way before the front itself is loaded. Every notebook waits for both.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createChecker } from "./check/typescriptChecker.ts";
import { keepCompiled } from "./compileCache.ts";
import { startEvaluator } from "./evaluator/client.ts";

/** Runs the kernel that a connection file describes, until it is shut down. Rejects when it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  const directory = process.cwd();
  keepCompiled();
  const started = {
    checker: createChecker({ directory }), // first: the first cell waits for it longest
    evaluator: startEvaluator({ directory }),
    startEvaluator: () => startEvaluator({ directory }),
  };
  const { runFront } = await import("./front.ts");
  await runFront(connectionFile, started);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [connectionFile] = process.argv.slice(2);
  if (connectionFile === undefined) {
    process.stderr.write("usage: node main.js CONNECTION_FILE\n");
    process.exit(2);
  }
  runKernel(connectionFile).catch((error: Error) => {
    process.stderr.write(`cellgrad: ${error.message}\n`);
    process.exit(1);
  });
}
