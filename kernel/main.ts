// The kernel's process starts here, with what takes longest: the evaluator's process and the type checker's are on their way
// before anything else is loaded, and keep a second core busy meanwhile. Every notebook waits for both.
import type { ChildProcess } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { spawnServer } from "./check/serverProcess.ts";
import { keepCompiled } from "./compileCache.ts";
import { spawnEvaluator } from "./evaluator/evaluatorProcess.ts";

/** Runs the kernel that a connection file describes, until it is shut down. Rejects when it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  const directory = process.cwd();
  const evaluator = spawnEvaluator({ directory });
  const server = attempt(() => spawnServer(directory));
  keepCompiled();
  const { createChecker } = await import("./check/typescriptChecker.ts");
  const checker = createChecker({ directory, server });
  const { startEvaluator } = await import("./evaluator/client.ts");
  const { runFront } = await import("./front.ts");
  await runFront(connectionFile, {
    checker,
    evaluator: startEvaluator({ directory }, isRunning(evaluator.process) ? evaluator : undefined),
    startEvaluator: () => startEvaluator({ directory }),
  });
}

/** One that did not start is started again by whoever can say what is wrong. */
function attempt(start: () => ChildProcess): ChildProcess | undefined {
  try {
    const child = start();
    return isRunning(child) ? child : undefined;
  } catch {
    return undefined;
  }
}

const isRunning = ({ pid }: ChildProcess) => pid !== undefined;

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
