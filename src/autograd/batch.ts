// A graph over one example becomes the graph over all of them: every node that depends on the example gets a leading axis.
// One rule a primitive, as for gradients; a missing row does not compile. It computes nothing, and what it makes is made of
// the same primitives, so that it has gradients and can be batched again.
import { GradientError } from "../errors.ts";
import type { ConvGeometry, Node, NodeFor, Primitive } from "../graph/node.ts";
import { primitive as p, withoutRecording } from "../ops/index.ts";

/** The node over all examples. Inputs that depend on the example have the leading axis; `all` gives it to the others. */
type Rules = {
  readonly [P in Primitive]: (node: NodeFor<P>, inputs: readonly Node[], size: number) => Node;
};

const leaf = (node: Node): Node => node;

const rules: Rules = {
  data: leaf,
  constant: leaf,
  scalar: leaf,
  iota: leaf,
  random: leaf,

  unary: ({ attributes }, [x]) => p.unary(attributes.kind, x!),
  binary: ({ attributes }, [a, b]) => p.binary(attributes.kind, a!, b!),
  where: (_, [condition, a, b]) => p.where(condition!, a!, b!),
  cast: ({ dtype }, [x]) => p.cast(x!, dtype),
  reduce: ({ attributes: { kind, axes } }, [x]) => p.reduce(kind, x!, axes.map(next)),
  scan: ({ attributes: { kind } }, [x]) => p.scan(kind, x!),
  sort: ({ attributes: { descending } }, [x]) => p.sort(x!, descending),

  reshape: ({ shape }, [x], size) => p.reshape(x!, [size, ...shape]),
  permute: ({ attributes: { axes } }, [x]) => p.permute(x!, [0, ...axes.map(next)]),
  expand: ({ shape }, [x], size) => p.expand(x!, [size, ...shape]),
  slice: ({ shape, attributes: { starts, steps } }, [x], size) =>
    p.slice(x!, [0, ...starts], [1, ...steps], [size, ...shape]),
  pad: ({ attributes: { before, after } }, [x]) => p.pad(x!, [0, ...before], [0, ...after]),
  window: ({ attributes }, [x]) => p.window(x!, attributes),
  fold: ({ shape, attributes }, [x], size) => p.fold(x!, attributes, [size, ...shape]),

  gather: ({ attributes: { axis } }, [x, index]) => p.gather(x!, axis + 1, index!),
  scatterAdd: ({ shape, attributes: { axis } }, [index, source], size) =>
    p.scatterAdd([size, ...shape], axis + 1, index!, source!),

  linalg: ({ shape, attributes }, inputs, size) => p.linalg(attributes, inputs, [size, ...shape]),
  matmul: (_, [a, b]) => p.matmul(a!, b!),
  // The examples become groups of channels.
  conv: ({ attributes }, [x, w], size) =>
    apart(p.conv(together(x!), flat(w!), grouped(attributes, size)), size),
  convInput: ({ shape, attributes }, [g, w], size) =>
    apart(p.convInput(together(g!), flat(w!), grouped(attributes, size), wide(shape, size)), size),
  convWeight: ({ shape, attributes }, [x, g], size) => {
    const to = [size * shape[0]!, ...shape.slice(1)];
    return p.reshape(p.convWeight(together(x!), together(g!), grouped(attributes, size), to), [
      size,
      ...shape,
    ]);
  },
};

const next = (axis: number): number => axis + 1;

const grouped = (geometry: ConvGeometry, size: number): ConvGeometry => ({
  ...geometry,
  groups: geometry.groups * size,
});
/** [B, N, C, …] → [N, B C, …] */
function together(x: Node): Node {
  const [size, count, channels, ...rest] = x.shape as [number, number, number, ...number[]];
  const swapped = p.permute(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
  return p.reshape(swapped, [count, size * channels, ...rest]);
}
/** [N, B C, …] → [B, N, C, …] */
function apart(x: Node, size: number): Node {
  const [count, channels, ...rest] = x.shape as [number, number, ...number[]];
  const split = p.reshape(x, [count, size, channels / size, ...rest]);
  return p.permute(split, [1, 0, ...split.shape.slice(2).map((_, i) => i + 2)]);
}
/** [B, O, …] → [B O, …] */
const flat = (w: Node): Node => p.reshape(w, [w.shape[0]! * w.shape[1]!, ...w.shape.slice(2)]);
const wide = ([count, channels, ...rest]: readonly number[], size: number): number[] => [
  count!,
  size * channels!,
  ...rest,
];

const all = (x: Node, size: number): Node => p.expand(p.reshape(x, [1, ...x.shape]), [size, ...x.shape]);

/**
 * `outputs`, made of one example, over all examples: `examples` says what stands for an example and what for all of them.
 * @throws GradientError when a value inside was computed already, or has a gradient of its own
 */
export function batched(
  outputs: readonly Node[],
  examples: ReadonlyMap<Node, Node>,
  size: number,
): readonly Node[] {
  const first = Math.min(...[...examples.keys()].map(({ id }) => id));
  const made = new Map<Node, Node>(examples);
  for (const node of between(outputs, examples, first)) {
    if (!node.inputs.some((input) => made.has(input))) continue;
    if (node.special?.rule) throw ownGradient();
    const inputs = node.inputs.map((input) => made.get(input) ?? all(input, size));
    const rule = rules[node.op] as (node: Node, inputs: readonly Node[], size: number) => Node;
    const make = () => rule(node, inputs, size);
    made.set(node, node.requiresGrad ? make() : withoutRecording(make));
  }
  return outputs.map((output) => made.get(output) ?? all(output, size));
}

/** What may depend on an example, inputs first. */
function between(outputs: readonly Node[], examples: ReadonlyMap<Node, Node>, first: number): Node[] {
  const found = new Set<Node>();
  const stack = [...outputs];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.id < first || found.has(node) || examples.has(node)) continue;
    if (node.storage && node.op !== "data") throw computed();
    found.add(node);
    stack.push(...node.inputs);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

const computed = (): GradientError =>
  new GradientError({
    op: "vmap",
    message: "a value was computed inside the function",
    help: "look at numbers outside; inside, only compose tensors",
  });
const ownGradient = (): GradientError =>
  new GradientError({ op: "vmap", message: "customGradient and checkpoint work outside of vmap only" });
