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
const loadingGrace = 5000;

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
    const patient = this.#patience();
    requested.set(cells.at(-1)!);
    while (cooperative.count() > 0 && patient(grace)) await sleep(1);
    for (let patience = firstPatience; ; patience = Math.min(longestPatience, 2 * patience + 1)) {
      this.#post({ type: "interrupt", id, cells, forced: forced > 0 });
      if (await this.#answered(id, patience)) break;
      if (loading.get() && patient(loadingGrace)) {
        if (await this.#stopInUserCode(id, isLoaded)) forced++;
      } else if (!this.#flying) {
        forced++;
        await terminateOutside(() => this.#terminate(), sleep);
      } else if (await this.#stopInUserCode(id)) forced++; // native code runs, or has swallowed the termination
    }
    await this.#landed(2000); // it came too late: let it hit a nudge, not the next cell
    this.#cells = cells.slice(-1);
    return forced;
  }

  /** For cooperative loops and our own modules, which load only once: true for some ms, and until a second interrupt. */
  #patience(): (ms: number) => boolean {
    const asked = this.#asked;
    const began = performance.now();
    return (ms) => this.#asked === asked && performance.now() - began < ms;
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
  // While our own modules load it is the first way: a cell's loop ends, and they go on. Black boxes are not enough for that
  // (V8 pauses in Node's loader all the same), so the stack is looked at.
  async #stopInUserCode(id: number, isSpared: (url: string) => boolean = () => false): Promise<boolean> {
    let paused: "to end" | "to go on" | undefined;
    const urls = new Map<string, string>();
    const learn = ({ params }: Parsed): void => void urls.set(params.scriptId, params.url);
    const notice = ({ params: { callFrames } }: Paused): void => {
      const spared = callFrames.every(({ location }) => isSpared(urls.get(location.scriptId) ?? ""));
      paused = spared ? "to go on" : "to end";
    };
    this.#stopper.on("Debugger.scriptParsed", learn);
    this.#stopper.once("Debugger.paused", notice);
    await this.#command("Debugger.enable");
    await this.#command("Debugger.setBlackboxPatterns", { patterns: ["^node:", ourFiles] });
    await this.#command("Debugger.pause");
    for (const until = performance.now() + 40; !paused && performance.now() < until; )
      if (await this.#answered(id, 1)) break;
    if (paused) await this.#command("Debugger.resume", { terminateOnResume: paused === "to end" });
    await this.#command("Debugger.disable");
    this.#stopper.removeListener("Debugger.scriptParsed", learn);
    this.#stopper.removeListener("Debugger.paused", notice);
    return paused === "to end";
  }

  #command(method: string, params?: object): Promise<void> {
    return new Promise((resolve) => this.#stopper.post(method, params, () => resolve()));
  }
}

type Parsed = inspector.InspectorNotification<inspector.Debugger.ScriptParsedEventDataType>;
type Paused = inspector.InspectorNotification<inspector.Debugger.PausedEventDataType>;

const ourFiles = `^${new URL(".", import.meta.url).href.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
const ourPackage = new URL("../..", import.meta.url).href;

/** True for code whose loading must not be torn: Node's, this package's and what it depends on; some is made as it loads. */
const isLoaded = (url: string): boolean =>
  url === "" || url.startsWith("node:") || url.startsWith(ourPackage) || url.includes("/node_modules/");
