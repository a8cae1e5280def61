// The agent's side of an interrupt. Ask first: a main thread that waits answers at once, and nothing is terminated. One that
// does not answer is busy: terminate, wait until V8 has unwound, ask again. The front sends no cell before this is over.
import inspector from "node:inspector";
import { cooperative, loading, requested, terminateOutside } from "./gate.ts";
import type { MainMessage } from "./messages.ts";

/** How long a waiting main thread may take to answer before it counts as busy, ms. */
const firstPatience = 20;
const longestPatience = 100;
/** How long a cooperative loop may take to end by itself, and our own modules to load, ms. */
const grace = 2000;
const loadingGrace = 400;

/** How many cells without an answer are remembered: more than can be on their way. */
const mostCells = 10_000;

const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

export class Interrupter {
  /** The cells handed to the main thread since the last interrupt: a termination may hit the message that begins one. */
  #cells: number[] = [0];
  readonly #post: (message: MainMessage) => void;
  readonly #stopper = new inspector.Session();
  #acknowledged = 0;
  #asked = 0;
  #running: Promise<number> | undefined;
  /** A blunt termination that V8 has not delivered yet. */
  #flying = false;

  constructor(post: (message: MainMessage) => void) {
    this.#post = post;
    this.#stopper.connectToMainThread();
  }

  /** To be called before a cell is posted to the main thread. */
  handOver(cell: number): void {
    this.#cells.push(cell);
    if (this.#cells.length > mostCells) this.#cells.splice(0, mostCells / 2);
  }

  acknowledge(id: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, id);
  }

  /** Resolves with the number of terminations when the main thread is free. A second call ends all patience of the first. */
  interrupt(id: number): Promise<number> {
    this.#asked++;
    return (this.#running ??= this.#interrupt(id).finally(() => {
      this.#running = undefined;
    }));
  }

  async #interrupt(id: number): Promise<number> {
    const cells = this.#cells;
    let forced = 0;
    await this.#beKind(cells.at(-1)!);
    for (let patience = firstPatience; ; patience = Math.min(longestPatience, 2 * patience + 1)) {
      this.#post({ type: "interrupt", id, cells, forced: forced > 0 });
      if (await this.#answered(id, patience)) break;
      if (!this.#flying) {
        forced++;
        await terminateOutside(() => this.#terminate(), sleep);
      } else if (await this.#stopInUserCode(id)) forced++; // native code runs, or has swallowed the termination
    }
    await this.#landed(2000); // it came too late: let it hit a nudge, not the next cell
    this.#cells = cells.slice(-1);
    return forced;
  }

  /** Tells cooperative loops, and gives them time to end; likewise our own modules, which load only once. */
  async #beKind(cell: number): Promise<void> {
    const asked = this.#asked;
    requested.set(cell);
    const began = performance.now();
    const within = (ms: number): boolean => this.#asked === asked && performance.now() - began < ms;
    while (cooperative.count() > 0 && within(grace)) await sleep(1);
    while (loading.get() && within(loadingGrace)) await sleep(1);
  }

  async #answered(id: number, ms: number): Promise<boolean> {
    for (const until = performance.now() + ms; this.#acknowledged < id && performance.now() < until; )
      await sleep(1);
    return this.#acknowledged >= id;
  }

  async #landed(ms: number): Promise<boolean> {
    for (const until = performance.now() + ms; this.#flying && performance.now() < until; await sleep(1))
      this.#post({ type: "nudge" });
    return !this.#flying;
  }

  #terminate(): Promise<boolean> {
    this.#flying = true;
    this.#stopper.post("Runtime.terminateExecution", () => {
      this.#flying = false;
    });
    return this.#landed(100);
  }

  // The second way: V8 refuses another terminateExecution until the first has landed, and Node's promise-rejection callback
  // swallows one that hits it. A pause can be asked for again and again; Node and the kernel are black-boxed.
  async #stopInUserCode(id: number): Promise<boolean> {
    let paused = false;
    const notice = (): void => {
      paused = true;
    };
    this.#stopper.once("Debugger.paused", notice);
    await this.#command("Debugger.enable");
    await this.#command("Debugger.setBlackboxPatterns", { patterns: ["^node:", ourFiles] });
    await this.#command("Debugger.pause");
    for (const until = performance.now() + 40; !paused && performance.now() < until; )
      if (await this.#answered(id, 1)) break;
    if (paused) await this.#command("Debugger.resume", { terminateOnResume: true });
    await this.#command("Debugger.disable");
    this.#stopper.removeListener("Debugger.paused", notice);
    return paused;
  }

  #command(method: string, params?: object): Promise<void> {
    return new Promise((resolve) => this.#stopper.post(method, params, () => resolve()));
  }
}

const ourFiles = `^${new URL(".", import.meta.url).href.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
