// Products and convolutions: all sizes around tiles and blocks, strided operands, epilogues; and typical fused graphs.
import type { ConvGeometry, Node, Shape } from "../../src/graph/node.ts";
import { ops, primitive as p } from "../../src/ops/index.ts";
import { type Case, inDType, type Leaf } from "./case.ts";

const sum = (name: string, scale: number, build: (leaf: Leaf) => Node | readonly Node[]): Case => ({
  name,
  accuracy: "sum",
  scale,
  build,
});

const products: Case[] = [
  ...(
    [
      [1, 1, 1],
      [1, 40, 7],
      [40, 1, 7],
      [2, 2, 3],
      [3, 13, 5],
      [4, 12, 8],
      [5, 25, 1],
      [64, 64, 64],
      [97, 35, 300],
      [33, 70, 129],
    ] as const
  ).map(([m, n, k]) =>
    sum(`matmul ${m}x${k} by ${k}x${n}`, 4 * Math.sqrt(k), (leaf) => p.matmul(leaf([m, k]), leaf([k, n]))),
  ),
  sum("matmul of transposes", 20, (leaf) => [
    p.matmul(p.permute(leaf([30, 17]), [1, 0]), leaf([30, 19])),
    p.matmul(leaf([17, 30]), p.permute(leaf([19, 30]), [1, 0])),
    p.matmul(p.permute(leaf([30, 17]), [1, 0]), p.permute(leaf([19, 30]), [1, 0])),
  ]),
  sum("matmul of every second row and reversed columns", 20, (leaf) =>
    p.matmul(
      p.slice(leaf([26, 21]), [1, 20], [2, -1], [13, 21]),
      p.slice(leaf([21, 40]), [0, 3], [1, 3], [21, 11]),
    ),
  ),
  sum("matmul of an expanded operand", 20, (leaf) =>
    p.matmul(p.expand(leaf([1, 20]), [9, 20]), p.expand(leaf([20, 1]), [20, 14])),
  ),
  sum("batches, one side shared", 20, (leaf) => [
    p.matmul(leaf([3, 2, 7, 20]), leaf([3, 2, 20, 13])),
    p.matmul(leaf([6, 7, 20]), p.expand(leaf([1, 20, 13]), [6, 20, 13])),
    p.matmul(leaf([6, 1, 20]), p.expand(leaf([1, 20, 13]), [6, 20, 13])),
    p.matmul(leaf([2, 3, 1, 20]), p.expand(leaf([1, 1, 20, 1]), [2, 3, 20, 1])),
    p.matmul(p.expand(leaf([1, 7, 20]), [5, 7, 20]), leaf([5, 20, 13])),
    p.matmul(p.permute(leaf([4, 9, 2, 8]), [0, 2, 1, 3]), p.permute(leaf([4, 9, 2, 8]), [0, 2, 3, 1])),
  ]),
  sum("matmul with bias and relu", 20, (leaf) => {
    const x = ops.add(p.matmul(leaf([21, 30]), leaf([30, 17])), leaf([17]));
    return [ops.relu(x), ops.sum(x, 0)];
  }),
  sum("matrix by vector, both ways", 20, (leaf) => [
    p.matmul(leaf([65, 33]), leaf([33, 1])),
    p.matmul(p.permute(leaf([33, 65]), [1, 0]), leaf([33, 1])),
    p.matmul(leaf([1, 33]), leaf([33, 65])),
    p.matmul(leaf([4, 1, 33]), leaf([4, 33, 6])),
  ]),
];

interface ConvRow {
  readonly name: string;
  readonly x: Shape;
  readonly w: Shape;
  readonly geometry: ConvGeometry;
}

const geometry = (
  stride: number[],
  padding: [number, number][],
  dilation: number[],
  groups = 1,
): ConvGeometry => ({ stride, padding, dilation, groups });
const same: [number, number] = [1, 1];
const none: [number, number] = [0, 0];

const convolutions: ConvRow[] = [
  { name: "3x3", x: [2, 3, 8, 9], w: [4, 3, 3, 3], geometry: geometry([1, 1], [same, same], [1, 1]) },
  { name: "1x1", x: [3, 5, 6, 7], w: [6, 5, 1, 1], geometry: geometry([1, 1], [none, none], [1, 1]) },
  {
    name: "1x1, strided",
    x: [2, 3, 8, 8],
    w: [4, 3, 1, 1],
    geometry: geometry([2, 2], [none, none], [1, 1]),
  },
  {
    name: "grouped, strided, dilated, uneven padding",
    x: [2, 4, 9, 8],
    w: [6, 2, 3, 2],
    geometry: geometry(
      [2, 1],
      [
        [1, 0],
        [0, 2],
      ],
      [1, 2],
      2,
    ),
  },
  {
    name: "depthwise",
    x: [2, 4, 7, 7],
    w: [4, 1, 3, 3],
    geometry: geometry([1, 1], [same, same], [1, 1], 4),
  },
  { name: "one axis", x: [3, 2, 11], w: [5, 2, 3], geometry: geometry([2], [same], [1]) },
  {
    name: "one axis, stride 3, dilation 2",
    x: [1, 2, 16],
    w: [2, 2, 5],
    geometry: geometry([3], [[2, 2]], [2]),
  },
  {
    name: "three axes",
    x: [4, 2, 5, 6, 7],
    w: [3, 2, 2, 3, 2],
    geometry: geometry([1, 2, 3], [[0, 1], same, none], [2, 1, 1]),
  },
  {
    name: "5x5, stride 4",
    x: [1, 3, 17, 18],
    w: [7, 3, 5, 5],
    geometry: geometry(
      [4, 4],
      [
        [2, 2],
        [2, 2],
      ],
      [1, 1],
    ),
  },
  {
    name: "many images",
    x: [40, 3, 14, 14],
    w: [8, 3, 3, 3],
    geometry: geometry([1, 1], [same, same], [1, 1]),
  },
];

const convolutionCases = convolutions.flatMap(({ name, x, w, geometry }): Case[] => {
  const spatial = p.convPositions(x, w, geometry);
  const out = [x[0]!, w[0]!, ...spatial];
  const depth = w.slice(1).reduce((a, b) => a * b, 1);
  const places = x[0]! * spatial.reduce((a, b) => a * b, 1);
  return [
    sum(`conv ${name}`, 4 * Math.sqrt(depth), (leaf) => p.conv(leaf(x), leaf(w), geometry)),
    sum(`conv ${name}, with bias and relu`, 4 * Math.sqrt(depth), (leaf) =>
      ops.relu(ops.add(p.conv(leaf(x), leaf(w), geometry), leaf([w[0]!, ...spatial.map(() => 1)]))),
    ),
    sum(`gradient of conv ${name} for its input`, 4 * Math.sqrt(depth), (leaf) =>
      p.convInput(leaf(out), leaf(w), geometry, x),
    ),
    sum(`gradient of conv ${name} for its weights`, 12 * Math.sqrt(places), (leaf) =>
      p.convWeight(leaf(x), leaf(out), geometry, w),
    ),
  ];
});

const graphs: Case[] = [
  {
    name: "softmax and its logarithm",
    accuracy: "elementary",
    build: (leaf) => [ops.softmax(leaf([9, 13]), -1), ops.logSoftmax(leaf([9, 13]), -1)],
  },
  sum("mean and variance of rows, then normalised", 4, (leaf) => {
    const x = leaf([12, 30]);
    const centred = ops.sub(x, ops.mean(x, 1, true));
    const variance = ops.mean(ops.mul(centred, centred), 1, true);
    return ops.div(centred, ops.sqrt(ops.add(variance, 1e-5)));
  }),
  sum("an optimiser's step: three results of shared operands", 4, (leaf) => {
    const [w, m, v, g] = [leaf([33, 7]), leaf([33, 7]), leaf([33, 7], "f32", (i) => i / 100), leaf([33, 7])];
    const nextM = ops.add(ops.mul(m, 0.9), ops.mul(g, 0.1));
    const nextV = ops.add(ops.mul(v, 0.999), ops.mul(ops.mul(g, g), 0.001));
    const step = ops.div(ops.mul(nextM, p.scalar(0.01)), ops.add(ops.sqrt(nextV), 1e-8));
    return [ops.sub(w, step), nextM, nextV];
  }),
  sum("convolution of a convolution of padding", 30, (leaf) => {
    const g = geometry([1, 1], [same, same], [1, 1]);
    const hidden = ops.relu(p.conv(leaf([2, 2, 9, 9]), leaf([4, 2, 3, 3]), g));
    return p.conv(p.pad(hidden, [0, 0, 1, 1], [0, 0, 1, 1]), leaf([3, 4, 3, 3]), g);
  }),
  {
    name: "a chain of two hundred additions",
    accuracy: "exact",
    build: (leaf) => {
      let x = leaf([50], "i32");
      const y = leaf([50], "i32");
      for (let i = 0; i < 200; i++) x = p.binary(i % 2 ? "sub" : "add", x, i % 3 ? y : x);
      return x;
    },
  },
];

export const contractionCases: readonly Case[] = [
  ...products,
  ...convolutionCases,
  ...graphs,
  ...(["f16", "f64"] as const).flatMap((dtype) =>
    inDType(dtype, [...products, ...convolutionCases, ...graphs]),
  ),
];
