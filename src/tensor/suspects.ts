// The search behind `debug.nan`: computes node by node, and from a bad result goes down to where it began.
import { fileURLToPath } from "node:url";
import type { Backend } from "../backend/backend.ts";
import { DeviceError, NumberError } from "../errors.ts";
import { dtypes, type HostArray } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { structureOf } from "../graph/schedule/structure.ts";
import { showShape } from "../graph/shape.ts";
import { own } from "./memory.ts";

/** The user's line that made a node. */
const places = new WeakMap<Node, string>();

const built = new URL("..", import.meta.url);
/** Where this package's code is: compiled, and as source maps tell it. */
const ownFolders = [built, new URL("../../src/", built)].flatMap((url) => [url.href, fileURLToPath(url)]);
const isOwn = (frame: string): boolean =>
  !frame.includes(".test.") && ownFolders.some((folder) => frame.includes(folder));

/** Keeps the line of the user's program that `node` is made for. */
export function remember(node: Node): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = limit;
  const frame = stack
    .split("\n")
    .slice(1)
    .find((line) => !isOwn(line) && !line.includes("(node:") && /\d:\d+\)?$/.test(line));
  if (frame) places.set(node, frame.replace(/^\s*at /, ""));
}

type Trouble = "NaN" | "an infinity";

interface Computed {
  readonly inputs: readonly Node[];
  readonly trouble: Trouble | undefined;
}

/** Computes `roots`, one node at a time. */
export function realizeEach(roots: readonly Node[], backend: Backend): void {
  if (!backend.read) {
    throw new DeviceError({
      op: "debug.nan",
      message: `${backend.name} shows its numbers only later`,
      help: 'write await setDevice("wasm") first, or debug.nan(false)',
    });
  }
  const computed = new Map<Node, Computed>();
  const isRoot = new Set(roots);
  for (const node of structureOf(roots).nodes) {
    const { inputs, storage } = node;
    if (!storage) {
      backend.realize([node]);
      // The caller sees to the roots.
      if (!isRoot.has(node)) own(node, backend);
    }
    const trouble = dtypes[node.dtype].float ? troubleIn(backend.read(node.storage!)) : undefined;
    computed.set(node, { inputs: storage ? [] : inputs, trouble });
  }
  for (const root of roots) {
    const first = firstFrom(root, computed);
    if (first) throw report(first, computed.get(first)!, backend);
  }
}

function troubleIn(values: HostArray): Trouble | undefined {
  let trouble: Trouble | undefined;
  for (const value of values) {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) trouble = "an infinity";
  }
  return trouble;
}

/** Where the trouble of `root` began; undefined when it has none, or began in what was given. */
function firstFrom(root: Node, computed: ReadonlyMap<Node, Computed>): Node | undefined {
  const descend = (from: Node, trouble: Trouble): Node => {
    let node = from;
    for (;;) {
      const next = computed.get(node)!.inputs.find((input) => computed.get(input)!.trouble === trouble);
      if (!next) return node;
      node = next;
    }
  };
  const made = (node: Node) => (computed.get(node)!.inputs.length > 0 ? node : undefined);
  const { trouble } = computed.get(root)!;
  if (!trouble) return undefined;
  const origin = descend(root, trouble);
  if (trouble !== "NaN") return made(origin);
  // An infinity may have been first, and is the cause, if it was not given.
  const infinite = descend(origin, "an infinity");
  return infinite === origin ? made(origin) : (made(infinite) ?? made(origin));
}

function report(node: Node, { inputs, trouble }: Computed, backend: Backend): NumberError {
  const values = Array.from<number>(backend.read!(node.storage!));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  const count = values.filter((value) => !Number.isFinite(value)).length;
  const place = places.get(node);
  const ranges = inputs.map((input) => rangeOf(input, backend)).join(" and ");
  return new NumberError({
    op: "kind" in node.attributes ? node.attributes.kind : node.op,
    message:
      `made ${trouble} in ${count} of ${values.length} elements of ${showShape(node.shape)}, first at ${showShape(indexOf(bad, node.shape))}: ` +
      (place ? `called at ${place}` : "called before debug.nan was on"),
    help: `it was given ${ranges}`,
  });
}

function rangeOf(input: Node, backend: Backend): string {
  const values = backend.read!(input.storage!);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) return `${showShape(input.shape)} of ${low}`;
  return `${showShape(input.shape)} from ${low} to ${high}`;
}

function indexOf(place: number, shape: readonly number[]): number[] {
  let rest = place;
  return shape
    .map((_, i) => shape[shape.length - 1 - i]!)
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
