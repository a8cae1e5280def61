// Shapes and values that kernels stumble over: sizes around vectors and tiles, tails, views of views, long reductions,
// integer arithmetic, overflow.
import { type DType, hostArray } from "../../src/graph/dtype.ts";
import type { BinaryKind, Node, ReduceKind, Shape, UnaryKind } from "../../src/graph/node.ts";
import { ops, primitive as p } from "../../src/ops/index.ts";
import { type Case, gradientsOf, type Leaf } from "./suite.ts";

const spread = (leaf: Leaf, shape: Shape, from = -2, to = 2, turn = 0): Node => {
  const host = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < host.length; i++)
    host[i] = from + (to - from) * (((i + 1) * 0.618034 + turn * 0.271) % 1);
  return leaf(host, shape, "f32");
};
const values = (leaf: Leaf, numbers: readonly number[], dtype: DType): Node => {
  const host = hostArray(dtype, numbers.length);
  host.set(numbers);
  return leaf(host, [numbers.length], dtype);
};
const withGradients = (result: Node, ...leaves: Node[]): Node[] => [result, ...gradientsOf(result, leaves)];

const lengths = [1, 3, 4, 5, 15, 16, 17, 33, 64, 257];

const elementwise: Case[] = lengths.map((n) => ({
  name: `chain over ${n} elements`,
  build: (leaf) => {
    const [x, y] = [spread(leaf, [n]), spread(leaf, [n], 0.5, 2, 1)];
    return withGradients(ops.tanh(ops.add(ops.mul(x, y), ops.exp(ops.neg(x)))), x, y);
  },
}));

const reduceKinds: ReduceKind[] = ["sum", "prod", "max", "min", "argmax", "argmin"];
const reductions: Case[] = reduceKinds.flatMap((kind) =>
  (
    [
      [[5, 7], [1]],
      [[5, 7], [0]],
      [[3, 33, 5], [1]],
      [[2, 3, 4, 17], kind.startsWith("arg") ? [3] : [1, 3]],
      [[1000], [0]],
      [[70, 130], [0]],
    ] as const
  ).map(([shape, axes]) => ({
    name: `${kind} of [${shape}] over [${axes}]`,
    build: (leaf: Leaf) => [p.reduce(kind, spread(leaf, shape, 0.8, 1.2), axes)],
  })),
);

const products: Case[] = (
  [
    [1, 1, 1],
    [3, 5, 7],
    [16, 16, 16],
    [17, 33, 19],
    [64, 70, 130],
    [1, 300, 10],
    [128, 1, 40],
    [5, 784, 31],
  ] as const
).flatMap(([m, k, n]) => [
  {
    name: `matmul [${m}, ${k}] × [${k}, ${n}] with bias and relu`,
    build: (leaf: Leaf) => {
      const [a, b] = [spread(leaf, [m, k], -1, 1), spread(leaf, [k, n], -1, 1, 1)];
      const bias = spread(leaf, [n], -1, 1, 2);
      return withGradients(ops.relu(ops.add(ops.matmul(a, b), bias)), a, b, bias);
    },
  },
  {
    name: `matmul of transposed views, ${m} × ${k} × ${n}`,
    build: (leaf: Leaf) => {
      const [a, b] = [spread(leaf, [k, m], -1, 1), spread(leaf, [n, k], -1, 1, 1)];
      return [ops.matmul(ops.t(a), ops.t(b))];
    },
  },
]);

const batched: Case = {
  name: "matmul of batches that broadcast",
  build: (leaf) => {
    const [a, b] = [spread(leaf, [3, 1, 5, 9]), spread(leaf, [4, 9, 6], -1, 1, 1)];
    return withGradients(ops.matmul(a, b), a, b);
  },
};

const convolutions: Case[] = (
  [
    [[2, 3, 9, 8], [5, 3, 3, 3], { padding: 1 }],
    [[1, 1, 28, 28], [8, 1, 3, 3], { padding: "same" }],
    [[2, 4, 11, 7], [6, 2, 3, 2], { groups: 2, stride: 2, padding: [1, 0] }],
    [[1, 2, 12, 12], [3, 2, 3, 3], { dilation: 2 }],
    [[2, 16, 5, 5], [17, 16, 1, 1], {}],
    [[1, 6, 6, 6], [6, 1, 3, 3], { groups: 6, padding: 1 }],
  ] as const
).map(([x, w, options]) => ({
  name: `conv2d [${x}] by [${w}] ${JSON.stringify(options)}`,
  build: (leaf) => {
    const [image, weight] = [spread(leaf, x, -1, 1), spread(leaf, w, -1, 1, 1)];
    return withGradients(ops.conv2d(image, weight, options), image, weight);
  },
}));

const pools: Case[] = [
  {
    name: "maxPool2d after relu of a convolution",
    build: (leaf) => {
      const [x, w] = [spread(leaf, [2, 2, 9, 9], -1, 1), spread(leaf, [4, 2, 3, 3], -1, 1, 1)];
      return withGradients(ops.maxPool2d(ops.relu(ops.conv2d(x, w)), 2), x, w);
    },
  },
  {
    name: "pooling with windows that overlap",
    build: (leaf) => {
      const x = spread(leaf, [2, 3, 7, 7]);
      return withGradients(
        ops.add(ops.maxPool2d(x, 3, { stride: 2 }), ops.avgPool2d(x, 3, { stride: 2 })),
        x,
      );
    },
  },
];

const movement: Case[] = [
  {
    name: "views of views",
    build: (leaf) => {
      const x = spread(leaf, [4, 6, 5]);
      const moved = ops.flip(ops.slice(ops.permute(x, [2, 0, 1]), 1, 5, 2, 2), 0);
      return withGradients(
        ops.mul(ops.reshape(moved, [10, 4]), ops.t(ops.slice(ops.reshape(x, [12, 10]), 2, 6))),
        x,
      );
    },
  },
  {
    name: "padding of a padded flip",
    build: (leaf) => {
      const x = spread(leaf, [3, 5]);
      return withGradients(ops.pad(ops.flip(ops.pad(x, [1, 2], 3), 1), [[2, 0]], -1), x);
    },
  },
  {
    name: "concatenation of views",
    build: (leaf) => {
      const [x, y] = [spread(leaf, [3, 4]), spread(leaf, [4, 2], -2, 2, 1)];
      return withGradients(ops.concat([ops.t(x), y, ops.exp(y)], 1), x, y);
    },
  },
  {
    name: "a row read by many",
    build: (leaf) => {
      const x = spread(leaf, [1, 7]);
      return withGradients(ops.mul(ops.expand(x, [9, 7]), ops.expand(ops.slice(x, 0, 1), [9, 7])), x);
    },
  },
];

const index = (leaf: Leaf, numbers: number[]): Node => values(leaf, numbers, "i32");
const indexing: Case[] = [
  {
    name: "rows by index, one twice, one outside",
    build: (leaf) => {
      const x = spread(leaf, [6, 5]);
      return [ops.indexSelect(x, 0, index(leaf, [4, 0, 4, 6, -1]))];
    },
  },
  {
    name: "the gradient of rows used twice",
    build: (leaf) => {
      const x = spread(leaf, [6, 5]);
      return withGradients(ops.square(ops.indexSelect(x, 0, index(leaf, [4, 0, 4, 5]))), x);
    },
  },
  {
    name: "scatterAdd, one place outside",
    build: (leaf) => [p.scatterAdd([4], 0, index(leaf, [3, 1, 9, 3, -2]), spread(leaf, [5]))],
  },
];

const edges = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, 1e30, -1e30, 88, -88, 100, -104];
const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const finiteUnary: UnaryKind[] = [
  "neg",
  "abs",
  "sign",
  "floor",
  "ceil",
  "round",
  "trunc",
  "exp",
  "expm1",
  "tanh",
  "erf",
  "isnan",
  "atan",
];
const positiveUnary: UnaryKind[] = ["sqrt", "log", "log1p", "reciprocal"];
const integerKinds: BinaryKind[] = [
  "add",
  "sub",
  "mul",
  "div",
  "mod",
  "max",
  "min",
  "eq",
  "lt",
  "le",
  "ne",
  "and",
  "or",
  "xor",
];

const extremes: Case[] = [
  ...finiteUnary.map((kind) => ({
    name: `${kind} at the edges`,
    build: (leaf: Leaf) => [p.unary(kind, values(leaf, [...edges, ...special], "f32"))],
  })),
  ...positiveUnary.map((kind) => ({
    name: `${kind} at the edges`,
    build: (leaf: Leaf) => [
      p.unary(kind, values(leaf, [...edges.filter((x) => x > 0), 0, -1, ...special], "f32")),
    ],
  })),
  ...(["max", "min", "eq", "ne", "lt", "le"] as const).map((kind) => ({
    name: `${kind} with NaN and infinities`,
    build: (leaf: Leaf) => [
      p.binary(
        kind,
        values(leaf, [...special, ...special, 1], "f32"),
        values(leaf, [1, 1, 1, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 1], "f32"),
      ),
    ],
  })),
  ...(["i32", "u32"] as const).flatMap((dtype) =>
    integerKinds.map((kind) => ({
      name: `${kind} of ${dtype}, around overflow and zero`,
      build: (leaf: Leaf) => [
        p.binary(
          kind,
          values(leaf, [7, -7, 2 ** 31 - 1, -(2 ** 31), 5, 123456789], dtype),
          values(leaf, [2, 3, 2, 3, 0, 987654321], dtype),
        ),
      ],
    })),
  ),
  ...(["shl", "shr"] as const).flatMap((kind) =>
    (["i32", "u32"] as const).map((dtype) => ({
      name: `${kind} of ${dtype}`,
      build: (leaf: Leaf) => [
        p.binary(kind, values(leaf, [1, -8, 12345], dtype), values(leaf, [3, 1, 31], dtype)),
      ],
    })),
  ),
  ...(["i32", "u32", "bool"] as const).map((dtype) => ({
    name: `cast of f32 to ${dtype}`,
    build: (leaf: Leaf) => [
      p.cast(values(leaf, [0, 1.9, -1.9, 3e9, -3e9, 5e9, Number.NaN, 0.3], "f32"), dtype),
    ],
  })),
  {
    name: "casts between integers",
    build: (leaf) => [
      p.cast(values(leaf, [-1, 5], "i32"), "u32"),
      p.cast(values(leaf, [2 ** 32 - 1, 5], "u32"), "i32"),
      p.cast(values(leaf, [2 ** 32 - 1, 5], "u32"), "f32"),
      p.cast(values(leaf, [0, -3], "i32"), "bool"),
    ],
  },
  {
    name: "random bits",
    build: () => [p.random([3, 50], [1, 2], 0), p.random([7], [0xffffffff, 0x9e3779b9], 5)],
  },
  {
    name: "softmax of rows with infinities",
    build: (leaf) => [
      ops.softmax(
        ops.reshape(values(leaf, [0, 1, Number.NEGATIVE_INFINITY, 80, -80, 1000], "f32"), [2, 3]),
        1,
      ),
    ],
  },
];

/** All of them. */
export const shapeCases: readonly Case[] = [
  ...elementwise,
  ...reductions,
  ...products,
  batched,
  ...convolutions,
  ...pools,
  ...movement,
  ...indexing,
  ...extremes,
];
