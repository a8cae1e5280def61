// Gives memory back without the user's help. A device's memory is invisible to the garbage collector, so bytes are counted
// here; past a threshold garbage is collected at once and the storages of nodes that are gone are freed. This also works in
// a loop that never waits: finalizers would not run there, and weak references would hold until the loop ends, unless the
// engine is told that a job is over, which running a script with a microtask queue of its own does.
import { setFlagsFromString } from "node:v8";
import { type Context, createContext, runInNewContext, Script } from "node:vm";
import type { Backend } from "../backend/backend.ts";
import type { Node } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";

/** Bytes that may be alive before something is done at once. */
const floor = 128 * 2 ** 20;
/** Bytes that may be alive before something is done when the last time is long enough ago. */
const lowFloor = 4 * 2 ** 20;
/** So many times what the last collection took, and no more than so many milliseconds. */
const pause = { times: 40, most: 1000 } as const;

interface Owned {
  readonly owner: WeakRef<Node>;
  readonly storage: Storage;
}

interface Account {
  owned: Owned[];
  /** Bytes from which garbage is collected, and from which it is if that was not done for a while. */
  threshold: number;
  lowThreshold: number;
  /** When to collect again for the lower threshold, in milliseconds. */
  next: number;
}

let owned = 0;

const accounts = new Map<Backend, Account>();

function accountOf(backend: Backend): Account {
  const known = accounts.get(backend);
  if (known) return known;
  const account = { owned: [], threshold: floor, lowThreshold: lowFloor, next: 0 };
  accounts.set(backend, account);
  return account;
}

/** The node's storage lives as long as the node. */
export function own(node: Node, backend: Backend): void {
  // A weak reference holds its target until the job ends; many such targets would grow old for nothing.
  if (++owned % 64 === 0) endJob();
  accountOf(backend).owned.push({ owner: new WeakRef(node), storage: node.storage! });
}

/** Copies a host node's elements to the device, which has them alone from then on. */
export function upload(node: Node, backend: Backend): void {
  node.storage = backend.upload(node.host!, node.dtype);
  node.host = undefined;
  own(node, backend);
}

/** Gives a realised node's memory back at once: for nodes that nobody else has seen. */
export function release(node: Node, backend: Backend): void {
  if (node.storage) backend.free(node.storage);
}

/** After each computation: past the threshold, collects. */
export function tidy(backend: Backend): void {
  const account = accountOf(backend);
  const { live } = backend.memory();
  // Entries count too: a million scalars are few bytes.
  const much = live >= account.threshold || account.owned.length >= 100_000;
  if (!much && (live < account.lowThreshold || performance.now() < account.next)) return;
  const started = performance.now();
  collectGarbage();
  sweep(backend, account);
  const left = backend.memory().live;
  account.threshold = Math.max(floor, 2 * left);
  account.lowThreshold = Math.max(lowFloor, 2 * left);
  const now = performance.now();
  account.next = now + Math.min(pause.most, pause.times * (now - started));
}

/** Frees the storages of all tensors that are gone. Never needed: it happens by itself when there are many. */
export function collect(): void {
  collectGarbage();
  for (const [backend, account] of accounts) sweep(backend, account);
}

function sweep(backend: Backend, account: Account): void {
  account.owned = account.owned.filter(({ owner, storage }) => {
    if (storage.freed) return false;
    if (owner.deref() !== undefined) return true;
    backend.free(storage);
    return false;
  });
}

let collector: (() => void) | undefined;

function collectGarbage(): void {
  collector ??= findCollector();
  endJob();
  collector();
}

function findCollector(): () => void {
  const exposed = (globalThis as { gc?: () => void }).gc;
  if (exposed) return exposed;
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

const nothing = new Script("0");
let elsewhere: Context | undefined;

/** Tells the engine that a job is over, as far as weak references go. */
function endJob(): void {
  elsewhere ??= createContext({}, { microtaskMode: "afterEvaluate" });
  nothing.runInContext(elsewhere);
}
