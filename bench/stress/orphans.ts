// Kernels whose parent, or who themselves, are killed by SIGKILL, whatever their evaluator does at the time. Nothing can be
// done on the way out then; nothing may be left all the same: no evaluator, no type checker, no process that a cell has started.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { generator } from "../../test/conformance/case.ts";
import { descendants, isRunning, startKernel } from "../../test/protocol/kernelProcess.ts";
import { summarise } from "../kernel/statistics.ts";
import type { Report } from "./report.ts";

export interface OrphanOptions {
  count: number;
  seed: number;
  onFailure?: (what: string) => void;
}

/** How long something may be left, and how long it is watched, ms. */
const wanted = 2000;
const patience = 20_000;

const victims = ["parent", "kernel"] as const;

/** `GO` stands for a print that tells that it is on its way. */
export const orphanedCells: Readonly<Record<string, string>> = {
  nothing: "GO",
  "a loop": "GO; while (true) {}",
  "a loop after an await": "await 0; GO; while (true) {}",
  "a loop of prints": "GO; while (true) console.log('x')",
  "a loop of tensors": "import { randn } from 'cellgrad'; GO; for (;;) await randn([64, 64]).sum().item()",
  "Atomics.wait": "GO; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "a promise that never settles": "GO; await new Promise(() => {})",
  "a child process that is waited for": "GO; require('child_process').execSync('sleep 600')",
  "child processes in the background":
    "for (let i = 0; i < 3; i++) require('child_process').spawn('sh', ['-c', 'sleep 600 & sleep 600']); GO; 0",
};

export async function stressOrphans({ count, seed, onFailure = () => {} }: OrphanOptions): Promise<Report> {
  const random = generator(seed);
  const kinds = Object.keys(orphanedCells);
  const durations: Record<(typeof victims)[number], number[]> = { parent: [], kernel: [] };
  let left = 0;
  for (let i = 0; i < count; i++) {
    const victim = victims[i % 2]!;
    const kind = kinds[Math.floor(i / 2) % kinds.length]!;
    const { ms, alive } = await orphan(victim, orphanedCells[kind]!, random() * 50);
    durations[victim].push(ms);
    left += alive;
    if (alive > 0 || ms > wanted)
      onFailure(`${i} ${victim} killed during ${kind}: ${alive} left after ${ms.toFixed(0)} ms`);
  }
  return {
    title: `${count} kernels that lost their parent or were killed, in ${kinds.length} kinds of cells, seed ${seed}`,
    rows: [
      {
        what: `processes left after ${patience / 1000} s`,
        value: left,
        limit: "0",
        passed: left === 0,
      },
      ...victims.flatMap((victim) => {
        const { median } = summarise(durations[victim]);
        const longest = Math.max(...durations[victim]);
        return [
          { what: `${victim} killed by SIGKILL: until nothing is left, median, ms`, value: median },
          {
            what: "  longest, ms",
            value: longest,
            limit: `≤ ${wanted}`,
            passed: longest <= wanted,
            timing: true,
          },
        ];
      }),
    ],
  };
}

async function orphan(
  victim: (typeof victims)[number],
  cell: string,
  moment: number,
): Promise<{ ms: number; alive: number }> {
  const parent = spawn("sleep", ["600"], { stdio: "ignore" });
  const env = { CELLGRAD_DEVICE: "wasm", JPY_PARENT_PID: String(parent.pid) };
  const kernel = await startKernel({ env });
  try {
    kernel.ask("execute_request", { code: cell.replace("GO", 'console.log("go")') });
    await kernel.heard(({ content }) => String(content.text ?? "").startsWith("go"));
    await delay(moment);
    const pid = kernel.process.pid!;
    const processes = [pid, ...(await descendants(pid))];
    const killed = performance.now();
    (victim === "parent" ? parent : kernel.process).kill("SIGKILL");
    let alive = processes;
    while (alive.length > 0 && performance.now() - killed < patience) {
      await delay(5);
      const running = await Promise.all(alive.map(isRunning));
      alive = alive.filter((_, i) => running[i]);
    }
    const ms = performance.now() - killed;
    for (const each of alive) process.kill(each, "SIGKILL");
    return { ms, alive: alive.length };
  } finally {
    parent.kill("SIGKILL");
    await kernel.close();
  }
}
