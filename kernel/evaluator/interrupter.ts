// The agent's side of an interrupt. Ask first: a main thread that waits answers at once, and nothing is terminated. One that
// does not answer is busy: terminate, wait until V8 has unwound, ask again. The front sends no cell before this is over.
import inspector from "node:inspector";
import {
  cooperative,
  flying,
  leaving,
  loading,
  requested,
  terminateOutside,
  waitingForChild,
} from "./gate.ts";
import type { MainMessage } from "./messages.ts";
import { type Spare, UserCodeStopper } from "./userCodeStopper.ts";

/** How long a waiting main thread may take to answer before it counts as busy, ms. */
const firstPatience = 20;
const longestPatience = 100;
/** How long a termination may take to land before another way is tried, ms. */
const landing = 60;
/** How long a cooperative loop may take to end by itself, ms. */
const grace = 5000;
/** How long our own modules may take to load: of the processor's time, for others may have most of it, and on the clock, ms. */
const loadingGrace = { busy: 5000, clock: 60_000 };
/** How long a cell may take that ends by itself, ms. */
const leavingGrace = 1000;
/** How long a child process that is waited for may take to end, ms. */
const childGrace = 300;

/** How many cells without an answer are remembered: more than can be on their way. */
const mostCells = 10_000;

const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

export class Interrupter {
  /** The cells handed to the main thread since the last interrupt: a termination may hit the message that begins one. */
  #cells: number[] = [0];
  readonly #post: (message: MainMessage) => void;
  readonly #session = new inspector.Session();
  readonly #stopper = new UserCodeStopper(this.#session);
  #acknowledged = 0;
  #asked = 0;
  #running: Promise<number> | undefined;

  constructor(post: (message: MainMessage) => void) {
    this.#post = post;
    this.#session.connectToMainThread();
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
    let tore = false;
    const waited = this.#stopwatch();
    const answered = (ms: number): Promise<boolean> => this.#answered(id, ms);
    requested.set(cells.at(-1)!);
    while (cooperative.count() > 0 && waited.patient && waited.clock < grace) await sleep(1);
    for (let patience = firstPatience; ; patience = Math.min(longestPatience, 2 * patience + 1)) {
      this.#post({ type: "interrupt", id, cells, forced: forced > 0, tore });
      if (await answered(patience)) break;
      if (leaving.get()) {
        if (waited.clock < leavingGrace) continue;
        leaving.end(); // it has changed its mind
      }
      const isLoading = loading.get() && waited.busy < loadingGrace.busy && waited.clock < loadingGrace.clock;
      if (waitingForChild.age() !== undefined) {
        if (!flying.get()) forced++;
        await terminateOutside(() => this.#terminate(endChild(waited.clock < childGrace)), sleep);
      } else if (isLoading && waited.patient) {
        if (await this.#stop(answered, spareLoading)) forced++;
      } else if (!flying.get()) {
        forced++;
        tore ||= loading.get();
        await terminateOutside(() => this.#terminate(), sleep);
      } else if (await this.#stop(answered, spareOwn)) {
        forced++; // native code runs, or has swallowed the termination
      }
    }
    await this.#landed(2000); // it came too late: let it hit a nudge, not the next cell
    this.#cells = cells.slice(-1);
    return forced;
  }

  /** For what ends by itself as a rule; a second interrupt ends all patience. */
  #stopwatch(): { readonly patient: boolean; readonly clock: number; readonly busy: number } {
    const asked = this.#asked;
    const began = performance.now();
    const usage = process.cpuUsage();
    const isPatient = (): boolean => this.#asked === asked;
    return {
      get patient() {
        return isPatient();
      },
      get clock() {
        return performance.now() - began;
      },
      get busy() {
        const { user, system } = process.cpuUsage(usage);
        return (user + system) / 1000;
      },
    };
  }

  #answered(id: number, ms: number): Promise<boolean> {
    return soon(ms, () => this.#acknowledged >= id);
  }

  #landed(ms: number): Promise<boolean> {
    return soon(ms, () => {
      if (flying.get()) this.#post({ type: "nudge" });
      return !flying.get();
    });
  }

  #stop(answered: (ms: number) => Promise<boolean>, spare: Spare): Promise<boolean> {
    return terminateOutside(() => this.#stopper.stop(answered, spare), sleep);
  }

  /** Resolves with true when it has landed; `meanwhile` may help it to. */
  async #terminate(meanwhile?: Promise<unknown>): Promise<boolean> {
    if (!flying.get()) {
      flying.set(true);
      this.#session.post("Runtime.terminateExecution", () => {
        flying.set(false);
      });
    }
    await meanwhile;
    return this.#landed(landing);
  }
}

/**
 * True as soon as `done`; false after so many ms. Where the processors are taken by others these are longer: an idle main
 * thread that has had no turn is not busy.
 */
async function soon(ms: number, done: () => boolean): Promise<boolean> {
  const until = performance.now() + ms;
  for (let turns = 0; !done(); turns++) {
    if (performance.now() >= until && turns >= ms / 2) return false;
    await sleep(1);
  }
  return true;
}

/** Ends what the main thread stands still for: the child, or what has outlived it and holds its pipes. */
async function endChild(kindly: boolean): Promise<void> {
  const { endRecent } = await import("../magics/processTree.ts");
  const age = waitingForChild.age();
  if (age !== undefined) endRecent(age, kindly ? "SIGTERM" : "SIGKILL");
}

const ourPackage = new URL("../..", import.meta.url).href;
const ourKernel = new URL("..", import.meta.url).href;

/** Spares what is nobody's but Node's and the kernel's: a termination that comes late would hit it. */
const spareOwn: Spare = (urls) => urls.every((url) => url.startsWith("node:") || url.startsWith(ourKernel));

const isOurs = (url: string): boolean =>
  url === "" || url.startsWith(ourPackage) || url.includes("/node_modules/");

// Code whose loading must not be torn is Node's, this package's and what it depends on; some is made as it loads. Stops what
// the user's code does by itself, not where it has just asked Node's loader for something.
const spareLoading: Spare = (urls) => {
  const user = urls.findIndex((url) => !isOurs(url) && !url.startsWith("node:"));
  return user < 0 || urls.slice(0, user).some((url) => url.startsWith("node:internal/modules/"));
};
