// Movements, reductions and indexing: views of views, what no view can say, empty and single axes.
import { type DType, dtypes } from "../../src/graph/dtype.ts";
import type { Node, ReduceKind, Shape } from "../../src/graph/node.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { type Case, inDType, type Leaf } from "./case.ts";

const exact = (name: string, build: (leaf: Leaf) => Node | readonly Node[]): Case => ({
  name,
  accuracy: "exact",
  build,
});

const windows = (size: number[], stride: number[], dilation: number[]) => ({ size, stride, dilation });
const doubled = (x: Node) => p.binary("add", x, x);

/** An index with a few places outside of [0, below). */
const some = (shape: Shape, below: number) => (leaf: Leaf) =>
  leaf(shape, "i32", (i) => ((i * 7 + 3) % (below + 2)) - 1);

const movements: Case[] = [
  exact("permute of four axes", (leaf) => p.permute(leaf([2, 3, 4, 5]), [3, 1, 0, 2])),
  exact("expand of inner and outer axes", (leaf) => [
    p.expand(leaf([1, 5]), [4, 5]),
    p.expand(leaf([5, 1]), [5, 6]),
    p.expand(leaf([1, 1]), [3, 7]),
  ]),
  exact("slices with negative steps", (leaf) => [
    p.slice(leaf([9]), [8], [-1], [9]),
    p.slice(leaf([9, 9]), [7, 1], [-2, 3], [4, 3]),
    p.slice(leaf([5, 6]), [0, 5], [1, -1], [5, 6]),
  ]),
  exact("reshape of a transpose", (leaf) => p.reshape(p.permute(leaf([4, 6]), [1, 0]), [3, 8])),
  exact("reshape that merges what a slice left apart", (leaf) =>
    p.reshape(doubled(p.slice(leaf([4, 6]), [0, 1], [1, 1], [4, 3])), [2, 6]),
  ),
  exact("reshape of sizes that share no boundary", (leaf) =>
    p.reshape(doubled(p.permute(leaf([4, 6]), [1, 0])), [8, 3]),
  ),
  exact("repeat by expand and reshape", (leaf) => p.reshape(p.expand(leaf([5, 1]), [5, 3]), [15])),
  exact("padding on all sides", (leaf) => p.pad(leaf([3, 5]), [2, 1], [0, 3])),
  exact("padding of each dtype", (leaf) =>
    (["f32", "i32", "u32", "bool"] as const).map((dtype) => p.pad(leaf([7], dtype), [2], [4])),
  ),
  exact("a view of padding", (leaf) =>
    p.permute(p.slice(p.pad(leaf([4, 6]), [1, 2], [2, 1]), [6, 0], [-1, 2], [7, 5]), [1, 0]),
  ),
  exact("reshape of padding", (leaf) => p.reshape(p.pad(leaf([4, 6]), [0, 1], [0, 1]), [8, 4])),
  exact("padding in padding", (leaf) =>
    p.pad(
      doubled(p.pad(p.unary("neg", p.pad(leaf([3, 3]), [1, 0], [0, 1])), [0, 2], [1, 0])),
      [1, 1],
      [1, 1],
    ),
  ),
  exact("join by padding and adding", (leaf) =>
    p.binary("add", p.pad(leaf([3, 4]), [0, 0], [0, 6]), p.pad(leaf([3, 6]), [0, 4], [0, 0])),
  ),
  exact("windows of one axis, overlapping", (leaf) => p.window(leaf([3, 11]), windows([4], [2], [1]))),
  exact("windows of two axes, dilated", (leaf) => p.window(leaf([2, 9, 8]), windows([3, 2], [1, 2], [2, 3]))),
  exact("fold of windows side by side", (leaf) =>
    p.fold(leaf([2, 4, 4, 2, 2], "i32"), windows([2, 2], [2, 2], [1, 1]), [2, 8, 9]),
  ),
  {
    name: "fold of overlapping windows",
    accuracy: "sum",
    build: (leaf) => p.fold(leaf([2, 3, 4, 3, 2]), windows([3, 2], [1, 2], [2, 1]), [2, 7, 8]),
  },
  exact("zero-sized everything", (leaf) => [
    p.unary("neg", leaf([0, 3])),
    p.pad(leaf([0]), [2], [1]),
    p.reshape(leaf([0, 4]), [2, 0]),
    p.reduce("sum", leaf([0, 4]), [0]),
    p.reduce("prod", leaf([3, 0], "i32"), [1]),
    p.matmul(leaf([3, 0]), leaf([0, 2])),
    p.gather(leaf([4, 3]), 0, leaf([0, 3], "i32")),
  ]),
];

const reduceShapes: [Shape, number[]][] = [
  [[37], [0]],
  [[5, 33], [1]],
  [[33, 5], [0]],
  [
    [4, 6, 10],
    [0, 2],
  ],
  [[3, 5, 7], [1]],
  [
    [2, 3, 4, 5],
    [1, 2, 3],
  ],
  [[1, 9], [0]],
  [[600, 3], [0]],
  [[9, 53], [0]],
  [
    [3, 4, 37],
    [0, 1],
  ],
];

const reduceKinds: Record<DType, ReduceKind[]> = {
  f64: ["sum", "prod", "max", "min", "argmax", "argmin"],
  f16: ["sum", "prod", "max", "min", "argmax", "argmin"],
  f32: ["sum", "prod", "max", "min", "argmax", "argmin"],
  i32: ["sum", "prod", "max", "min", "argmax", "argmin"],
  u32: ["sum", "max", "min", "argmax"],
  bool: ["max", "min"],
};

const reductions = (Object.keys(reduceKinds) as DType[]).flatMap((dtype) =>
  reduceKinds[dtype].map((kind): Case => {
    const one = kind === "argmax" || kind === "argmin";
    const rounds = dtypes[dtype].float && (kind === "sum" || kind === "prod");
    const shapes = kind === "prod" ? reduceShapes.slice(0, 5) : reduceShapes;
    return {
      name: `${kind} of ${dtype}`,
      dtype,
      accuracy: rounds ? "sum" : "exact",
      scale: 10,
      build: (leaf) =>
        shapes
          .filter(([, axes]) => !one || axes.length === 1)
          .map(([shape, axes]) => p.reduce(kind, leaf(shape, dtype), axes)),
    };
  }),
);

const reduceViews: Case[] = [
  {
    name: "sums of transposed, expanded and reversed operands",
    accuracy: "sum",
    scale: 10,
    build: (leaf) => [
      p.reduce("sum", p.permute(leaf([7, 9, 5]), [2, 0, 1]), [1]),
      p.reduce("sum", p.expand(leaf([6, 1]), [6, 8]), [1]),
      p.reduce("sum", p.slice(leaf([40]), [39], [-1], [40]), [0]),
      p.reduce("sum", p.pad(leaf([5, 6]), [1, 1], [2, 3]), [0]),
    ],
  },
  exact("columns of padded, gathered and counted operands", (leaf) => [
    p.reduce("max", p.pad(leaf([5, 40]), [1, 3], [2, 6]), [0]),
    p.reduce(
      "min",
      p.gather(
        leaf([7, 45]),
        0,
        p.expand(
          leaf([6, 1], "i32", (i) => (i * 3) % 7),
          [6, 45],
        ),
      ),
      [0],
    ),
    p.reduce("sum", p.binary("mul", p.iota([6, 50], 1), p.iota([6, 50], 0)), [0]),
    p.reduce("max", p.slice(leaf([5, 80]), [0, 79], [1, -2], [5, 40]), [0]),
  ]),
  exact("max pooling: a reduction over windows", (leaf) =>
    p.reduce("max", p.window(leaf([2, 3, 8, 9]), windows([2, 3], [2, 2], [1, 1])), [4, 5]),
  ),
  {
    name: "NaN is the extreme, and its first place is found",
    accuracy: "exact",
    special: true,
    build: (leaf) => {
      const x = leaf([4, 9], "f32", (i) => (i % 13 === 5 || i % 13 === 8 ? Number.NaN : i % 7));
      return (["max", "min", "argmax", "argmin"] as const).flatMap((kind) => [
        p.reduce(kind, x, [1]),
        p.reduce(kind, x, [0]),
      ]);
    },
  },
  exact("the first of equal extremes", (leaf) => {
    const x = leaf([6, 17], "f32", (i) => (i * 7) % 4);
    return [p.reduce("argmax", x, [1]), p.reduce("argmin", x, [1]), p.reduce("argmax", x, [0])];
  }),
  {
    name: "extremes of infinities",
    accuracy: "exact",
    special: true,
    build: (leaf) => {
      const low = leaf([5, 6], "f32", () => Number.NEGATIVE_INFINITY);
      return [p.reduce("max", low, [1]), p.reduce("argmax", low, [1]), p.reduce("argmin", low, [0])];
    },
  },
];

const indexing: Case[] = [
  {
    name: "gather along each axis, outside gives NaN",
    accuracy: "exact",
    special: true,
    build: (leaf) => [
      p.gather(leaf([6, 5]), 0, some([8, 5], 6)(leaf)),
      p.gather(leaf([6, 5]), 1, some([6, 9], 5)(leaf)),
      p.gather(leaf([6, 5, 4]), 1, some([6, 3, 4], 5)(leaf)),
    ],
  },
  exact("gather of each dtype, outside gives 0", (leaf) =>
    (["i32", "u32", "bool"] as const).map((dtype) => p.gather(leaf([9], dtype), 0, some([13], 9)(leaf))),
  ),
  exact("gather of whole rows", (leaf) =>
    p.gather(
      leaf([9, 10]),
      0,
      p.expand(
        leaf([6, 1], "i32", (i) => (i * 4) % 9),
        [6, 10],
      ),
    ),
  ),
  exact("gather from a view, by a computed index", (leaf) => {
    const index = p.binary("mod", leaf([7, 6], "i32"), p.constant(5, [7, 6], "i32"));
    return p.gather(p.permute(leaf([6, 5]), [1, 0]), 0, p.slice(index, [0, 0], [1, 1], [7, 6]));
  }),
  exact("gather under padding", (leaf) =>
    p.pad(
      p.gather(
        leaf([9]),
        0,
        leaf([6], "i32", (i) => (i * 4) % 9),
      ),
      [2],
      [3],
    ),
  ),
  exact("scatterAdd of whole numbers", (leaf) => [
    p.scatterAdd([6, 5], 0, some([17, 5], 6)(leaf), leaf([17, 5], "i32")),
    p.scatterAdd([6, 5], 1, some([4, 9], 5)(leaf), leaf([4, 9], "i32")),
  ]),
  {
    name: "scatterAdd of f32, rows and elements",
    accuracy: "sum",
    scale: 4,
    build: (leaf) => [
      p.scatterAdd([7], 0, some([50], 7)(leaf), leaf([50])),
      p.scatterAdd([9, 7], 0, p.expand(some([20, 1], 9)(leaf), [20, 7]), leaf([20, 7])),
    ],
  },
];

const oneAxis: readonly (readonly [Shape, readonly number[]])[] = [
  [[7], [0]],
  [[5, 9], [1]],
  [[9, 5], [0]],
  [[5000], [0]],
];
/** What comes from f64 has half as many lanes: comparisons and narrower numbers are reduced as they are computed. */
const besideWide = (["f32", "i32", "bool"] as const).flatMap((dtype) =>
  reduceKinds[dtype].map((kind): Case => {
    const rounds = dtype === "f32" && (kind === "sum" || kind === "prod");
    return {
      name: `${kind} of f64 as ${dtype}`,
      dtype: "f64",
      accuracy: rounds ? "sum" : "exact",
      scale: 10,
      build: (leaf) =>
        oneAxis.map(([shape, axes]) => {
          const x = leaf(shape, "f64");
          // All on one side of 0, which is what the other half of a vector may hold.
          const moved = p.binary("sub", x, p.constant(kind === "min" ? -5 : 5, shape, "f64"));
          return p.reduce(kind, p.cast(dtype === "bool" ? p.binary("lt", moved, x) : moved, dtype), axes);
        }),
    };
  }),
);
const scansBesideWide: Case = {
  name: "running sums and order of f64 as i32",
  dtype: "f64",
  accuracy: "exact",
  build: (leaf) =>
    [3, 37].flatMap((size) => {
      const x = p.cast(
        leaf([4, size], "f64", (i) => ((i * 7) % 11) - 5.5),
        "i32",
      );
      return [p.scan("cumsum", x), p.scan("cummax", x), p.sort(x, false), p.sort(x, true)];
    }),
};

const ofF32: readonly Case[] = [...movements, ...reduceViews, ...indexing];

export const movementCases: readonly Case[] = [
  ...ofF32,
  ...reductions,
  ...besideWide,
  scansBesideWide,
  ...(["f16", "f64"] as const).flatMap((dtype) => inDType(dtype, ofF32)),
];
