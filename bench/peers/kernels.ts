// The kernels that are compared: how each is started, and the same questions in each one's language.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
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
  /** A call whose function is asked about; a number follows, so that no two questions are the same. */
  inspected: string;
  endless: string;
  /** How its own kernelspec wants to be interrupted; for a kernel that this would kill, the other way. */
  interrupt: "message" | "signal";
  print(lines: number): string;
}

const inTypeScript = {
  setUp: "let count = 1;",
  warmCell: (k: number) => `const w${k} = count + ${k}; w${k}`,
  member: "Math.tru",
  completed: "trunc",
  inspected: "Math.trunc(1.5); // ",
  endless: "while (true) {}",
  interrupt: "message" as const,
  print: (lines: number) => `for (let i = 0; i < ${lines}; i++) console.log("line", i);`,
};

const inPython = {
  setUp: "import math\ncount = 1",
  warmCell: (k: number) => `w${k} = count + ${k}\nw${k}`,
  member: "math.tru",
  completed: "trunc",
  inspected: "math.trunc(1.5) # ",
  endless: "while True: pass",
  interrupt: "signal" as const,
  print: (lines: number) => `for i in range(${lines}): print("line", i)`,
};

/** Us first, then every peer that is installed. */
export function kernels(): Peer[] {
  const us = { name: `cellgrad ${packageVersion()}`, argv: ownKernelspec().argv, ...inTypeScript };
  return [us, ...tslab(), ...deno(), ...ipykernel()];
}

const requireOfBench = createRequire(join(packageFolder, "bench", "package.json"));
const versionOf = (manifest: string) =>
  (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;

/** The program itself, not the package's starter in Node, which would cost it a tenth of a second. */
function deno(): Peer[] {
  const manifest = requireOfBench.resolve("deno/package.json");
  const platforms = join(dirname(manifest), "..", "@deno");
  const [program] = readdirSync(platforms).map((platform) => join(platforms, platform, "deno"));
  if (program === undefined) {
    console.log("Deno is left out: its package has no program for this platform");
    return [];
  }
  const argv = [program, "jupyter", "--kernel", "--conn", "{connection_file}"];
  return [{ name: `Deno ${versionOf(manifest)}`, argv, ...inTypeScript }];
}

function tslab(): Peer[] {
  const manifest = requireOfBench.resolve("tslab/package.json");
  const program = join(dirname(manifest), "bin", "tslab");
  const argv = [process.execPath, program, "kernel", "--config-path", "{connection_file}"];
  return [{ name: `tslab ${versionOf(manifest)}`, argv, ...inTypeScript, interrupt: "signal" }];
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
