// The gradient of every primitive: from the node and the gradient of its result to those of its inputs, as nodes. One flat
// table; a missing row does not compile. Inputs that want no gradient are never asked for (their entry is a thunk not run).
import type { BinaryKind, Node, NodeFor, Primitive, ReduceKind, Shape, UnaryKind } from "../graph/node.ts";
import { sameShape } from "../graph/shape.ts";
import { ops, primitive as p } from "../ops/index.ts";
import { linalgRules } from "./linalg.ts";
import { scanRules } from "./scans.ts";
import { unslice } from "./unslice.ts";

const { add, div, eq, le, mul, neg, square, where } = ops;

/** One entry an input: makes its gradient; undefined where there is none by nature (comparisons, indices). */
type Parts = readonly ((() => Node) | undefined)[];
type Rules = { readonly [P in Primitive]: (node: NodeFor<P>, g: Node, y: Node) => Parts };

/** The gradients of a node's inputs, to be made one by one. */
export const gradientParts = (node: Node, g: Node): Parts =>
  (rules[node.op] as (node: Node, g: Node, y: Node) => Parts)(node, g, node);

type Unary = (x: Node, y: Node, g: Node) => Node;

const flat: Unary = (x) => p.constant(0, x.shape, x.dtype);

const unaryRules: { readonly [K in UnaryKind]: Unary } = {
  neg: (_, __, g) => neg(g),
  abs: (x, _, g) => mul(g, p.unary("sign", x)),
  sign: flat,
  not: flat,
  floor: flat,
  ceil: flat,
  round: flat,
  trunc: flat,
  isnan: flat,
  sqrt: (_, y, g) => div(mul(g, 0.5), y),
  reciprocal: (_, y, g) => neg(mul(g, square(y))),
  exp: (_, y, g) => mul(g, y),
  expm1: (x, _, g) => mul(g, p.unary("exp", x)),
  log: (x, _, g) => div(g, x),
  log1p: (x, _, g) => div(g, add(x, 1)),
  sin: (x, _, g) => mul(g, p.unary("cos", x)),
  cos: (x, _, g) => neg(mul(g, p.unary("sin", x))),
  tan: (_, y, g) => mul(g, add(square(y), 1)),
  asin: (x, _, g) => div(g, p.unary("sqrt", add(neg(square(x)), 1))),
  acos: (x, _, g) => neg(div(g, p.unary("sqrt", add(neg(square(x)), 1)))),
  atan: (x, _, g) => div(g, add(square(x), 1)),
  sinh: (x, _, g) => mul(g, p.unary("cosh", x)),
  cosh: (x, _, g) => mul(g, p.unary("sinh", x)),
  tanh: (_, y, g) => mul(g, add(neg(square(y)), 1)),
  erf: (x, _, g) => mul(g, mul(p.unary("exp", neg(square(x))), 2 / Math.sqrt(Math.PI))),
};

type Binary = (a: Node, b: Node, y: Node, g: Node) => Parts;

const none: Binary = () => [undefined, undefined];
// Where both are the extreme, each takes half, as in PyTorch.
const extreme: Binary = (a, b, y, g) => {
  const half = () => where(eq(a, b), mul(g, 0.5), g);
  return [() => where(eq(a, y), half(), 0), () => where(eq(b, y), half(), 0)];
};

const binaryRules: { readonly [K in BinaryKind]: Binary } = {
  add: (_, __, ___, g) => [() => g, () => g],
  sub: (_, __, ___, g) => [() => g, () => neg(g)],
  mul: (a, b, _, g) => [() => mul(g, b), () => mul(g, a)],
  div: (_, b, y, g) => [() => div(g, b), () => neg(mul(g, div(y, b)))],
  mod: (a, b, _, g) => [() => g, () => neg(mul(g, p.unary("floor", div(a, b))))],
  pow: (a, b, y, g) => [
    () => where(eq(b, 0), 0, mul(g, mul(b, p.binary("pow", a, add(b, -1))))),
    // 0 to a power from 0 up stays 0 (or 1) nearby; everywhere else it is y log a.
    () => mul(g, where(eq(a, 0), 0, mul(y, p.unary("log", a)))),
  ],
  max: extreme,
  min: extreme,
  atan2: (a, b, _, g) => {
    // At the origin, which has no angle, 0, as in PyTorch.
    const scale = () => {
      const size = add(square(a), square(b));
      const origin = eq(size, 0);
      return where(origin, 0, div(g, where(origin, 1, size)));
    };
    return [() => mul(scale(), b), () => neg(mul(scale(), a))];
  },
  eq: none,
  ne: none,
  lt: none,
  le: none,
  and: none,
  or: none,
  xor: none,
  shl: none,
  shr: none,
};

type Reduce = (x: Node, y: Node, g: Node, axes: readonly number[]) => Node;

const spread = (x: Node, reduced: Node): Node => p.expand(reduced, x.shape);
// Those that are the extreme share the gradient.
const shared: Reduce = (x, y, g, axes) => {
  const chosen = eq(x, spread(x, y));
  const count = p.reduce("sum", p.cast(chosen, g.dtype), axes);
  return where(chosen, spread(x, div(g, count)), 0);
};

const reduceRules: { readonly [K in ReduceKind]: Reduce } = {
  sum: (x, _, g) => spread(x, g),
  // The product of the others: y / x where x is not 0; a single 0 gets the product of the rest, two zeros leave nothing.
  prod: (x, y, g, axes) => {
    const isZero = eq(x, 0);
    const zeros = spread(x, p.reduce("sum", p.cast(isZero, x.dtype), axes));
    const rest = spread(x, p.reduce("prod", where(isZero, 1, x), axes));
    const others = where(eq(zeros, 0), div(spread(x, y), where(isZero, 1, x)), where(isZero, rest, 0));
    return mul(spread(x, g), where(le(zeros, 1), others, 0));
  },
  max: shared,
  min: shared,
  argmax: flat,
  argmin: flat,
};

const rules: Rules = {
  data: () => [],
  constant: () => [],
  scalar: () => [],
  iota: () => [],
  random: () => [],

  unary: ({ inputs, attributes }, g, y) => [() => unaryRules[attributes.kind](inputs[0]!, y, g)],
  binary: ({ inputs, attributes }, g, y) => binaryRules[attributes.kind](inputs[0]!, inputs[1]!, y, g),
  where: ({ inputs: [condition] }, g) => [
    undefined,
    () => where(condition!, g, 0),
    () => where(condition!, 0, g),
  ],
  cast: ({ inputs: [x] }, g) => [() => p.cast(g, x!.dtype)],
  reduce: ({ inputs, attributes: { kind, axes } }, g, y) => [() => reduceRules[kind](inputs[0]!, y, g, axes)],
  scan: ({ inputs, attributes: { kind } }, g, y) => [() => scanRules[kind](inputs[0]!, y, g)],
  sort: () => [undefined],

  reshape: ({ inputs }, g) => [() => p.reshape(g, inputs[0]!.shape)],
  permute: ({ attributes: { axes } }, g) => [
    () =>
      p.permute(
        g,
        axes.map((_, i) => axes.indexOf(i)),
      ),
  ],
  expand: ({ inputs, shape }, g) => [
    () =>
      p.reduce(
        "sum",
        g,
        shape.flatMap((size, i) => (size !== inputs[0]!.shape[i] ? [i] : [])),
      ),
  ],
  slice: ({ inputs, attributes }, g) => [() => unslice(g, attributes, inputs[0]!.shape)],
  pad: ({ inputs, attributes: { before } }, g) => [
    () =>
      p.slice(
        g,
        before,
        before.map(() => 1),
        inputs[0]!.shape,
      ),
  ],
  window: ({ inputs, attributes }, g) => [() => p.fold(g, attributes, inputs[0]!.shape)],
  fold: ({ attributes }, g) => [() => p.window(g, attributes)],

  gather: ({ inputs: [x, index], attributes: { axis } }, g) => [
    () => p.scatterAdd(x!.shape, axis, index!, g),
    undefined,
  ],
  scatterAdd: ({ shape, inputs: [index], attributes: { axis } }, g) => [
    undefined,
    () => {
      const inside = ops.logicalAnd(ops.ge(index!, 0), ops.lt(index!, shape[axis]!));
      return where(inside, p.gather(g, axis, index!), 0);
    },
  ],

  linalg: (node, g, y) => linalgRules[node.attributes.kind](node, y, g),
  matmul: ({ inputs: [a, b] }, g) => [
    () => product(g, transposed(b!), isTransposed(a!)),
    () => product(transposed(a!), g, isTransposed(b!)),
  ],
  conv: ({ inputs: [x, w], attributes }, g) => [
    () => p.convInput(g, w!, attributes, x!.shape),
    () => p.convWeight(x!, g, attributes, w!.shape),
  ],
  convInput: ({ inputs: [g, w], attributes }, gg) => [
    () => leading(p.conv(gg, w!, attributes), g!.shape),
    () => p.convWeight(gg, g!, attributes, w!.shape),
  ],
  convWeight: ({ inputs: [x, g], attributes }, gw) => [
    () => p.convInput(g!, gw, attributes, x!.shape),
    () => leading(p.conv(x!, gw, attributes), g!.shape),
  ],
};

/** The first places of each axis: `outputPadding` can leave room for a window more than there was. */
const leading = (x: Node, shape: Shape): Node =>
  sameShape(x.shape, shape)
    ? x
    : p.slice(
        x,
        shape.map(() => 0),
        shape.map(() => 1),
        shape,
      );

const transposed = (x: Node): Node => ops.transpose(x, -2, -1);

/** True for a view of something else with its last two axes exchanged, such as a layer's weights. */
function isTransposed({ op, attributes, storage, shape }: Node): boolean {
  if (op !== "permute" || storage) return false;
  const last = shape.length - 1;
  return attributes.axes.every((axis, i) => axis === (i === last ? last - 1 : i === last - 1 ? last : i));
}

/** a b, laid out in memory as its transpose where that is what will be asked for. */
const product = (a: Node, b: Node, turned: boolean): Node =>
  turned ? transposed(p.matmul(transposed(b), transposed(a))) : p.matmul(a, b);
