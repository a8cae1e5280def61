// What is measured of a kernel, each figure a function of its own. A kernel that does not answer within the limit gets a
// word instead of a number: some peers are silent while a cell runs.
import { setTimeout as delay } from "node:timers/promises";
import { startTimed, type TimedKernel } from "../kernel/client.ts";
import { summarise } from "../kernel/statistics.ts";
import type { Peer } from "./kernels.ts";

export type Figure = number | string;

const lines = 20_000;
const seconds = 1000;

/** The figures in the order of the table, measured one after another. */
export async function kernelFigures(peer: Peer): Promise<Record<string, Figure>> {
  const figures: Record<string, Figure> = {};
  figures["process start → kernel_info_reply, ms"] = await startTime(peer);
  await using(peer, async (kernel) => {
    figures["warm cell, request → idle, ms"] = await warmCells(kernel, peer);
    figures["complete_request on a member, ms"] = await completion(kernel, peer);
    void kernel.execute(peer.endless);
    await delay(500);
    figures["the same while a cell loops for ever, ms"] = await completion(kernel, peer);
  });
  await using(peer, async (kernel) => Object.assign(figures, await printing(kernel, peer)));
  return figures;
}

async function startTime(peer: Peer): Promise<Figure> {
  const times: number[] = [];
  for (let start = 0; start < 5; start++) {
    const kernel = await startTimed(peer.argv);
    await kernel.reply("kernel_info_request");
    times.push(performance.now() - kernel.started);
    await end(kernel);
  }
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

async function completion(kernel: TimedKernel, peer: Peer): Promise<Figure> {
  const times: number[] = [];
  for (let k = 0; k < 40; k++) {
    const content = { code: peer.member, cursor_pos: peer.member.length };
    const sent = performance.now();
    const reply = await within(3 * seconds, kernel.reply("complete_request", content));
    if (reply === undefined) return "no answer";
    const matches = reply.content.matches as string[];
    if (!matches.some((match) => match.endsWith(peer.completed))) return "wrong";
    if (k >= 10) times.push(performance.now() - sent);
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
