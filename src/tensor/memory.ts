// Gives memory back without the user's help. A storage is freed when its node is collected; since that only happens between
// tasks and when the engine sees a reason, bytes are counted here, and past a threshold a collection is forced. What the
// host has a copy of can be freed at once, and comes back when it is needed.
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Backend } from "../backend/backend.ts";
import type { Node } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";

/** Bytes below which nothing is done. */
const floor = 64 * 2 ** 20;
/** A host copy larger than this is given up once the device has the elements. */
const hostCopyLimit = 16 * 2 ** 20;

interface Owned {
  readonly backend: Backend;
  readonly storage: Storage;
}

const thresholds = new WeakMap<Backend, number>();
// Storages that a host copy can replace, with the turn of their last use.
const replaceable = new Map<Storage, { backend: Backend; turn: number }>();
let turn = 0;

const registry = new FinalizationRegistry<Owned>(({ backend, storage }) => {
  replaceable.delete(storage);
  backend.free(storage);
});

/** Frees the node's storage when the node is collected. */
export function own(node: Node, backend: Backend): void {
  registry.register(node, { backend, storage: node.storage! });
}

/** Copies a host node's elements to the device. */
export function upload(node: Node, backend: Backend): void {
  node.storage = backend.upload(node.host!, node.dtype);
  own(node, backend);
  if (node.host!.byteLength > hostCopyLimit) node.host = undefined;
  else replaceable.set(node.storage, { backend, turn });
}

/** Says that a storage was needed now. */
export function used(storage: Storage): void {
  const entry = replaceable.get(storage);
  if (entry) entry.turn = turn;
}

/** Moves a realised node's elements to the host, so that its device memory is free at once. False where that takes time. */
export function spill(node: Node, backend: Backend): boolean {
  if (!backend.read || !node.storage || node.storage.freed) return false;
  node.host ??= backend.read(node.storage);
  replaceable.delete(node.storage);
  backend.free(node.storage);
  return true;
}

const thresholdOf = (backend: Backend): number => thresholds.get(backend) ?? floor;

/** Gives a realised node's memory back at once: for nodes that nobody else has seen. */
export function release(node: Node, backend: Backend): void {
  if (!node.storage) return;
  replaceable.delete(node.storage);
  backend.free(node.storage);
}

/** After each computation: past the threshold, frees what the host has copies of and this computation did not use. */
export function tidy(backend: Backend): void {
  const now = turn++;
  if (backend.memory().live <= thresholdOf(backend)) return;
  for (const [storage, entry] of replaceable) {
    if (entry.backend !== backend || entry.turn === now) continue;
    backend.free(storage);
    replaceable.delete(storage);
  }
}

/** At a place where waiting is possible: past the threshold, collects, and lets the storages of what is gone be freed. */
export async function relieve(backend: Backend): Promise<void> {
  if (backend.memory().live <= thresholdOf(backend)) return;
  await collect();
  thresholds.set(backend, Math.max(floor, 2 * backend.memory().live));
}

/** Collects garbage now, and frees the storages of tensors that are gone. */
export async function collect(): Promise<void> {
  collector ??= findCollector();
  collector();
  // Finalizers run in tasks of their own.
  await setImmediate();
  await setImmediate();
}

let collector: (() => void) | undefined;

function findCollector(): () => void {
  const exposed = (globalThis as { gc?: () => void }).gc;
  if (exposed) return exposed;
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
