// A notebook that is used for a long day: thousands of cells that declare, run again, redefine, print, show, fail and wait.
// Memory must not grow with them, nor the time that a cell takes.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generator } from "../../test/conformance/case.ts";
import { type KernelProcess, startKernel } from "../../test/protocol/kernelProcess.ts";
import { memoryByRole } from "../kernel/memory.ts";
import { summarise } from "../kernel/statistics.ts";
import type { Report } from "./report.ts";

export interface SoakOptions {
  count: number;
  seed: number;
  onFailure?: (what: string) => void;
}

/** The cells that are compared with one another: the first and the last so many, at most a quarter of all. */
const window = 500;
/** MB, and times. */
const mostGrowth = 60;
const mostSlower = 1.5;

/** `#` is one of a few numbers, `@` the cell's own. A cell that is to fail begins with `//!`. */
const cells = [
  "const w# = @; w#",
  "const w# = 'again @'; w#.length",
  "function f#(x: number) { return x + @ } f#(1)",
  "const f# = (x: string) => x.repeat(2); f#('@')",
  "class C# { value = @; twice() { return 2 * this.value } } new C#().twice()",
  "interface Point# { x: number; y: number } const p#: Point# = { x: @, y: 1 }; p#",
  "let count# = 0; for (let i = 0; i < 100; i++) count# += i; count#",
  "console.log('line @'); console.log({ cell: @, list: [1, 2, 3] })",
  "await new Promise((resolve) => setTimeout(resolve, 1)); 'waited @'",
  "import { readFileSync } from 'node:fs'; readFileSync('data.txt', 'utf8').length",
  "import { half } from './helper.ts'; half(@)",
  "import { tensor } from 'cellgrad'; const t# = tensor([[1, 2], [3, @]]); await t#.sum().item()",
  "display(tensor([@, 2, 3]).mul(2));",
  "[...Array(50).keys()].map((x) => x * @)",
  "//!\nthrow new Error('cell @')",
  "//!\nconst wrong#: string = @",
  "const { a#, ...rest# } = { a#: @, b: 2 }; rest#",
  "%who",
];
const names = 12;

const firstCell = "import { tensor } from 'cellgrad'; tensor([1, 2, 3])";

export async function soak({ count, seed, onFailure = () => {} }: SoakOptions): Promise<Report> {
  const random = generator(seed);
  const some = Math.min(window, Math.floor(count / 4));
  const kernel = await startKernel({ env: { CELLGRAD_DEVICE: "wasm" } });
  const durations: number[] = [];
  let failed = 0;
  let early: Record<string, number> = {};
  try {
    await writeFile(join(kernel.directory, "data.txt"), "data");
    await writeFile(
      join(kernel.directory, "helper.ts"),
      "export const half = (x: number): number => x / 2;\n",
    );
    await kernel.execute(firstCell);
    for (let i = 0; i < count; i++) {
      if (i === some) early = await memory(kernel);
      const template = cells[i % cells.length]!;
      const name = String(Math.floor(random() * names));
      const code = template.replaceAll("#", name).replaceAll("@", String(i));
      const began = performance.now();
      const { reply } = await kernel.execute(code);
      durations.push(performance.now() - began);
      if ((reply.content.status === "ok") !== code.startsWith("//!")) continue;
      failed++;
      onFailure(`${i} ${code}: ${JSON.stringify(reply.content)}`);
    }
    const late = await memory(kernel);
    const growth = sum(late) - sum(early);
    const first = summarise(durations.slice(0, some)).median;
    const last = summarise(durations.slice(-some)).median;
    return {
      title: `${count} cells, seed ${seed}`,
      rows: [
        {
          what: "cells that ended otherwise than they should",
          value: failed,
          limit: "0",
          passed: failed === 0,
        },
        {
          what: `memory grew after the first ${some} by, MB`,
          value: growth,
          limit: `≤ ${mostGrowth}`,
          passed: growth <= mostGrowth,
        },
        ...Object.entries(late).map(([role, megabytes]) => ({
          what: `  ${role}: from ${(early[role] ?? 0).toFixed(0)} to, MB`,
          value: megabytes,
        })),
        { what: `median of the first ${some}, ms`, value: first },
        {
          what: `median of the last ${some}, times that`,
          value: (last / first).toFixed(2),
          limit: `≤ ${mostSlower}`,
          passed: last <= mostSlower * first,
          timing: true,
        },
      ],
    };
  } finally {
    await kernel.close();
  }
}

/** When what the latest cells have caused is over. */
async function memory(kernel: KernelProcess): Promise<Record<string, number>> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return memoryByRole(kernel.process.pid!);
}

const sum = (memory: Record<string, number>): number =>
  Object.values(memory).reduce((all, each) => all + each, 0);
