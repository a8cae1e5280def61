// What shapes in types cost: the checker's time for a notebook of 40 cells, against the same with untyped tensors. Both in turns
// on one machine; processor time of the TypeScript server where the system tells it, and time on the clock. As a person runs
// cells, the checker tidies up after each while nobody waits; the clock then counts what is waited for. In a row it cannot.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChecker } from "../../kernel/check/typescriptChecker.ts";
import { processorTimeOf } from "../../kernel/handlers/processes.ts";
import { table } from "../table.ts";
import { cells } from "./cells.ts";
import { copyTyped, copyUntyped } from "./untyped.ts";

interface Times {
  processor: number;
  clock: number;
}

/** Milliseconds of processor time of a process. */
const processorTime = async (pid: number): Promise<number> =>
  1000 * ((await processorTimeOf(pid)) ?? Number.NaN);

/** How the cells come: the checker has time between them, or not. */
const paces = ["one by one", "in a row"] as const;
type Pace = (typeof paces)[number];

async function once(library: string, directory: string, pace: Pace): Promise<Times> {
  const checker = createChecker({ directory, library });
  try {
    await checker.check("const warm = 1");
    const before = await processorTime(checker.serverPid!);
    let clock = 0;
    for (const cell of cells) {
      const begin = performance.now();
      const errors = (await checker.check(cell)).filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new Error(`${cell}\n${errors[0]!.message}`);
      checker.commit(cell);
      clock += performance.now() - begin;
      if (pace === "one by one") await checker.settle();
    }
    return { clock, processor: (await processorTime(checker.serverPid!)) - before };
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
    for (const [name, copy] of Object.entries(copies)) copy(source, join(folder, name));
    mkdirSync(join(folder, "notebook"));
    const rows: { what: string; values: number[] }[] = [];
    for (const pace of paces) {
      const all: Record<keyof typeof copies, Times[]> = { typed: [], untyped: [] };
      for (let turn = 0; turn < turns; turn++) {
        for (const name of ["typed", "untyped"] as const) {
          all[name].push(await once(join(folder, name, "index.d.ts"), join(folder, "notebook"), pace));
        }
      }
      const least = (name: keyof typeof copies, what: keyof Times) =>
        Math.min(...all[name].map((times) => times[what]));
      for (const what of ["processor", "clock"] as const) {
        rows.push({
          what: `${cells.length} cells checked ${pace}, ${what === "clock" ? "on the clock" : "processor"}, ms`,
          values: [least("typed", what), least("untyped", what)],
        });
      }
    }
    return table(["shapes in types", "untyped tensors"], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
