// From lazy to real: decides the device, brings leaves there, has the backend compute, and lets go of what was only needed
// for computing. Walks are iterative, since graphs may be deep.
import type { Backend } from "../backend/backend.ts";
import { backendNamed, currentBackend } from "../backend/registry.ts";
import { DeviceError } from "../errors.ts";
import { type Node, newWalk } from "../graph/node.ts";
import type { Storage } from "../graph/storage.ts";
import { own, tidy, upload } from "./memory.ts";

const isLive = (node: Node): boolean => node.storage !== undefined && !node.storage.freed;

// Losses that wait to be realised together with the step they caused; a loop without steps must not gather them for ever.
const remembered: Node[] = [];
const rememberedLimit = 8;
// What changes at each step besides parameters, by what it is the value of.
const following = new Map<object, Node>();

/** Lets go of the node's past as soon as its value is there. */
export function consume(node: Node): void {
  node.consumed = true;
  if (isLive(node)) letGo(node);
}

/** True when a gradient was taken and its graph is gone. */
export const isConsumed = (node: Node): boolean => node.consumed && isLive(node);

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

/** Realises nodes and everything that was put off. */
export function realizeStep(nodes: readonly Node[]): void {
  const all = [...nodes, ...remembered.splice(0), ...following.values()];
  following.clear();
  realize(all);
}

/** Computes the nodes that have no value yet, all in one plan. */
export function realize(nodes: readonly Node[]): void {
  const roots = nodes.length === 1 ? nodes.filter((node) => !isLive(node)) : unrealised(nodes);
  if (roots.length === 0) return;
  const backend = prepare(roots);
  compute(roots, backend);
  tidy(backend);
}

/** Brings what the roots are made of to the device that computes them. */
export function prepare(roots: readonly Node[]): Backend {
  const { hosts, residents, parameters } = leavesOf(roots);
  const backend = targetOf(residents);
  for (const node of hosts) upload(node, backend);
  for (const node of residents) settle(node, backend);
  // Apart, so that the plan of a first training step is also that of the others.
  if (parameters.length > 0) compute(parameters, backend);
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

function compute(nodes: readonly Node[], backend: Backend): void {
  const pending = nodes.filter((node) => !isLive(node));
  if (pending.length > 0) (checked ?? backend).realize(pending, backend);
  for (const node of pending) {
    own(node, backend);
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
  /** Computed from something (random numbers), to be kept rather than computed again at each use. */
  parameters: Node[];
}

function leavesOf(roots: readonly Node[]): Leaves {
  const hosts = new Set<Node>();
  const residents: Node[] = [];
  const parameters: Node[] = [];
  const walk = newWalk();
  const wanted = new Set(roots);
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.mark === walk) continue;
    node.mark = walk;
    if (node.storage && !node.storage.freed) residents.push(node);
    else if (node.host) hosts.add(node);
    else if (node.storage) throw gone(node.storage);
    else {
      if (node.gradientLeaf && !wanted.has(node)) parameters.push(node);
      for (let i = 0; i < node.inputs.length; i++) stack.push(node.inputs[i]!);
    }
  }
  return { hosts, residents, parameters };
}

// Work is done where its operands lie; where they lie on several devices, or on none, on the current one.
function targetOf(residents: readonly Node[]): Backend {
  const first = residents[0]?.storage?.device;
  if (first === undefined || residents.some(({ storage }) => storage?.device !== first))
    return currentBackend();
  return backendNamed(first);
}

function settle(node: Node, backend: Backend): void {
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
