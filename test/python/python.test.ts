// Tests written in Python, because they use Jupyter's own tools on the kernel: `jupyter_kernel_test`, `jupyter_client`,
// `nbclient`, `nbconvert`, `jupyter console`, `papermill`. Each of them shows as a test here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { installForTests } from "../support/installed.ts";
import { pythonMissing, venvProgram } from "../support/python.ts";
import { root } from "../support/unpack.ts";

interface Result {
  name: string;
  outcome: "passed" | "failed" | "skipped";
  text: string;
}

const folder = join(root, "test", "python");
const skip = pythonMissing();

describe("through Jupyter's own tools", { skip }, () => {
  const installed = skip ? undefined : installForTests();
  after(() => installed?.remove());

  for (const [module, what] of [
    ["kernel_tests", "the kernel passes Jupyter's test of kernels"],
    ["client_tests", "it is interrupted, restarted and shut down"],
    ["notebook_tests", "the notebooks run and become pages"],
    ["tools_tests", "nbconvert and the console run code"],
    ["papermill_tests", "papermill runs notebooks with other parameters"],
  ] as const) {
    it(what, async (t) => {
      const { results, stderr, code } = await resultsOf(module, installed!.environment);
      for (const { name, outcome, text } of results) {
        const skipped = outcome === "skipped" ? text : false;
        await t.test(name, { skip: skipped }, () => assert.equal(outcome, "passed", text));
      }
      assert.equal(code, 0, stderr);
      assert.ok(results.length > 0, stderr);
    });
  }
});

async function resultsOf(module: string, environment: Record<string, string>) {
  const child = spawn(venvProgram("python"), ["json_runner.py", module], {
    cwd: folder,
    env: {
      ...process.env,
      ...environment,
      PYTHONDONTWRITEBYTECODE: "1",
      PYDEVD_DISABLE_FILE_VALIDATION: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const results: Result[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('{"name"')) results.push(JSON.parse(line) as Result);
  }
  return { results, stderr, code: await ended };
}
