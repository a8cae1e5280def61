// Gives memory back without the user's help. A device's memory is invisible to the garbage collector, so bytes are counted
// here; past a threshold garbage is collected at once and the storages of nodes that are gone are freed. This also works in
// a loop that never waits: finalizers would not run there, and weak references would hold until the loop ends, unless the
// engine is told that a job is over, which running a script with a microtask queue of its own does.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { type Context, createContext, runInNewContext, Script } from "node:vm";
import type { Backend } from "../backend/backend.ts";
import type { Node } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";

/** Bytes that may be alive before something is done at once. */
const floor = 128 * 2 ** 20;
/** Bytes that may be alive before something is done when the last time is long enough ago. */
const lowFloor = 4 * 2 ** 20;
const manyEntries = 1024;
/** So many times what the last collection took, and no more than so many milliseconds. */
const pause = { times: 40, most: 1000 } as const;

interface Owned {
  readonly owner: WeakRef<object>;
  readonly storages: readonly Storage[];
  /** The owner gets new values again and again. */
  readonly again: boolean;
}

interface Account {
  owned: Owned[];
  /** The storages of those that get new values. */
  readonly tenants: WeakMap<object, Storage[]>;
  /** Entries from which those of what is gone are left out. */
  many: number;
  /** Bytes from which garbage is collected, and from which it is if that was not done for a while. */
  threshold: number;
  lowThreshold: number;
  /** When to collect again for the lower threshold, in milliseconds. */
  next: number;
}

let owned = 0;

/** Called before garbage is collected in earnest, to let go of what is only kept for a while. */
export const collecting: { before: (() => void) | undefined } = { before: undefined };

const accounts = new Map<Backend, Account>();

function accountOf(backend: Backend): Account {
  const known = accounts.get(backend);
  if (known) return known;
  const account: Account = {
    owned: [],
    tenants: new WeakMap(),
    many: manyEntries,
    threshold: floor,
    lowThreshold: lowFloor,
    next: 0,
  };
  accounts.set(backend, account);
  return account;
}

/** The node's storage lives as long as the node. */
export function own(node: Node, backend: Backend): void {
  // A weak reference holds its target until the job ends; many such targets would grow old for nothing.
  if (++owned % 64 === 0) endJob();
  enter({ owner: new WeakRef(node), storages: [node.storage!], again: false }, backend);
}

/** The node's storage lives as long as `owner`, which the node must keep alive, unless it is given back before. */
export function ownFor(owner: object, node: Node, backend: Backend): void {
  const { tenants } = accountOf(backend);
  const storages = tenants.get(owner);
  if (!storages) {
    const first = [node.storage!];
    tenants.set(owner, first);
    enter({ owner: new WeakRef(owner), storages: first, again: true }, backend);
    return;
  }
  const free = storages.findIndex(({ freed }) => freed);
  storages[free < 0 ? storages.length : free] = node.storage!;
}

function enter(entry: Owned, backend: Backend): void {
  const account = accountOf(backend);
  account.owned.push(entry);
  if (account.owned.length < account.many) return;
  sweep(backend, account);
  endJob();
  account.many = Math.max(manyEntries, 2 * account.owned.length);
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
  const some = live >= account.lowThreshold || heapGrew();
  if (!much && (!some || performance.now() < account.next)) return;
  const started = performance.now();
  if (much) collecting.before?.();
  collectGarbage();
  sweep(backend, account);
  heap.least = heapUsed();
  const left = backend.memory().live;
  account.threshold = Math.max(floor, 2 * left);
  account.lowThreshold = Math.max(lowFloor, 2 * left);
  const now = performance.now();
  account.next = now + Math.min(pause.most, pause.times * (now - started));
}

/** Frees the storages of all tensors that are gone. Never needed: it happens by itself when there are many. */
export function collect(): void {
  collecting.before?.();
  collectGarbage();
  for (const [backend, account] of accounts) sweep(backend, account);
}

function sweep(backend: Backend, account: Account): void {
  account.owned = account.owned.filter(({ owner, storages, again }) => {
    if (!again && storages[0]!.freed) return false;
    if (owner.deref() !== undefined) return true;
    for (const storage of storages) backend.free(storage);
    return false;
  });
}

/** What graphs leave behind may grow old, and the engine has much patience with what is old. */
const heap = { least: Number.POSITIVE_INFINITY, room: 8 * 2 ** 20, calls: 0 };

const heapUsed = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")?.space_used_size ?? 0;

/** True when the heap of old objects is much larger than it was. Looks now and then only, since looking takes time. */
function heapGrew(): boolean {
  if (++heap.calls % 64 !== 0) return false;
  const used = heapUsed();
  heap.least = Math.min(heap.least, used);
  return used > heap.least + Math.max(heap.room, heap.least / 2);
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
