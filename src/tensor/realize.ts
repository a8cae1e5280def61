// From lazy to real: decides the device, brings leaves there, has the backend compute, and lets go of what was only needed
// for computing. Walks are iterative, since graphs may be deep.
import type { Backend } from "../backend/backend.ts";
import { backendNamed, currentBackend } from "../backend/registry.ts";
import { DeviceError } from "../errors.ts";
import { becomeData, type Node, newWalk } from "../graph/node.ts";
import { isMovement } from "../graph/schedule/view.ts";
import type { Storage } from "../graph/storage.ts";
import { own, ownFor, release, tidy, upload } from "./memory.ts";
import { bytesOf, madeByStep, turnOver } from "./versions.ts";

const isLive = (node: Node): boolean => node.storage !== undefined && !node.storage.freed;

// Losses that wait to be realised together with the step they caused; a loop without steps must not gather them for ever.
const remembered: Node[] = [];
const rememberedLimit = 8;
/** Bytes of a result that is not left on the device. */
const mostAside = 16 * 2 ** 10;
// What changes at each step besides parameters, by what it is the value of.
const following = new Map<object, Node>();

/** Lets go of the node's past as soon as its value is there. */
export function consume(node: Node): void {
  node.consumed = true;
  if (isLive(node)) letGo(node);
}

/** True when a gradient was taken and its graph is gone. */
export const isConsumed = (node: Node): boolean => node.consumed && (isLive(node) || node.host !== undefined);

/**
 * Realises the node together with the next step, so that one plan computes both.
 * @param owner what the node is the newest value of: it takes the place of the last one
 */
export function realizeLater(node: Node, owner?: object): void {
  if (owner) {
    following.set(owner, node);
    return;
  }
  remembered.push(node);
  if (remembered.length > rememberedLimit) remembered.shift();
}

/** What an optimizer changes at once. */
export interface Step {
  /** The parameters' new values, those that they replace, and what is computed beside, each with what holds it. */
  readonly values: ReadonlyMap<Node, object>;
  readonly oldValues: readonly Node[];
  readonly states: ReadonlyMap<Node, object>;
}

/** Realises a step and everything that was put off. */
export function realizeStep({ values, oldValues, states }: Step): void {
  const losses = remembered.splice(0);
  const owners = new Map<Node, object>([...values, ...states]);
  const all = new Set([...owners.keys(), ...losses, ...following.values()]);
  following.clear();
  const { along, done } = turnOver(oldValues, all);
  const extra = [...new Set([...losses, ...along])].filter((node) => !isLive(node));
  for (const node of extra) owners.set(node, caller);
  realize([...all, ...extra], owners);
  done();
  for (const node of values.keys()) madeByStep(node);
  for (const node of along) {
    // Whoever takes a gradient through it again is told that its past is gone.
    node.consumed = true;
    node.inputs = [];
  }
  for (const node of extra) settle(node);
}

/** Realises what was put off until a step. */
export const realizePutOff = (): void => realizeStep({ values: new Map(), oldValues: [], states: new Map() });

/** A few numbers that nothing will be computed from, most likely: on the host they are the garbage collector's business. */
function settle(node: Node): void {
  const storage = node.storage!;
  const backend = backendNamed(storage.device);
  if (!backend.read || node.inputs.length > 0 || bytesOf(node) > mostAside) {
    own(node, backend);
    return;
  }
  const host = backend.read(storage);
  release(node, backend);
  becomeData(node, host);
}

/** Computations that a value takes part in before it is kept, and how many bytes it may have. */
const usesUntilKept = 4;
const mostKept = 256 * 2 ** 20;

type Owners = ReadonlyMap<Node, object>;
/** In place of an owner: whoever had it computed sees to it. */
const caller = {};

/**
 * Computes the nodes that have no value yet, all in one plan.
 * @param owners what keeps the memory of nodes that go when it does
 */
export function realize(nodes: readonly Node[], owners?: Owners): void {
  const roots = nodes.length === 1 ? nodes.filter((node) => !isLive(node)) : unrealised(nodes);
  if (roots.length === 0) return;
  const backend = prepare(roots);
  compute(roots, backend, owners);
  tidy(backend);
}

/** Brings what the roots are made of to the device that computes them. */
export function prepare(roots: readonly Node[]): Backend {
  const { hosts, residents, kept } = leavesOf(roots);
  const backend = targetOf(residents);
  for (const node of hosts) upload(node, backend);
  for (const node of residents) moveTo(backend, node);
  // Apart, so that the plan of a first training step is also that of the others.
  if (kept.length > 0) compute(kept, backend);
  return backend;
}

/** Something that computes as a backend does and looks at what comes out. */
export interface Checked {
  realize(nodes: readonly Node[], backend: Backend): void;
}

let checked: Checked | undefined;

/** Has everything computed by `how`, or by the backends themselves. */
export function computeWith(how: Checked | undefined): void {
  checked = how;
}

function compute(nodes: readonly Node[], backend: Backend, owners?: Owners): void {
  const pending = nodes.filter((node) => !isLive(node));
  if (pending.length > 0) (checked ?? backend).realize(pending, backend);
  for (const node of pending) {
    const owner = owners?.get(node);
    if (owner === undefined) own(node, backend);
    else if (owner !== caller) ownFor(owner, node, backend);
    if (!node.requiresGrad || node.gradientLeaf || node.consumed) letGo(node);
  }
}

function letGo(node: Node): void {
  node.inputs = [];
  if (node.gradientLeaf) return;
  node.requiresGrad = false;
  node.special = undefined;
}

const unrealised = (nodes: readonly Node[]): Node[] => [...new Set(nodes)].filter((node) => !isLive(node));

interface Leaves {
  /** To be copied to the device. */
  hosts: Set<Node>;
  /** Already on some device. */
  residents: Node[];
  /** To be computed and kept rather than computed again at each use: parameters made of random numbers, and what was used often. */
  kept: Node[];
}

function leavesOf(roots: readonly Node[]): Leaves {
  const leaves: Leaves = { hosts: new Set(), residents: [], kept: [] };
  const walk = newWalk();
  const wanted = new Set(roots);
  const below: Node[] = [];
  const isParameter = (node: Node): boolean => node.gradientLeaf && !wanted.has(node);
  collectLeaves([...roots], leaves, walk, (node) => {
    if (isParameter(node)) leaves.kept.push(node);
    else if (!wanted.has(node) && ++node.uses >= usesUntilKept && isWorthKeeping(node)) {
      leaves.kept.push(node);
      below.push(...node.inputs);
      return true;
    }
    return false;
  });
  collectLeaves(below, leaves, walk, (node) => {
    if (isParameter(node)) leaves.kept.push(node);
    return false;
  });
  return leaves;
}

/** `isEnd` says of which unrealised nodes the inputs are not gone through. */
function collectLeaves(
  stack: Node[],
  { hosts, residents }: Leaves,
  walk: number,
  isEnd: (node: Node) => boolean,
): void {
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.mark === walk) continue;
    node.mark = walk;
    if (node.storage && !node.storage.freed) residents.push(node);
    else if (node.host) hosts.add(node);
    else if (node.storage) throw gone(node.storage);
    else if (!isEnd(node)) for (let i = 0; i < node.inputs.length; i++) stack.push(node.inputs[i]!);
  }
}

// A loop that takes its batches from `images.div(255)` would divide all images at each step. What a loop makes itself is
// never used so often, and a view is nothing to be kept.
const isWorthKeeping = (node: Node): boolean =>
  node.inputs.length > 0 && !isMovement(node) && bytesOf(node) <= mostKept;

// Work is done where its operands lie; where they lie on several devices, or on none, on the current one.
function targetOf(residents: readonly Node[]): Backend {
  const first = residents[0]?.storage?.device;
  if (first === undefined || residents.some(({ storage }) => storage?.device !== first))
    return currentBackend();
  return backendNamed(first);
}

function moveTo(backend: Backend, node: Node): void {
  const storage = node.storage!;
  if (storage.device === backend.name) return;
  const from = backendNamed(storage.device);
  if (!from.read) {
    throw new DeviceError({
      op: "device",
      message: `a tensor lives on another device: ${storage.device} and ${backend.name}`,
      help: `move it first: await x.to("${backend.name}")`,
    });
  }
  node.host = from.read(storage);
  upload(node, backend);
}

const gone = ({ device, lost }: Storage): DeviceError =>
  lost === undefined
    ? new DeviceError({
        op: "tensor",
        message: "its memory was given back: it was disposed and is used again",
        help: "keep the tensor, or leave the scope that it was made in later",
      })
    : new DeviceError({
        op: device,
        message: `the tensor was on a device that was lost, and there is no copy of it: ${lost}`,
        help: "make it again: run the cells that made it",
      });
