// Random interrupts of a real kernel in every kind of busy cell. After each one the kernel must be whole: the cell is answered
// as interrupted, the next one is not hit, everything works, every variable is there.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generator } from "../../test/conformance/case.ts";
import { evalue, resultOf, streamed, traceback } from "../../test/protocol/answers.ts";
import { type Answer, type KernelProcess, startKernel } from "../../test/protocol/kernelProcess.ts";
import { summarise } from "../kernel/statistics.ts";
import { busyCells, busyFile, firstCell, healthyCell } from "./busyCells.ts";
import { within } from "./patience.ts";
import type { Report, Row } from "./report.ts";

export interface InterruptOptions {
  count: number;
  seed: number;
  /** Only kinds whose name has this in it. */
  only?: string;
  /** Hears of each failure as it happens. */
  onFailure?: (what: string) => void;
}

/** How long an interrupt may take before it counts as a hang, and how long we want it to take, ms. */
const patience = 20_000;
const wanted = 500;

type Fault = "crash" | "hang" | "lost" | "hit" | "goes on" | "wrong";

export async function stressInterrupts({
  count,
  seed,
  only = "",
  onFailure = () => {},
}: InterruptOptions): Promise<Report> {
  const random = generator(seed);
  const kinds = Object.keys(busyCells).filter((kind) => kind.includes(only));
  if (kinds.length === 0) throw new Error(`interrupts: no kind has this in its name: ${only}`);
  const faults = new Map<Fault, number>();
  const durations: number[] = [];
  const slow = new Map<string, number>();
  let again = 0;
  let kernel = await startBusyKernel();
  try {
    for (let i = 0; i < count; i++) {
      const kind = kinds[i % kinds.length]!;
      const outcome = await interruptOnce(kernel, kind, i, random);
      durations.push(outcome.ms);
      if (outcome.ms > wanted) slow.set(kind, (slow.get(kind) ?? 0) + 1);
      if (outcome.again) again++;
      for (const { fault, detail } of outcome.faults) {
        faults.set(fault, (faults.get(fault) ?? 0) + 1);
        onFailure(`${i} ${kind}: ${fault}: ${detail}`);
      }
      if (outcome.faults.length === 0) continue;
      await endHard(kernel);
      kernel = await startBusyKernel();
    }
  } finally {
    await endHard(kernel);
  }
  const { median, p99 } = summarise(durations);
  const none = (what: string, fault: Fault): Row => ({
    what,
    value: faults.get(fault) ?? 0,
    limit: "0",
    passed: !faults.has(fault),
  });
  return {
    title: `${count} interrupts of ${kinds.length} kinds of cells, seed ${seed}`,
    rows: [
      none("kernel or evaluator died", "crash"),
      none("interrupt or following cell hung", "hang"),
      none("variables lost", "lost"),
      none("following cell hit", "hit"),
      none("interrupted code went on", "goes on"),
      none("wrong reply or output lost", "wrong"),
      { what: "needed a second interrupt (began after the first)", value: again },
      { what: "request to reply: median, ms", value: median },
      { what: "99 %, ms", value: p99 },
      {
        what: `longer than ${wanted} ms`,
        value: [...slow.values()].reduce((sum, each) => sum + each, 0),
        limit: "0",
        passed: slow.size === 0,
        timing: true,
      },
      ...[...slow].map(([kind, times]) => ({ what: `  ${kind}`, value: times })),
    ],
  };
}

interface Outcome {
  ms: number;
  /** A callback began to loop after the interrupt, so that a second one was needed. */
  again: boolean;
  faults: { fault: Fault; detail: string }[];
}

async function interruptOnce(
  kernel: KernelProcess,
  kind: string,
  i: number,
  random: () => number,
): Promise<Outcome> {
  const faults: Outcome["faults"] = [];
  const own = `own${i}`;
  const code = busyCells[kind]!.replaceAll("GO", `console.log("go @")`).replaceAll("@", String(i));
  const cell = kernel.ask("execute_request", {
    code: kind === "a magic's program" ? code : `let ${own} = ${i}; ${code}`,
    allow_stdin: true,
  });
  // Most come when it is on its way; some at any moment: while it is checked, transformed, started.
  const early = random() < 0.2;
  const moment = random() * 25;
  let begun = false;
  const going = kernel
    .heard(({ content }) => String(content.text ?? "").includes(`go ${i}\n`))
    .then(() => {
      begun = true;
    });
  if (!early && (await within(patience, going)) === "late")
    return { ms: patience, again: false, faults: [{ fault: "wrong", detail: "it did not begin" }] };
  await new Promise((resolve) => setTimeout(resolve, moment));
  const begunBefore = begun;
  const asked = performance.now();
  const open = new Set(["interrupt", "cell"]);
  const stopped = kernel.request("interrupt_request", {}, "control");
  void stopped.then(() => open.delete("interrupt"));
  void cell.answer.then(() => open.delete("cell"));
  const answer = await within(patience, Promise.all([stopped, cell.answer]));
  const ms = performance.now() - asked;
  if (answer === "late") {
    const detail = `of the ${[...open].join(" and the ")}, ${early ? "at" : "from its begin"} ${moment.toFixed(0)} ms`;
    return { ms, again: false, faults: [{ fault: "hang", detail }] };
  }
  const [, done] = answer;
  const over = kind.endsWith("after its cell");
  if (evalue(done).includes("evaluator process ended"))
    faults.push({ fault: "crash", detail: traceback(done) });
  else if (!over && done.reply.content.ename !== "Interrupted")
    faults.push({ fault: "wrong", detail: `its reply is ${JSON.stringify(done.reply.content)}` });
  if (faults.length) return { ms, again: false, faults };

  const declared = begunBefore && kind !== "a magic's program";
  let again = false;
  let health = await within(begunBefore ? patience : 3000, kernel.execute(healthyCell(own)));
  if (health === "late" && !begunBefore) {
    again = true;
    await within(patience, kernel.request("interrupt_request", {}, "control"));
    health = await within(patience, kernel.execute(healthyCell(own)));
  }
  if (health === "late") faults.push({ fault: "hang", detail: "of the following cell" });
  else faults.push(...examine(health, declared));
  return { ms, again, faults };
}

function examine(health: Answer, declared: boolean): Outcome["faults"] {
  const { ename } = health.reply.content;
  if (evalue(health).includes("evaluator process ended"))
    return [{ fault: "crash", detail: traceback(health) }];
  if (ename === "Interrupted") return [{ fault: "hit", detail: evalue(health) }];
  if (health.reply.content.status !== "ok") {
    const unknown = /Cannot find name 'own|own\d+ is not defined|Cannot access 'own/.test(evalue(health));
    if (unknown && !declared) return [];
    return [{ fault: "lost", detail: `${ename}: ${evalue(health)}` }];
  }
  const value = String(resultOf(health));
  const text = streamed(health);
  if (!/^'(number|undefined)4342'$/.test(value) || (declared && value.includes("undefined")))
    return [{ fault: "lost", detail: value }];
  if (!text.includes("healthy")) return [{ fault: "wrong", detail: `it printed ${JSON.stringify(text)}` }];
  return text.includes("goes on") ? [{ fault: "goes on", detail: "" }] : [];
}

async function startBusyKernel(): Promise<KernelProcess> {
  const kernel = await startKernel({ env: { CELLGRAD_DEVICE: "wasm" } });
  kernel.onInput = () => {};
  await writeFile(join(kernel.directory, "busy.ts"), busyFile);
  // Some kinds use what only JavaScript allows.
  const { reply } = await kernel.execute(`%config typeErrors=off\n${firstCell}`);
  if (reply.content.status !== "ok") throw new Error(`interrupts: the first cell: ${reply.content.evalue}`);
  return kernel;
}

/** One that hangs does not end by itself. */
async function endHard(kernel: KernelProcess): Promise<void> {
  const timer = setTimeout(() => kernel.process.kill("SIGKILL"), 5000);
  await kernel.close();
  clearTimeout(timer);
}
