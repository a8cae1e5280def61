// What an optimizer replaced is given back without the garbage collector's help: a parameter's old value goes at the next
// step, unless a handle could still ask for something that is made of it. Handles are noted when they are made, since nobody
// tells when they go. Where this leaves a doubt, the old value waits for the collector, as everything else does.
import { below } from "../autograd/backward.ts";
import { backendNamed } from "../backend/registry.ts";
import { dtypes } from "../graph/dtype.ts";
import { type Node, newestNode, newWalk } from "../graph/node.ts";
import { sizeOf } from "../graph/shape.ts";
import { collecting, own, release } from "./memory.ts";

/** Handles that are remembered between two steps; each keeps what it is made of. */
const mostSights = 64;
/** Steps that a replaced value waits for a gradient to be forgotten. */
const mostWaits = 4;
/** Bytes that a step computes along because somebody may look at them afterwards. */
const mostAlong = 64 * 2 ** 10;

/** The gradient that lies at a handle and was not asked for. */
export const unseenGradient: unique symbol = Symbol("unseen gradient");
interface Keeper {
  readonly [unseenGradient]: Node | undefined;
}

/** A node that somebody has a handle to. */
interface Sight {
  readonly node: Node;
  /** A gradient was taken through it, and its graph was given up. */
  spent: boolean;
  /** A gradient was taken through it, and its graph is wanted again. */
  kept: boolean;
}

let sights: Sight[] = [];
const keepers = new Set<Keeper>();
/** Of nodes up to this one there are handles that are not remembered. */
let forgotten = 0;
let hidden = 0;

/** Values that a step made and that only their parameters hold. */
const sole = new WeakSet<Node>();
/** Those among them that were replaced, and how often they were kept since. */
const replaced = new Map<Node, number>();

export const bytesOf = (node: Node): number => sizeOf(node.shape) * dtypes[node.dtype].bytes;

const hasPast = (node: Node): boolean => node.inputs.length > 0 || node.special?.rule !== undefined;

/** Notes that somebody has a handle to the node. */
export function see(node: Node): void {
  if (hidden > 0) return;
  if (node.storage) sole.delete(node);
  if (!hasPast(node)) return;
  sights.push({ node, spent: false, kept: false });
  if (sights.length <= mostSights) return;
  sights = sights.filter((sight) => hasPast(sight.node));
  if (sights.length > mostSights / 2) forget();
}

/** Notes that the node is held by something that is no handle. */
export function share(node: Node): void {
  sole.delete(node);
}

/** Notes that a gradient lies at the handle, where nobody has seen it. */
export function keep(keeper: Keeper): void {
  keepers.add(keeper);
}

/** Runs `f`, of whose tensors nobody gets to see any but what it gives. */
export function unseen<T>(f: () => T): T {
  hidden++;
  try {
    return f();
  } finally {
    hidden--;
  }
}

/** Runs code of a user inside of `unseen`. */
export function seen<T>(f: () => T): T {
  const before = hidden;
  hidden = 0;
  try {
    return f();
  } finally {
    hidden = before;
  }
}

/** Lets go of all that is noted: what hangs on handles so far waits for the collector. */
export function forget(): void {
  forgotten = newestNode();
  sights = [];
  keepers.clear();
  for (const version of replaced.keys()) giveUp(version);
}

function giveUp(version: Node): void {
  replaced.delete(version);
  leaveToCollector(version);
}

/** Parameters keep the memory of their values; an old one has to go without them. */
function leaveToCollector(version: Node): void {
  const { storage } = version;
  if (storage && !storage.freed) own(version, backendNamed(storage.device));
}
collecting.before = forget;

/** Notes that a gradient was taken of `output`, before it lets go of its past: of all that the gradient went through. */
export function taken(output: Node, graphIsKept: boolean): void {
  if (sights.length === 0) return;
  const passed = new Set(below(output, (node) => node.requiresGrad));
  for (const sight of sights) {
    if (!passed.has(sight.node)) continue;
    if (graphIsKept) sight.kept = true;
    else sight.spent = true;
  }
}

/** Notes that `node` is a parameter's value, made by a step and held by nobody else. */
export function madeByStep(node: Node): void {
  sole.add(node);
}

/** What is to be done about old values when a step is computed. */
export interface Turnover {
  /** What is better computed along: it is made of what goes, and somebody may look at it. */
  readonly along: readonly Node[];
  /** To be called when the step was computed: an interrupt may have prevented that. */
  done(): void;
}

/**
 * Gives back what earlier steps replaced, where nobody can ask for it any more.
 * @param going what this step replaces
 * @param made what this step computes
 */
export function turnOver(going: readonly Node[], made: ReadonlySet<Node>): Turnover {
  const leaving = going.filter((node) => sole.has(node) && node.id > forgotten && node.storage);
  const old = new Set([...replaced.keys(), ...leaving]);
  const step = new Search(old);
  for (const node of made) step.from(node);
  // Parameters that have no value yet get it with the step.
  const computed = (node: Node) => made.has(node) || (node.gradientLeaf && step.met(node));
  const held = sights.filter(({ node }) => hasPast(node) && !computed(node));
  const inStep = new Set(held.filter(({ node }) => step.met(node)));
  const search = new Search(old);
  const along: Node[] = [];
  const left: Sight[] = [];
  let bytes = 0;
  for (const sight of held) {
    const { node } = sight;
    const depth = search.from(node);
    if (depth === depths.elsewhere) continue;
    if (inStep.has(sight) && isOfNoMoreUse(sight)) {
      bytes += bytesOf(node);
      if (bytes <= mostAlong) {
        along.push(node);
        continue;
      }
    }
    if (depth === depths.parameters) left.push(sight);
    else {
      for (const version of search.found) {
        old.delete(version);
        if (replaced.has(version)) giveUp(version);
      }
      // What else it is made of will not be known.
      forgotten = Math.max(forgotten, node.id);
    }
  }
  const waitedFor = new Search(old);
  for (const keeper of keepers) {
    const gradient = keeper[unseenGradient];
    if (gradient) waitedFor.from(gradient);
    else keepers.delete(keeper);
  }
  for (const [version, waits] of replaced) {
    const needed = step.found.has(version) || waitedFor.found.has(version);
    if (!needed) release(version, backendNamed(version.storage!.device));
    if (needed && waits < mostWaits) replaced.set(version, waits + 1);
    else if (needed) giveUp(version);
    else replaced.delete(version);
  }
  return {
    along,
    done() {
      sights = left;
      for (const node of going) {
        if (old.has(node)) replaced.set(node, 0);
        else leaveToCollector(node);
      }
    },
  };
}

/** No gradient will be taken through it any more. */
const isOfNoMoreUse = ({ node, spent, kept }: Sight): boolean =>
  (spent || !node.requiresGrad) && !kept && !node.special;

/** How far down from a node a search came. */
const depths = { elsewhere: 0, parameters: 1, oldValues: 2 } as const;

/** Looks for old values under nodes. What is under several is looked at once. */
class Search {
  /** All that were met. */
  readonly found = new Set<Node>();
  readonly #old: ReadonlySet<Node>;
  readonly #marks = [newWalk(), newWalk(), newWalk()] as const;

  constructor(old: ReadonlySet<Node>) {
    this.#old = old;
  }

  /** True for a node that this came by, until another search does. */
  met(node: Node): boolean {
    return node.mark >= this.#marks[0] && node.mark <= this.#marks[2];
  }

  from(top: Node): number {
    let depth: number = depths.elsewhere;
    const visited: Node[] = [];
    const stack = [top];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (this.met(node)) {
        const known = node.mark - this.#marks[0];
        if (known > depth) depth = known;
        continue;
      }
      if (this.#old.has(node)) {
        depth = depths.oldValues;
        this.found.add(node);
        continue;
      }
      // It may use anything.
      if (node.special?.rule) {
        depth = depths.oldValues;
        for (const version of this.#old) this.found.add(version);
      }
      if (node.gradientLeaf && depth === depths.elsewhere) depth = depths.parameters;
      node.mark = this.#marks[0];
      visited.push(node);
      for (let i = 0; i < node.inputs.length; i++) stack.push(node.inputs[i]!);
    }
    const mark = this.#marks[depth]!;
    for (const node of visited) node.mark = mark;
    return depth;
  }
}
