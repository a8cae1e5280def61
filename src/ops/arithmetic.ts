// Arithmetic of two operands and of one, comparisons and logic, with broadcasting and promotion as in PyTorch.

import { type DType, dtypes, promote } from "../graph/dtype.ts";
import type { BinaryKind, Node, UnaryKind } from "../graph/node.ts";
import { broadcastShapes } from "../graph/shape.ts";
import { broadcastTo, float, type Operand, together } from "./broadcast.ts";
import { given, type Op, op, type Sample, some, truths, whole } from "./define.ts";
import * as p from "./elementwise.ts";
import { constant } from "./leaf.ts";

type Pairs = readonly (readonly [Sample, Sample | number])[];
type Two = (a: Node, b: Operand) => Node;
type One = (x: Node) => Node;

const pairs: Pairs = [
  [some([2, 3]), some([2, 3])],
  [some([2, 3]), some([3])],
  [some([2, 1]), some([3])],
  [some([2, 3]), 1.5],
];
const positivePairs: Pairs = [
  [some([2, 3]), some([2, 3], 0.5, 2)],
  [some([2, 1, 3]), some([2, 1], 0.5, 2)],
  [some([3]), 0.7],
];

const two = (name: string, kind: BinaryKind, samples: Pairs, least: DType = "i32"): Op<Two> =>
  op(name, (a: Node, b: Operand) => p.binary(kind, ...together(name, a, b, least)), samples);

// Of truths, or and and, as in PyTorch.
const twoOrTruths = (name: string, kind: BinaryKind, truthKind: BinaryKind): Op<Two> =>
  op(
    name,
    (a: Node, b: Operand) => {
      const [x, y] = together(name, a, b);
      return p.binary(x.dtype === "bool" ? truthKind : kind, x, y);
    },
    [...pairs, [truths([3]), given([1, 1, 0], [3], "bool")]],
  );

export const add = twoOrTruths("add", "add", "or");
export const sub = two("sub", "sub", pairs);
export const mul = twoOrTruths("mul", "mul", "and");
/** True division: integers become f32. */
export const div = two("div", "div", positivePairs, "f32");
export const mod = two("mod", "mod", [
  [given([5.3, -5.3, 4.1]), 3],
  [given([5, -5, 7]), given([3, 3, -4])],
]);
export const maximum = two(
  "maximum",
  "max",
  [...pairs, [given([1, Number.NaN]), given([Number.NaN, 1])]],
  "bool",
);
export const minimum = two("minimum", "min", pairs, "bool");
export const atan2 = two("atan2", "atan2", [[some([5]), some([5], 0.2, 2)]], "f32");

/**
 * Whole exponents that are small are products, and of integers all from 0, which stay integers; everything else is the
 * primitive, of floats.
 */
export const pow = op(
  "pow",
  (a: Node, b: Operand): Node => {
    if (!dtypes[a.dtype].float && typeof b === "number" && Number.isInteger(b) && b >= 0) {
      return wholePower(a.dtype === "bool" ? p.cast(a, "i32") : a, b);
    }
    if (b === 0.5) return p.unary("sqrt", float(a));
    if (b === -1) return p.unary("reciprocal", float(a));
    if (typeof b === "number" && Number.isInteger(b) && b >= 1 && b <= 4) {
      const square = b === 1 ? a : p.binary("mul", a, a);
      return b <= 2 ? square : p.binary("mul", square, b === 3 ? a : square);
    }
    return p.binary("pow", ...together("pow", a, b, "f32"));
  },
  [
    [some([4], 0.2, 2), some([4])],
    [some([4]), 3],
    [some([4]), 4],
    [some([4], 0.2, 2), -1],
    [some([4], 0.2, 2), 0.5],
    [some([4], 0.2, 2), 2.5],
    [given([-2, -1.5]), 5],
    [whole([5], -4, 5), 7],
    [whole([5], -4, 5), 0],
  ],
);

/** x to a power from 0 by squaring, as integers wrap. */
function wholePower(x: Node, power: number): Node {
  let [result, square]: [Node | undefined, Node] = [undefined, x];
  for (let left = power; left >= 1; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? p.binary("mul", result, square) : square;
    if (left > 1) square = p.binary("mul", square, square);
  }
  return result ?? constant(1, x.shape, x.dtype);
}

const one = (name: string, kind: UnaryKind, x: Sample): Op<One> =>
  op(name, (a: Node) => p.unary(kind, a.dtype === "bool" ? p.cast(a, "i32") : a), [[x]]);

export const neg = one("neg", "neg", some([5]));
export const abs = one("abs", "abs", some([5]));
export const sign = op("sign", (x: Node) => (x.dtype === "bool" ? x : p.unary("sign", x)), [[some([5])]]);

const compare = (name: string, kind: BinaryKind, swap: boolean): Op<Two> =>
  op(
    name,
    (a: Node, b: Operand) => {
      const [x, y] = together(name, a, b);
      return swap ? p.binary(kind, y, x) : p.binary(kind, x, y);
    },
    [
      [given([1, 2, 3, Number.NaN]), given([2, 2, 2, 2])],
      [whole([4], 0, 4), 2],
    ],
  );

export const eq = compare("eq", "eq", false);
export const ne = compare("ne", "ne", false);
export const lt = compare("lt", "lt", false);
export const le = compare("le", "le", false);
export const gt = compare("gt", "lt", true);
export const ge = compare("ge", "le", true);

const truth = (x: Node): Node => p.cast(x, "bool");
const logical = (name: string, kind: BinaryKind): Op<Two> =>
  op(
    name,
    (a: Node, b: Operand) => {
      const [x, y] = together(name, a, b);
      return p.binary(kind, truth(x), truth(y));
    },
    [[truths([4]), given([0, 1, 1, 0], [4], "bool")]],
  );

export const logicalAnd = logical("logicalAnd", "and");
export const logicalOr = logical("logicalOr", "or");
export const logicalXor = logical("logicalXor", "xor");
export const logicalNot = op("logicalNot", (x: Node) => p.unary("not", truth(x)), [[truths([4])]]);

export const isnan = op("isnan", (x: Node) => p.unary("isnan", float(x)), [[given([1, Number.NaN])]]);

const sized = (x: Node, kind: "eq" | "lt"): Node => {
  const size = p.unary("abs", float(x));
  return p.binary(kind, size, constant(Number.POSITIVE_INFINITY, x.shape, size.dtype));
};
export const isinf = op("isinf", (x: Node) => sized(x, "eq"), [
  [given([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])],
]);
export const isfinite = op("isfinite", (x: Node) => sized(x, "lt"), [
  [given([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])],
]);

/** `a` where `condition`, else `b`; the condition is bool, or anything that is then compared with 0. */
export const where = op(
  "where",
  (condition: Node, a: Operand, b: Operand): Node => {
    const [x, y] = together("where", a, b);
    const shape = broadcastShapes("where", condition.shape, x.shape);
    const [c, left, right] = [truth(condition), x, y].map((side) => broadcastTo("where", side, shape));
    return p.where(c!, left!, right!);
  },
  [
    [truths([2, 3]), some([2, 3]), some([3])],
    [truths([3]), some([2, 1]), 0],
    [truths([2]), 1, 2],
  ],
);

/** x within [lo, hi]; either end may be left out. NaN stays NaN. */
export const clamp = op(
  "clamp",
  (x: Node, lo?: Operand | null, hi?: Operand | null): Node => {
    const least = lo === undefined || lo === null ? x : bounded(x, lo, "lt");
    return hi === undefined || hi === null ? least : bounded(least, hi, "gt");
  },
  [
    [some([6]), -1, 1],
    [some([6]), null, 0.3],
    [some([6]), some([6], -3, 0), undefined],
    [given([1, 2, Number.NaN]), given([Number.NaN, 3, 0])],
  ],
);

// At a number the gradient is 0, at an equal tensor each takes half, as in PyTorch: so only the latter is a max.
function bounded(x: Node, bound: Operand, side: "lt" | "gt"): Node {
  // Whole numbers without a sign are above all negative ones.
  if (side === "lt" && x.dtype === "u32" && typeof bound === "number" && Number.isInteger(bound) && bound < 0)
    return x;
  const [value, end] = together("clamp", x, bound);
  if (typeof bound !== "number") return p.binary(side === "lt" ? "max" : "min", value, end);
  const outside = side === "lt" ? p.binary("le", value, end) : p.binary("le", end, value);
  return p.where(outside, end, value);
}

export const to = op("to", (x: Node, dtype: DType) => p.cast(x, dtype), [
  [given([1.7, -1.7]), "i32"],
  [some([3]), "f32"],
  [given([0, 2]), "bool"],
]);

/** The dtype of several operands together. */
export const promoteAll = (nodes: readonly Node[]): DType =>
  nodes.reduce<DType>((dtype, x) => promote(dtype, x.dtype), "bool");
