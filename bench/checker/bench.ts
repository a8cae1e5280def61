// What shapes in types cost: the checker's time for a notebook of 40 cells, against the same with untyped tensors. Both in turns
// on one machine; processor time of the TypeScript server where the system tells it, else time on the clock.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChecker } from "../../kernel/check/typescriptChecker.ts";
import { table } from "../table.ts";
import { cells } from "./cells.ts";
import { copyTyped, copyUntyped } from "./untyped.ts";

interface Times {
  processor: number;
  clock: number;
}

/** Milliseconds of processor time of a process, on Linux. */
function processorTime(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Number.NaN;
  }
}

async function once(library: string, directory: string): Promise<Times> {
  const checker = createChecker({ directory, library });
  try {
    await checker.check("const warm = 1");
    const [begin, before] = [performance.now(), processorTime(checker.serverPid)];
    for (const cell of cells) {
      const errors = (await checker.check(cell)).filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new Error(`${cell}\n${errors[0]!.message}`);
      await checker.commit(cell);
    }
    return { clock: performance.now() - begin, processor: processorTime(checker.serverPid) - before };
  } finally {
    checker.close();
  }
}

/** The table of both, after `turns` rounds. */
export async function benchChecker(turns: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cellgrad-checker-"));
  try {
    const source = fileURLToPath(new URL("../../src", import.meta.url));
    const copies = { typed: copyTyped, untyped: copyUntyped };
    const all: Record<keyof typeof copies, Times[]> = { typed: [], untyped: [] };
    for (const [name, copy] of Object.entries(copies)) copy(source, join(folder, name));
    mkdirSync(join(folder, "notebook"));
    for (let turn = 0; turn < turns; turn++) {
      for (const name of ["typed", "untyped"] as const) {
        all[name].push(await once(join(folder, name, "index.d.ts"), join(folder, "notebook")));
      }
    }
    const least = (name: keyof typeof copies, what: keyof Times) =>
      Math.min(...all[name].map((times) => times[what]));
    const rows = (["processor", "clock"] as const).map((what) => ({
      what: `${cells.length} cells checked, ${what === "clock" ? "on the clock" : "processor"}, ms`,
      values: [least("typed", what), least("untyped", what)],
    }));
    return table(["shapes in types", "untyped tensors"], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
