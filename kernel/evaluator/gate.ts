// What the main thread and the agent thread share: a few integers. A forced interrupt may unwind the main thread between
// any two lines, also inside Node's own JavaScript; work that must not be torn (timer lists, frames) goes through `whole`.
// The agent lets it finish, and a termination that is on its way lands before the work begins.
import { isMainThread, workerData } from "node:worker_threads";

// Slots of the shared array …
const MAIN = 0;
const COMING = 1;
const REQUESTED = 2;
const COOPERATIVE = 3;
const LOADING = 4;
const ANSWERS = 5;
const WAITING_FOR_CHILD = 6;
const LEAVING = 7;
const FLYING = 8;
// … and the values of MAIN.
const OPEN = 0;
const INSIDE = 1;
const WAITING = 2;

export const shared: SharedArrayBuffer = isMainThread
  ? new SharedArrayBuffer(4 * (FLYING + 1))
  : (workerData as SharedArrayBuffer);
const state = new Int32Array(shared);

/** Runs `work` so that no termination lands in it. */
export function whole<A extends unknown[], R>(work: (...args: A) => R, ...args: A): R {
  if (Atomics.load(state, MAIN) === INSIDE) return work(...args);
  Atomics.store(state, MAIN, INSIDE);
  if (Atomics.load(state, COMING)) {
    Atomics.store(state, MAIN, WAITING);
    while (Atomics.load(state, COMING)); // the agent clears it in any case
    Atomics.store(state, MAIN, INSIDE);
  }
  try {
    return work(...args);
  } finally {
    Atomics.store(state, MAIN, OPEN);
  }
}

/** For the agent: calls `terminate` (resolves with true when V8 has unwound, or gives up) when nothing can be torn. */
export async function terminateOutside(
  terminate: () => Promise<boolean>,
  sleep: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  Atomics.store(state, COMING, 1);
  if (leaving.get()) {
    Atomics.store(state, COMING, 0);
    return false;
  }
  for (let patience = 50; Atomics.load(state, MAIN) === INSIDE && patience > 0; patience--) await sleep(1);
  const unwound = await terminate();
  if (unwound) Atomics.store(state, MAIN, OPEN); // a section that was unwound could not open it itself
  Atomics.store(state, COMING, 0);
  return unwound;
}

/**
 * A cell that ends by itself because of an interrupt: from `begin` on no termination may come. V8's inspector aborts the process
 * when one hits it while it takes the error that a script ended with.
 */
export const leaving = {
  get: (): boolean => Atomics.load(state, LEAVING) === 1,
  /** For the main thread. A termination on its way lands here. */
  begin(): void {
    Atomics.store(state, LEAVING, 1);
    while (Atomics.load(state, COMING) || Atomics.load(state, FLYING));
  },
  end: (): void => void Atomics.store(state, LEAVING, 0),
};

/** A termination that V8 has been asked for and has not delivered. */
export const flying = {
  get: (): boolean => Atomics.load(state, FLYING) === 1,
  set: (flies: boolean): void => void Atomics.store(state, FLYING, flies ? 1 : 0),
};

/** For the main thread, where it can be inside of nothing: a section that was unwound all the same could not open the gate. */
export const reopen = (): void => void Atomics.store(state, MAIN, OPEN);

/** The latest cell of those whose interrupt was asked for and is not over; 0 when none. The agent sets it: busy loops can see it too. */
export const requested = {
  get: (): number => Atomics.load(state, REQUESTED),
  set: (cell: number): void => void Atomics.store(state, REQUESTED, cell),
};

/** How many loops have promised to look at `requested` and to end by themselves. */
export const cooperative = {
  count: (): number => Atomics.load(state, COOPERATIVE),
  enter: (): void => void Atomics.add(state, COOPERATIVE, 1),
  leave: (): void => void (Atomics.load(state, COOPERATIVE) > 0 && Atomics.sub(state, COOPERATIVE, 1)),
  reset: (): void => void Atomics.store(state, COOPERATIVE, 0),
};

/** True while this package's own modules load: short, and not to be torn, since they can be loaded only once. */
export const loading = {
  get: (): boolean => Atomics.load(state, LOADING) > 0,
  begin: (): void => void Atomics.add(state, LOADING, 1),
  end: (): void => void (Atomics.load(state, LOADING) > 0 && Atomics.sub(state, LOADING, 1)),
  reset: (): void => void Atomics.store(state, LOADING, 0),
};

/** Since when the main thread stands still until a child process has ended (`execSync`). */
export const waitingForChild = {
  begin: (): void => void Atomics.store(state, WAITING_FOR_CHILD, milliseconds()),
  end: (): void => void Atomics.store(state, WAITING_FOR_CHILD, 0),
  /** For how long, ms; undefined when it does not. */
  age(): number | undefined {
    const since = Atomics.load(state, WAITING_FOR_CHILD);
    return since === 0 ? undefined : (milliseconds() - since + turn) % turn;
  },
};

/** The clock that all threads share, where it begins anew before it outgrows a slot; never 0. */
const turn = 2 ** 30;
const milliseconds = (): number => Number(process.hrtime.bigint() / 1_000_000n) % turn || 1;

/** Counts the answers that the agent has handed over, so that a main thread without an event loop can wait for one. */
export const answers = {
  count: (): number => Atomics.load(state, ANSWERS),
  /** Returns at once when the count is another one by now. */
  waitFrom: (count: number): void => void Atomics.wait(state, ANSWERS, count),
  announce(): void {
    Atomics.add(state, ANSWERS, 1);
    Atomics.notify(state, ANSWERS);
  },
};
