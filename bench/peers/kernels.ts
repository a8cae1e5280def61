// The kernels that are compared: how each is started, and the same questions in each one's language.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ownKernelspec } from "../../kernel/install/kernelspec.ts";
import { packageFolder, packageVersion } from "../../kernel/install/package.ts";
import { pythonMissing, venvProgram } from "../../test/support/python.ts";

/** One kernel and its words. */
export interface Peer {
  name: string;
  argv: readonly string[];
  /** Run once before the warm cells. */
  setUp: string;
  warmCell(k: number): string;
  member: string;
  /** What completing `member` must offer, whatever stands before it. */
  completed: string;
  endless: string;
  print(lines: number): string;
}

const inTypeScript = {
  setUp: "let count = 1;",
  warmCell: (k: number) => `const w${k} = count + ${k}; w${k}`,
  member: "Math.tru",
  completed: "trunc",
  endless: "while (true) {}",
  print: (lines: number) => `for (let i = 0; i < ${lines}; i++) console.log("line", i);`,
};

const inPython = {
  setUp: "import math\ncount = 1",
  warmCell: (k: number) => `w${k} = count + ${k}\nw${k}`,
  member: "math.tru",
  completed: "trunc",
  endless: "while True: pass",
  print: (lines: number) => `for i in range(${lines}): print("line", i)`,
};

/** Us first, then every peer that is installed. */
export function kernels(): Peer[] {
  const us = { name: `cellgrad ${packageVersion()}`, argv: ownKernelspec().argv, ...inTypeScript };
  return [us, ...tslab(), ...ipykernel()];
}

function tslab(): Peer[] {
  const manifest = createRequire(join(packageFolder, "bench", "package.json")).resolve("tslab/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const program = join(dirname(manifest), "bin", "tslab");
  const argv = [process.execPath, program, "kernel", "--config-path", "{connection_file}"];
  return [{ name: `tslab ${version}`, argv, ...inTypeScript }];
}

function ipykernel(): Peer[] {
  const missing = pythonMissing();
  if (missing) {
    console.log(`ipykernel is left out: ${missing}`);
    return [];
  }
  const python = venvProgram("python");
  const { stdout } = spawnSync(python, ["-c", "import ipykernel; print(ipykernel.__version__)"], {
    encoding: "utf8",
  });
  const argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"];
  return [{ name: `ipykernel ${stdout.trim()}`, argv, ...inPython }];
}
