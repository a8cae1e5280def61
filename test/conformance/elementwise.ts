// Elementwise primitives: every kind on every dtype that it takes, whole vectors and tails, and the ends of the range.
import { type DType, dtypeNames, dtypes } from "../../src/graph/dtype.ts";
import type { BinaryKind, UnaryKind } from "../../src/graph/node.ts";
import { primitive as p } from "../../src/ops/index.ts";
import { type Accuracy, type Case, inDType } from "./case.ts";

const size = 43;
const spread = (from: number, to: number) => (i: number) =>
  from + ((to - from) * ((i * 17) % size)) / (size - 1);

/** Where each function is tested, how close it must come. */
const floatUnary: Record<UnaryKind, [from: number, to: number, accuracy: Accuracy] | undefined> = {
  neg: [-9, 9, "exact"],
  abs: [-9, 9, "exact"],
  sign: [-2, 2, "exact"],
  not: undefined,
  floor: [-3, 3, "exact"],
  ceil: [-3, 3, "exact"],
  round: [-3, 3, "exact"],
  trunc: [-3, 3, "exact"],
  sqrt: [0, 50, "arithmetic"],
  reciprocal: [0.1, 9, "arithmetic"],
  exp: [-30, 30, "elementary"],
  expm1: [-3, 3, "elementary"],
  log: [1e-3, 1e3, "elementary"],
  log1p: [-0.9, 20, "elementary"],
  sin: [-20, 20, "elementary"],
  cos: [-20, 20, "elementary"],
  tan: [-1.4, 1.4, "elementary"],
  asin: [-1, 1, "elementary"],
  acos: [-1, 1, "elementary"],
  atan: [-9, 9, "elementary"],
  sinh: [-9, 9, "elementary"],
  cosh: [-9, 9, "elementary"],
  tanh: [-9, 9, "elementary"],
  erf: [-4, 4, "elementary"],
  isnan: [-1, 1, "exact"],
};

const specials = [
  ...[0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, -2.5],
  ...[1e-3, -1e-3, 100, -100, 1e30, -1e30],
];

const floats = dtypeNames.filter((dtype) => dtypes[dtype].float);

const unaryCases = (Object.keys(floatUnary) as UnaryKind[]).flatMap((kind): Case[] => {
  const row = floatUnary[kind];
  if (!row) return [];
  const [from, to, accuracy] = row;
  return floats.flatMap((dtype): Case[] => [
    {
      name: `${kind} of ${dtype}`,
      dtype,
      accuracy,
      build: (leaf) => p.unary(kind, leaf([size], dtype, spread(from, to))),
    },
    {
      name: `${kind} of NaN, infinities and far numbers of ${dtype}`,
      dtype,
      accuracy,
      special: true,
      build: (leaf) =>
        p.unary(
          kind,
          leaf([specials.length], dtype, (i) => specials[i]!),
        ),
    },
  ]);
});

const integerUnary: Case[] = (
  [
    ["i32", ["neg", "abs", "sign", "not"]],
    ["u32", ["neg", "abs", "sign", "not"]],
    ["bool", ["not"]],
  ] as [DType, UnaryKind[]][]
).flatMap(([dtype, kinds]) =>
  kinds.map((kind) => ({
    name: `${kind} of ${dtype}`,
    accuracy: "exact" as const,
    build: (leaf) => p.unary(kind, leaf([3, 7], dtype)),
  })),
);

const kinds = {
  numbers: ["add", "sub", "mul", "div", "mod"],
  any: ["max", "min", "eq", "ne", "lt", "le"],
  float: ["pow", "atan2"],
  bits: ["and", "or", "xor"],
  shifts: ["shl", "shr"],
} satisfies Record<string, BinaryKind[]>;

const binaryOf: Record<DType, BinaryKind[]> = {
  f64: [...kinds.numbers, ...kinds.any, ...kinds.float],
  f16: [...kinds.numbers, ...kinds.any, ...kinds.float],
  f32: [...kinds.numbers, ...kinds.any, ...kinds.float],
  i32: [...kinds.numbers, ...kinds.any, ...kinds.bits, ...kinds.shifts],
  u32: [...kinds.numbers, ...kinds.any, ...kinds.bits, ...kinds.shifts],
  bool: [...kinds.any, ...kinds.bits],
};

const elementary: ReadonlySet<BinaryKind> = new Set<BinaryKind>(["pow", "atan2"]);
const inexact: ReadonlySet<BinaryKind> = new Set<BinaryKind>(["add", "sub", "mul", "div", "mod"]);

const binaryCases = (Object.keys(binaryOf) as DType[]).flatMap((dtype) =>
  binaryOf[dtype].map((kind): Case => {
    const accuracy = elementary.has(kind) ? "elementary" : inexact.has(kind) ? "arithmetic" : "exact";
    const second = kind === "shl" || kind === "shr" ? (i: number) => (i * 5) % 32 : undefined;
    const first = kind === "pow" ? (i: number) => 0.1 + (i % 9) : undefined;
    return {
      name: `${kind} of two ${dtype}`,
      dtype,
      accuracy: dtypes[dtype].float ? accuracy : "exact",
      build: (leaf) => p.binary(kind, leaf([5, 9], dtype, first), leaf([5, 9], dtype, second)),
    };
  }),
);

const pairs = specials.flatMap((a) => specials.map((b) => [a, b] as const));
const specialPairs = (["add", "mul", "div", "max", "min", "eq", "ne", "lt", "le", "pow"] as const).flatMap(
  (kind) =>
    floats.map(
      (dtype): Case => ({
        name: `${kind} of NaN and infinities of ${dtype}`,
        dtype,
        accuracy: kind === "pow" ? "elementary" : "arithmetic",
        special: true,
        build: (leaf) =>
          p.binary(
            kind,
            leaf([pairs.length], dtype, (i) => pairs[i]![0]),
            leaf([pairs.length], dtype, (i) => pairs[i]![1]),
          ),
      }),
    ),
);

const extremes = [0, 1, -1, 2, -2, 7, -7, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1];
const integerPairs = extremes.flatMap((a) => extremes.map((b) => [a, b] as const));
const integerExtremes = (["add", "sub", "mul", "div", "mod", "max", "lt"] as const).flatMap((kind) =>
  (["i32", "u32"] as const).map(
    (dtype): Case => ({
      name: `${kind} of extreme ${dtype}: wraps around, division by zero is 0`,
      accuracy: "exact",
      build: (leaf) =>
        p.binary(
          kind,
          leaf([integerPairs.length], dtype, (i) => integerPairs[i]![0]),
          leaf([integerPairs.length], dtype, (i) => integerPairs[i]![1]),
        ),
    }),
  ),
);

/** The rarer of two dtypes. */
const lacking = (a: DType, b: DType): DType => (a === "f64" || b === "f64" ? "f64" : a);

const casts = dtypeNames.flatMap((from) =>
  dtypeNames.map(
    (to): Case => ({
      name: `cast from ${from} to ${to}`,
      dtype: lacking(from, to),
      accuracy: "exact",
      build: (leaf) => p.cast(p.permute(leaf([4, 7], from), [1, 0]), to),
    }),
  ),
);
const saturating = [0.9, -0.9, 3e9, -3e9, 5e9, 1e30, -1e30, 2147483520, 4294967040];
const castSpecials = floats.flatMap((from) =>
  (["i32", "u32", "bool"] as const).map(
    (to): Case => ({
      name: `cast of large ${from} to ${to} saturates`,
      dtype: from,
      accuracy: "exact",
      special: true,
      build: (leaf) =>
        p.cast(
          leaf([12], from, (i) => [...saturating, Number.NaN, Number.NEGATIVE_INFINITY, 7][i]!),
          to,
        ),
    }),
  ),
);

const where = dtypeNames.map(
  (dtype): Case => ({
    name: `where on ${dtype}`,
    dtype,
    accuracy: "exact",
    build: (leaf) => p.where(leaf([6, 5], "bool"), leaf([6, 5], dtype), leaf([6, 5], dtype)),
  }),
);

const sources: Case[] = [
  {
    name: "constants, scalars and iota",
    accuracy: "exact",
    build: () => [
      p.constant(2.5, [7], "f32"),
      p.constant(-3, [2, 3], "i32"),
      p.constant(1, [5], "bool"),
      p.expand(p.scalar(0.75, [1, 1]), [3, 3]),
      p.scalar(-7, [], "i32"),
      p.iota([3, 4, 5], 1),
      p.iota([9], 0),
    ],
  },
  {
    name: "random words of two keys",
    accuracy: "exact",
    build: () => [p.random([37], [1, 2], 0), p.random([4, 5], [0xdeadbeef, 7], 9), p.random([], [3, 4], 1)],
  },
  {
    name: "random words read through views",
    accuracy: "exact",
    build: () => [
      p.permute(p.random([6, 7], [5, 6], 2), [1, 0]),
      p.slice(p.random([20], [5, 6], 2), [17], [-3], [6]),
      p.reshape(p.slice(p.random([4, 6], [5, 6], 2), [1, 1], [2, 1], [2, 4]), [8]),
    ],
  },
];

/** Where rounding to half precision is hardest: ties, subnormals, both ends. */
const halves: Case = {
  name: "cast to f16 and back: ties to even, subnormals, infinities, NaN, -0",
  dtype: "f16",
  accuracy: "exact",
  build: (leaf) => {
    const steps = [0, 1 / 4096, 1 / 2048, 1.5 / 2048, 1 / 1024, 3 / 2048];
    const ends = [
      ...[0, -0, 65504, 65519, 65520, -65520, 1e9, Number.POSITIVE_INFINITY, Number.NaN],
      ...[2 ** -24, 2 ** -25, 1.01 * 2 ** -25, 1.5 * 2 ** -24, 2.5 * 2 ** -24, 2 ** -14, 2 ** -14 - 2 ** -25],
      ...[-5.5 * 2 ** -24, 2 ** -30],
    ];
    const all = [
      ...[1, 2, 4, 0.125, -1, -32768].flatMap((n) => steps.map((step) => n * (1 + step))),
      ...ends,
    ];
    const x = leaf([all.length], "f32", (i) => all[i]!);
    const half = p.cast(x, "f16");
    return [half, p.cast(half, "f32"), p.cast(p.slice(half, [1], [2], [all.length >> 1]), "f32")];
  },
};

/** 1 / -0 is -Infinity: what keeps the sign of zero shows it so. */
const signedZeros = floats.map(
  (dtype): Case => ({
    name: `-0 of ${dtype} stays -0`,
    dtype,
    accuracy: "exact",
    special: true,
    build: (leaf) => {
      const x = leaf([6], dtype, (i) => [-0, 0, -0.25, 0.25, -0, 0][i]!);
      const zero = leaf([6], dtype, (i) => [-0, 0][i % 2]!);
      const one = p.constant(1, [6], dtype);
      const odd = [
        "neg",
        "abs",
        "sqrt",
        "sin",
        "tan",
        "asin",
        "atan",
        "sinh",
        "tanh",
        "expm1",
        "log1p",
        "erf",
      ];
      return [
        ...(["ceil", "trunc", "round"] as const).map((kind) => p.unary(kind, x)),
        ...(odd as UnaryKind[]).map((kind) => p.unary(kind, zero)),
        p.binary("mul", zero, p.binary("add", one, one)),
        p.binary("add", zero, zero),
        p.binary("div", zero, one),
        p.cast(p.cast(zero, "f16"), dtype),
        p.permute(p.reshape(zero, [2, 3]), [1, 0]),
      ].map((root) => p.unary("reciprocal", root));
    },
  }),
);

const sizes: Case[] = [0, 1, 2, 3, 4, 5, 63, 64, 65, 1000].map((n) => ({
  name: `an expression over ${n} elements`,
  accuracy: "arithmetic",
  build: (leaf) => {
    const x = leaf([n]);
    return p.binary("mul", p.binary("add", x, leaf([n])), p.unary("neg", x));
  },
}));

export const elementwiseCases: readonly Case[] = [
  ...unaryCases,
  ...integerUnary,
  ...binaryCases,
  ...specialPairs,
  ...integerExtremes,
  ...casts,
  ...castSpecials,
  ...where,
  ...sources,
  ...sizes,
  ...(["f16", "f64"] as const).flatMap((dtype) => inDType(dtype, sizes)),
  halves,
  ...signedZeros,
];
