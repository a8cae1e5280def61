// Runs every task with every contestant, in turns: each turn is a fraction of a second, so that whatever else the machine
// does weighs on all. A figure is the best of all turns.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Cell, table } from "../table.ts";
import { type Contestant, contestants } from "./contestants.ts";
import type { Answer, Request } from "./serve.ts";
import { figureOf, type Task, tasks } from "./tasks.ts";

const turnMilliseconds = 250;

/** A contestant's process. */
class Player {
  readonly contestant: Contestant;
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #gone: string | undefined;

  constructor(contestant: Contestant) {
    this.contestant = contestant;
    const [file, ...args] = contestant.command as [string, ...string[]];
    this.#process = spawn(file, args, {
      env: { ...process.env, ...contestant.environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#process.on("error", (error) => {
      this.#gone = error.message;
    });
    this.#process.stdin!.on("error", () => {});
    this.#answers = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  async ask(request: Request): Promise<Answer> {
    if (this.#gone !== undefined) return { missing: this.#gone };
    this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) {
        this.#gone = "its process ended";
        return { missing: this.#gone };
      }
      // Libraries greet on stdout.
      if (value.startsWith("{")) return JSON.parse(value) as Answer;
    }
  }

  end(): void {
    this.#process.kill();
  }
}

export interface Options {
  readonly part: Task["part"];
  /** Only tasks whose name begins so. */
  readonly only?: string | undefined;
  readonly turns: number;
  /** Only contestants whose name contains one of these. */
  readonly who?: readonly string[] | undefined;
  /** Time of the processor instead of the clock's: what is left to compare where other programs run. */
  readonly processor: boolean;
}

export async function benchTensors({ part, only = "", turns, who, processor }: Options): Promise<string> {
  const players = contestants()
    .filter(({ name }) => who?.some((part) => name.includes(part)) ?? true)
    .map((contestant) => new Player(contestant));
  const wanted = tasks.filter((task) => task.part === part && task.name.startsWith(only));
  const rows: { what: string; values: Cell[]; moreIsBetter: boolean }[] = [];
  for (const task of wanted) {
    const best = players.map((): Answer => ({}));
    for (let turn = 0; turn < turns; turn++) {
      for (const [i, player] of players.entries()) {
        if (best[i]!.missing !== undefined) continue;
        const answer = await player.ask({ task: task.name, milliseconds: turnMilliseconds });
        best[i] = better(best[i]!, answer);
      }
    }
    const moreIsBetter = task.unit !== "ms" && task.unit !== "µs";
    const values = best.map((answer, i) =>
      cell(task, answer, processor && players[i]!.contestant.threads !== 2),
    );
    console.error(
      `${task.what}: ${values.map((value) => (typeof value === "number" ? value.toFixed(2) : "-")).join("  ")}`,
    );
    rows.push({ what: `${task.what}, ${task.unit}`, values, moreIsBetter });
  }
  for (const player of players) player.end();
  return table(
    players.map(({ contestant }) => contestant.name),
    rows,
  );
}

const better = (a: Answer, b: Answer): Answer =>
  b.missing !== undefined
    ? b
    : {
        wall: Math.min(a.wall ?? Number.POSITIVE_INFINITY, b.wall!),
        cpu: Math.min(a.cpu ?? Number.POSITIVE_INFINITY, b.cpu!),
      };

function cell(task: Task, { wall, cpu, missing }: Answer, processor: boolean): Cell {
  if (missing !== undefined) return missing || undefined;
  return figureOf(task, (processor ? cpu : wall)!);
}
