// A contestant's side: reads requests, a line each, runs the task for a while and answers with its best time. The processes
// live as long as the bench, so that turns can be short and everybody is warm.
import { createInterface } from "node:readline";

export interface Request {
  readonly task: string;
  readonly milliseconds: number;
}

/** Milliseconds of one run: on the clock, and of the processor. */
export interface Answer {
  readonly wall?: number;
  readonly cpu?: number;
  /** Why there is no time. */
  readonly missing?: string;
}

/** Does the task once, to the end. */
export type Run = () => unknown;

/** Prepares a task: makes its data and gives what runs it. */
export type Prepare = () => Run | Promise<Run>;

/** A window is this long at least, so that the clock's ticks do not count. */
const window = 4;
const warmUp = 400;

export async function serve(tasks: Readonly<Record<string, Prepare>>): Promise<never> {
  const ready = new Map<string, { run: Run; times: number }>();
  for await (const line of createInterface({ input: process.stdin })) {
    const { task, milliseconds } = JSON.parse(line) as Request;
    let answer: Answer;
    try {
      const prepare = tasks[task];
      if (!prepare) answer = { missing: "" };
      else {
        let known = ready.get(task);
        if (!known) ready.set(task, (known = await prepared(prepare)));
        answer = await measured(known.run, known.times, milliseconds);
      }
    } catch (error) {
      answer = { missing: String(error).split("\n", 1)[0]!.slice(0, 60) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}

async function prepared(prepare: Prepare): Promise<{ run: Run; times: number }> {
  const run = await prepare();
  const until = performance.now() + warmUp;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 || performance.now() < until; i++) {
    const started = performance.now();
    await run();
    best = Math.min(best, performance.now() - started);
  }
  return { run, times: Math.max(1, Math.ceil(window / best)) };
}

async function measured(run: Run, times: number, milliseconds: number): Promise<Answer> {
  let [wall, cpu] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const until = performance.now() + milliseconds;
  for (let i = 0; i < 2 || performance.now() < until; i++) {
    const before = process.cpuUsage();
    const started = performance.now();
    for (let k = 0; k < times; k++) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    wall = Math.min(wall, (performance.now() - started) / times);
    const { user, system } = process.cpuUsage(before);
    cpu = Math.min(cpu, (user + system) / 1000 / times);
  }
  return { wall, cpu };
}
