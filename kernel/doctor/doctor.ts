// `cellgrad doctor`: runs every check and prints what it found, with what to do about it. A check is one file and one line
// of the list.
import { adapterCheck } from "./adapter.ts";
import { blasCheck } from "./blas.ts";
import type { Check, Finding } from "./finding.ts";
import { jupyterCheck, kernelspecCheck } from "./jupyter.ts";
import { kernelCheck } from "./kernel.ts";
import { nodeCheck } from "./node.ts";

const checks: readonly Check[] = [
  nodeCheck,
  kernelCheck,
  adapterCheck,
  blasCheck,
  jupyterCheck,
  kernelspecCheck,
];

const marks = { ok: "✔", note: "•", bad: "✖" } as const;

/** Resolves with true when nothing is broken. */
export async function doctor(print: (line: string) => void = console.log): Promise<boolean> {
  let isWell = true;
  for (const { subject, run } of checks) {
    const findings = await run().catch((error: Error): Finding[] => [{ status: "bad", text: error.message }]);
    for (const { status, text, help } of findings) {
      print(`${marks[status]} ${subject}: ${text}`);
      if (help !== undefined) print(`  help: ${help}`);
      if (status === "bad") isWell = false;
    }
  }
  print(isWell ? "\nthe kernel works" : "\nthe kernel does not work yet: see ✖ above");
  return isWell;
}
