// How fast the kernel answers: start, first and warm cells, completion (also during a busy loop), heartbeat, interrupt,
// printing, memory. Prints one line a figure with its bar; run it on an idle machine. No test: it asserts nothing.
//   node dist/bench/kernelLatency.js [--starts N] [--cells N]
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ownKernelspec } from "../kernel/install/kernelspec.ts";
import { descendants } from "../test/protocol/kernelProcess.ts";
import { startTimed, type TimedKernel } from "./kernel/client.ts";
import { type Summary, summarise } from "./kernel/statistics.ts";

const { values } = parseArgs({
  options: { starts: { type: "string", default: "7" }, cells: { type: "string", default: "150" } },
});
const starts = Number(values.starts);
const cells = Number(values.cells);
const { argv } = ownKernelspec();

const line = (what: string, figures: Summary | number, bar: string) => {
  const text =
    typeof figures === "number"
      ? figures.toFixed(1)
      : `${figures.median.toFixed(2)} (min ${figures.min.toFixed(2)}, p90 ${figures.p90.toFixed(2)}, p99 ${figures.p99.toFixed(2)})`;
  console.log(`${what.padEnd(44)} ${text.padEnd(48)} ${bar}`);
};

await measureStarts();
const kernel = await startTimed(argv);
await kernel.reply("kernel_info_request");
await delay(1500);
line("memory of all processes after start, MB", await memory(kernel), "≤ 220");
await measureCells(kernel);
await measureCompletion(kernel, "");
await measureBusy(kernel);
await measurePrinting(kernel);
line("memory of all processes at the end, MB", await memory(kernel), "");
await kernel.close();

async function measureStarts(): Promise<void> {
  const info: number[] = [];
  const first: number[] = [];
  const second: number[] = [];
  const late: number[] = [];
  for (let start = 0; start < starts; start++) {
    const kernel = await startTimed(argv);
    await kernel.reply("kernel_info_request");
    const answered = performance.now();
    info.push(answered - kernel.started);
    await kernel.reply("execute_request", { code: "const a = 41 + 1; a" });
    const ran = performance.now();
    first.push(ran - answered);
    await kernel.reply("execute_request", { code: "console.log(a); [a]" });
    second.push(performance.now() - ran);
    await kernel.close();
    const calm = await startTimed(argv);
    await calm.reply("kernel_info_request");
    await delay(1500);
    const began = performance.now();
    await calm.reply("execute_request", { code: "const a = 41 + 1; a" });
    late.push(performance.now() - began);
    await calm.close();
  }
  line("process start to kernel_info_reply, ms", summarise(info), "≤ 500, goal 400");
  line("first cell, sent at once, ms", summarise(first), "≤ 40");
  line("second cell (prints, shows an array), ms", summarise(second), "");
  line("first cell, sent after 1.5 s, ms", summarise(late), "≤ 40");
}

async function measureCells(kernel: TimedKernel): Promise<void> {
  await kernel.execute("let count = 1;");
  const run = async (name: string, pause: number) => {
    const durations: number[] = [];
    for (let k = 0; k < cells; k++) {
      const { idle, reply } = await kernel.execute(`const ${name}${k} = count + ${k}; ${name}${k}`);
      if (reply.content.status !== "ok") throw new Error(JSON.stringify(reply.content));
      durations.push(idle);
      if (pause) await delay(pause);
    }
    return summarise(durations.slice(Math.min(20, cells / 2)));
  };
  line("warm cell, back to back, ms", await run("w", 0), "≤ 5, goal 4");
  line("warm cell, 60 ms apart, ms", await run("p", 60), "≤ 5, goal 4");
  const infos: number[] = [];
  for (let k = 0; k < 50; k++) infos.push((await kernel.request("kernel_info_request")).idle);
  line("a request without work, ms", summarise(infos), "");
}

async function measureCompletion(kernel: TimedKernel, suffix: string): Promise<void> {
  const complete: number[] = [];
  const inspect: number[] = [];
  for (let k = 0; k < 60; k++) {
    const code = `const text${k} = 'a'; text${k}.toU`;
    const inspected = `const text${k} = 'a'; text${k}.toUpperCase()`;
    const asked = await kernel.request("complete_request", { code, cursor_pos: code.length });
    if (!(asked.reply.content.matches as string[]).includes("toUpperCase")) throw new Error("no completion");
    complete.push(asked.idle);
    const { idle } = await kernel.request("inspect_request", {
      code: inspected,
      cursor_pos: inspected.length - 3,
      detail_level: 0,
    });
    inspect.push(idle);
  }
  line(`complete_request on a member${suffix}, ms`, summarise(complete.slice(10)), "≤ 5, goal 4");
  line(`inspect_request on a member${suffix}, ms`, summarise(inspect.slice(10)), "≤ 5");
}

async function measureBusy(kernel: TimedKernel): Promise<void> {
  const busy = kernel.execute("while (true) {}");
  await delay(200);
  await measureCompletion(kernel, ", busy loop");
  const beats: number[] = [];
  for (let k = 0; k < 300; k++) beats.push(await kernel.heartbeat());
  line("heartbeat, busy loop, ms", summarise(beats), "p99 ≤ 5");
  await kernel.reply("interrupt_request", {}, "control");
  await busy;
  const interrupts: number[] = [];
  for (let k = 0; k < 10; k++) {
    const running = kernel.execute("while (true) {}");
    await delay(80);
    const asked = performance.now();
    void kernel.reply("interrupt_request", {}, "control");
    await running;
    interrupts.push(performance.now() - asked);
  }
  line("interrupt to idle, while (true) {}, ms", summarise(interrupts), "≤ 50");
}

async function measurePrinting(kernel: TimedKernel): Promise<void> {
  const durations: number[] = [];
  let messages = 0;
  for (let k = 0; k < 5; k++) {
    const printed = await kernel.execute("for (let i = 0; i < 20000; i++) console.log('line', i);");
    const texts = printed.broadcasts.filter(({ header }) => header.msg_type === "stream");
    const lines = texts.map(({ content }) => content.text).join("");
    const wanted = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join("");
    if (lines !== wanted) throw new Error("printing: lines were lost or are out of order");
    messages = texts.length;
    durations.push(printed.idle);
  }
  line("20,000 console.log, ms", summarise(durations), "≤ 1000");
  line("  in so many stream messages", messages, "≤ 200");
}

/** The resident memory that the kernel's processes do not share with others, and their part of what is shared, in MB. */
async function memory({ process: { pid } }: TimedKernel): Promise<number> {
  let total = 0;
  for (const one of [pid, ...(await descendants(pid))]) {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, "utf8");
    const status = readFileSync(`/proc/${one}/status`, "utf8");
    const kilobytes = (text: string, field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1]) / 1024;
    const [resident, share] = [kilobytes(status, "VmRSS"), kilobytes(rollup, "Pss")];
    console.log(
      `  ${/^Name:\s+(.*)/.exec(status)?.[1]}: resident ${resident.toFixed(0)}, its share ${share.toFixed(0)} MB`,
    );
    total += resident;
  }
  return total;
}
