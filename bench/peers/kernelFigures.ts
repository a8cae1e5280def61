// What is measured of a kernel, each figure a function of its own. A kernel that does not answer within the limit gets a
// word instead of a number: some peers are silent while a cell runs.
import { setTimeout as delay } from "node:timers/promises";
import { startTimed, type TimedKernel } from "../kernel/client.ts";
import { residentMemory } from "../kernel/memory.ts";
import { summarise } from "../kernel/statistics.ts";
import type { Peer } from "./kernels.ts";

export type Figure = number | string;

const lines = 20_000;
const seconds = 1000;
const starts = 5;

/** The figures in the order of the table, measured one after another. */
export async function kernelFigures(peer: Peer): Promise<Record<string, Figure>> {
  const figures: Record<string, Figure> = await starting(peer);
  await using(peer, async (kernel) => {
    figures["resident memory after start, MB"] = await residentMemory(kernel.process.pid);
    figures["a request without work, ms"] = await emptyRequests(kernel);
    figures["warm cell, request → idle, ms"] = await warmCells(kernel, peer);
    figures["complete_request on a member, ms"] = await completion(kernel, peer);
    figures["inspect_request on a member, ms"] = await inspection(kernel, peer);
    void kernel.execute(peer.endless);
    await delay(0.5 * seconds);
    figures["completion while a cell loops for ever, ms"] = await completion(kernel, peer);
    figures["heartbeat meanwhile, 99 % within, ms"] = await heartbeats(kernel);
  });
  await using(peer, async (kernel) => {
    figures["interrupt of an endless loop → idle, ms"] = await interrupts(kernel, peer);
  });
  await using(peer, async (kernel) => Object.assign(figures, await printing(kernel, peer)));
  return figures;
}

/** Of several rounds each figure's median; a word where one round has no number. */
export function typical(rounds: readonly Record<string, Figure>[]): Record<string, Figure> {
  const one = (what: string): Figure => {
    const values = rounds.map((round) => round[what]!);
    const numbers = values.filter((value) => typeof value === "number");
    return numbers.length < values.length
      ? values.find((value) => typeof value === "string")!
      : summarise(numbers).median;
  };
  return Object.fromEntries(Object.keys(rounds[0]!).map((what) => [what, one(what)]));
}

async function starting(peer: Peer): Promise<Record<string, Figure>> {
  const [info, atOnce, later] = [[], [], []] as [number[], number[], number[]];
  for (let start = 0; start < starts; start++) {
    const kernel = await startTimed(peer.argv);
    await kernel.reply("kernel_info_request");
    const answered = performance.now();
    info.push(answered - kernel.started);
    await kernel.reply("execute_request", { code: peer.setUp });
    atOnce.push(performance.now() - answered);
    await end(kernel);
    await using(peer, async (rested) => {
      const sent = performance.now();
      await rested.reply("execute_request", { code: peer.setUp });
      later.push(performance.now() - sent);
    });
  }
  return {
    "process start → kernel_info_reply, ms": summarise(info).median,
    "first cell, sent at once after that, ms": summarise(atOnce).median,
    "first cell, sent a second later, ms": summarise(later).median,
  };
}

async function emptyRequests(kernel: TimedKernel): Promise<Figure> {
  const times: number[] = [];
  for (let k = 0; k < 50; k++) times.push((await kernel.request("kernel_info_request")).idle);
  return summarise(times).median;
}

async function warmCells(kernel: TimedKernel, peer: Peer): Promise<Figure> {
  await kernel.execute(peer.setUp);
  const times: number[] = [];
  for (let k = 0; k < 80; k++) {
    const { idle, reply } = await kernel.execute(peer.warmCell(k));
    if (reply.content.status !== "ok") return "fails";
    if (k >= 20) times.push(idle);
  }
  return summarise(times).median;
}

const completion = (kernel: TimedKernel, peer: Peer): Promise<Figure> =>
  questions(
    kernel,
    "complete_request",
    () => ({ code: peer.member, cursor_pos: peer.member.length }),
    ({ matches }) => (matches as string[]).some((match) => match.endsWith(peer.completed)),
  );

const inspection = (kernel: TimedKernel, peer: Peer): Promise<Figure> =>
  questions(
    kernel,
    "inspect_request",
    (k) => ({ code: `${peer.inspected}${k}`, cursor_pos: peer.inspected.indexOf("(") - 1, detail_level: 0 }),
    ({ found }) => found === true,
  );

async function questions(
  kernel: TimedKernel,
  type: string,
  ask: (k: number) => Record<string, unknown>,
  isRight: (content: Record<string, unknown>) => boolean,
): Promise<Figure> {
  const times: number[] = [];
  for (let k = 0; k < 40; k++) {
    const sent = performance.now();
    const reply = await within(3 * seconds, kernel.reply(type, ask(k)));
    if (reply === undefined) return "no answer";
    if (!isRight(reply.content)) return "wrong";
    if (k >= 10) times.push(performance.now() - sent);
  }
  return summarise(times).median;
}

async function heartbeats(kernel: TimedKernel): Promise<Figure> {
  const times: number[] = [];
  for (let k = 0; k < 300; k++) {
    const time = await within(3 * seconds, kernel.heartbeat());
    if (time === undefined) return "no answer";
    times.push(time);
  }
  return summarise(times).p99;
}

async function interrupts(kernel: TimedKernel, peer: Peer): Promise<Figure> {
  const times: number[] = [];
  for (let k = 0; k < 10; k++) {
    const running = kernel.execute(peer.endless);
    await delay(0.3 * seconds);
    const asked = performance.now();
    if (peer.interrupt === "signal") process.kill(kernel.process.pid, "SIGINT");
    else void kernel.reply("interrupt_request", {}, "control");
    if (!(await within(5 * seconds, running))) return "goes on";
    times.push(performance.now() - asked);
  }
  return summarise(times).median;
}

async function printing(kernel: TimedKernel, peer: Peer): Promise<Record<string, Figure>> {
  await kernel.execute(peer.setUp);
  const printed = await within(20 * seconds, kernel.execute(peer.print(lines)));
  const streams = printed?.broadcasts.filter(({ header }) => header.msg_type === "stream") ?? [];
  const text = streams.map(({ content }) => content.text as string).join("");
  const isWhole = text === Array.from({ length: lines }, (_, i) => `line ${i}\n`).join("");
  return {
    "20,000 printed lines, ms":
      printed === undefined ? "no end in 20 s" : isWhole ? printed.idle : "lines lost",
    "  in so many messages": printed === undefined ? "—" : String(streams.length),
  };
}

async function using(peer: Peer, work: (kernel: TimedKernel) => Promise<unknown>): Promise<void> {
  const kernel = await startTimed(peer.argv);
  await kernel.reply("kernel_info_request");
  await delay(1 * seconds);
  await kernel.request("kernel_info_request");
  await work(kernel);
  await end(kernel);
}

/** Shuts a kernel down; one that is stuck is killed. */
async function end(kernel: TimedKernel): Promise<void> {
  const timer = setTimeout(() => kernel.process.kill(), 2 * seconds);
  await kernel.close();
  clearTimeout(timer);
}

async function within<T>(limit: number, answer: Promise<T>): Promise<T | undefined> {
  const controller = new AbortController();
  const patience = delay(limit, undefined, { signal: controller.signal }).catch(() => undefined);
  const first = await Promise.race([answer, patience]);
  controller.abort();
  return first;
}
