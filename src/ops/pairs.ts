// Functions of two operands that are made of the elementary ones, with broadcasting and promotion as in arithmetic.ts. A
// tensor's methods follow from these rows (tensor/methods/derived.ts): one row here is all that such a function needs.
import { DTypeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { BinaryKind, Node } from "../graph/node.ts";
import * as a from "./arithmetic.ts";
import { broadcastTo, float, isNode, type Operand, together } from "./broadcast.ts";
import { given, type Op, op, some, whole } from "./define.ts";
import { detached } from "./detach.ts";
import { binary, cast, unary } from "./elementwise.ts";
import { exp, log, log1p, reciprocal, round, sqrt } from "./math.ts";

type Two = (x: Node, other: Operand) => Node;
const infinity = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const ends = [
  given([infinity, -infinity, infinity, nan, 0]),
  given([infinity, -infinity, 1, 1, nan]),
] as const;
const floats = (name: string, x: Node, other: Operand): [Node, Node] => together(name, x, other, "f32");

/**
 * log(e^a + e^b) without overflow.
 * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([0, 1000]).logaddexp(tensor([0, 1000])).toArray() // [0.6931472, 1000.6931]
 */
export const logaddexp = op(
  "logaddexp",
  (left: Node, other: Operand): Node => {
    const [x, y] = floats("logaddexp", left, other);
    const first = a.ge(x, y);
    const [larger, smaller] = [a.where(first, x, y), a.where(first, y, x)];
    const bothEndless = a.logicalAnd(a.eq(x, y), a.isinf(x));
    return a.add(larger, log1p(exp(a.where(bothEndless, 0, a.sub(smaller, larger)))));
  },
  [[some([2, 3]), some([3])], [some([3]), 0.3], [given([1, 2]), given([1, 2])], ends],
);

/**
 * √(a² + b²) without overflow; the gradient at (0, 0) is 0.
 * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([3, 3e30]).hypot(tensor([4, 4e30])).toArray() // [5, 5e30]
 */
export const hypot = op(
  "hypot",
  (left: Node, other: Operand): Node => {
    const [x, y] = floats("hypot", left, other);
    const larger = detached(a.maximum(unary("abs", x), unary("abs", y)));
    const usual = a.logicalAnd(a.gt(larger, 0), a.lt(larger, infinity));
    const scale = a.where(usual, larger, 1);
    const [u, v] = [a.div(x, scale), a.div(y, scale)];
    const squares = a.add(a.mul(u, u), a.mul(v, v));
    const isZero = a.eq(squares, 0);
    const size = a.mul(a.where(isZero, 0, sqrt(a.where(isZero, 1, squares))), scale);
    return a.where(a.logicalOr(a.isinf(x), a.isinf(y)), infinity, size);
  },
  [[some([2, 3]), some([3])], [some([3]), 1.5], [given([3, 0]), given([4, 0])], ends],
);

/**
 * x · log(y), 0 where x is 0 (whatever y is, but NaN).
 * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([0, 2]).xlogy(tensor([0, 1])).toArray() // [0, 0]
 */
export const xlogy = op(
  "xlogy",
  (left: Node, other: Operand): Node => {
    const [x, y] = floats("xlogy", left, other);
    const outside = a.logicalOr(a.le(y, 0), a.eq(y, infinity));
    const none = a.logicalAnd(a.eq(x, 0), outside);
    return a.where(none, 0, a.mul(x, log(a.where(none, 1, y))));
  },
  [
    [some([2, 3]), some([3], 0.2, 2)],
    [some([3]), 0.7],
    [given([0, 0, 0, 1]), given([0, -1, infinity, 0])],
    ends,
  ],
);

/**
 * The size of this with the sign of the other, that of -0 too.
 * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([1, -2]).copysign(tensor([-3, 4])).toArray() // [-1, 2]
 */
export const copysign = op(
  "copysign",
  (left: Node, other: Operand): Node => {
    const [x, y] = floats("copysign", left, other);
    const sign = detached(y);
    const negative = a.logicalOr(a.lt(sign, 0), a.lt(reciprocal(sign), 0));
    const size = unary("abs", x);
    return a.where(negative, a.neg(size), size);
  },
  [
    [some([2, 3]), some([3])],
    [some([3]), -1],
    [given([1, infinity, nan]), given([-infinity, -1, 1])],
  ],
);

/**
 * 0 below 0, 1 above, and at 0 the other operand's value; NaN gives 0, as in PyTorch.
 * Shapes: broadcast. Dtypes: any, kept.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([-1, 0, 2]).heaviside(0.5).toArray() // [0, 0.5, 1]
 */
export const heaviside = op(
  "heaviside",
  (left: Node, other: Operand): Node => {
    const [x, y] = together("heaviside", left, other);
    return a.where(a.eq(x, 0), y, cast(a.gt(x, 0), x.dtype));
  },
  [
    [some([4]), some([4])],
    [given([0, 0, -1], [3], "i32"), given([5, 2, 3], [3], "i32")],
    [given([nan, infinity]), 0.5],
  ],
);

const ignoringNaN = (name: string, choose: Two): Op<Two> =>
  op(
    name,
    (left: Node, other: Operand): Node => {
      const [x, y] = together(name, left, other);
      if (!dtypes[x.dtype].float) return choose(x, y);
      const [noX, noY] = [a.isnan(x), a.isnan(y)];
      const both = choose(a.where(noX, y, x), a.where(noY, x, y));
      return a.where(noX, y, a.where(noY, x, both));
    },
    [
      [some([2, 3]), some([3])],
      [some([3]), 0.5],
      [given([nan, 1, nan, infinity]), given([1, nan, nan, 2])],
    ],
  );

/**
 * The larger of each pair; where one of them is NaN, the other.
 * Shapes: broadcast. Dtypes: any, kept.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([1, NaN]).fmax(tensor([2, 3])).toArray() // [2, 3]
 */
export const fmax = ignoringNaN("fmax", a.maximum);

/**
 * The smaller of each pair; where one of them is NaN, the other.
 * Shapes: broadcast. Dtypes: any, kept.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([1, NaN]).fmin(tensor([2, 3])).toArray() // [1, 3]
 */
export const fmin = ignoringNaN("fmin", a.minimum);

/**
 * The quotient rounded down; integers stay integers (0 where the divisor is 0). Its steps have no gradient.
 * Shapes: broadcast. Dtypes: floats, kept; integers kept; bool as i32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([7, -7]).floorDivide(2).toArray() // [3, -4]
 */
export const floorDivide = op(
  "floorDivide",
  (left: Node, other: Operand): Node => {
    const [x, y] = together("floorDivide", left, other, "i32").map(detached) as [Node, Node];
    const quotient = binary("div", a.sub(x, a.mod(x, y)), y);
    if (!dtypes[x.dtype].float) return quotient;
    return a.where(a.eq(y, 0), a.div(x, y), round(quotient));
  },
  [
    [given([7.5, -7.5, 3]), 2],
    [given([7, -7, 7, -7], [4], "i32"), given([2, 2, -2, -2], [4], "i32")],
  ],
);

const bitwise = (name: string, kind: BinaryKind, truths: boolean): Op<Two> =>
  op(
    name,
    (left: Node, other: Operand): Node => {
      const [x, y] = together(name, left, other, truths ? "bool" : "u32");
      if (!dtypes[x.dtype].float) return binary(kind, x, y);
      const message = `dtype does not fit: expected integers${truths ? " or bool" : ""} and got ${x.dtype}`;
      throw new DTypeError({ op: name, message, help: 'write x.to("i32")' });
    },
    [
      [whole([4], 0, 9), whole([4], 0, 9)],
      [whole([4], -9, 9), 3],
    ],
  );

/**
 * The bits that both integers have; for truths, and.
 * Shapes: [4].bitwiseAnd([4]) gives [4]. Dtypes: integers and bool, kept; no floats.
 * @throws DTypeError for floats, ShapeError when the shapes do not broadcast
 * @example
 * await tensor([6], { dtype: "i32" }).bitwiseAnd(3).toArray() // [2]
 */
export const bitwiseAnd = bitwise("bitwiseAnd", "and", true);

/**
 * The bits that either integer has; for truths, or.
 * Shapes: [4].bitwiseOr([4]) gives [4]. Dtypes: integers and bool, kept; no floats.
 * @throws DTypeError for floats, ShapeError when the shapes do not broadcast
 * @example
 * await tensor([6], { dtype: "i32" }).bitwiseOr(3).toArray() // [7]
 */
export const bitwiseOr = bitwise("bitwiseOr", "or", true);

/**
 * The bits in which the integers differ; for truths, exclusive or.
 * Shapes: [4].bitwiseXor([4]) gives [4]. Dtypes: integers and bool, kept; no floats.
 * @throws DTypeError for floats, ShapeError when the shapes do not broadcast
 * @example
 * await tensor([6], { dtype: "i32" }).bitwiseXor(3).toArray() // [5]
 */
export const bitwiseXor = bitwise("bitwiseXor", "xor", true);

/**
 * The bits of an integer moved up by the other's places, 0 to 31.
 * Shapes: [4].leftShift([4]) gives [4]. Dtypes: integers, kept; no floats, no bool.
 * @throws DTypeError for floats and bool, ShapeError when the shapes do not broadcast
 * @example
 * await tensor([3], { dtype: "i32" }).leftShift(2).toArray() // [12]
 */
export const leftShift = bitwise("leftShift", "shl", false);

/**
 * The bits of an integer moved down by the other's places, 0 to 31; the sign of i32 stays.
 * Shapes: [4].rightShift([4]) gives [4]. Dtypes: integers, kept; no floats, no bool.
 * @throws DTypeError for floats and bool, ShapeError when the shapes do not broadcast
 * @example
 * await tensor([-8], { dtype: "i32" }).rightShift(1).toArray() // [-4]
 */
export const rightShift = bitwise("rightShift", "shr", false);

/**
 * On the way from this to the other by `weight`, a number or a tensor: 0 gives this, 1 the other.
 * Shapes: broadcast. Dtypes: floats, kept; integers and bool as f32.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([0, 10]).lerp(tensor([4, 20]), 0.25).toArray() // [1, 12.5]
 */
export const lerp = op(
  "lerp",
  (left: Node, end: Operand, weight: Operand): Node => {
    const [x, y] = floats("lerp", left, end);
    const way = a.sub(y, x);
    if (!isNode(weight))
      return weight < 0.5 ? a.add(x, a.mul(way, weight)) : a.sub(y, a.mul(way, 1 - weight));
    const w = broadcastTo("lerp", float(weight), x.shape);
    const late = a.sub(y, a.mul(way, a.add(a.neg(w), 1)));
    return a.where(a.lt(w, 0.5), a.add(x, a.mul(way, w)), late);
  },
  [
    [some([2, 3]), some([3]), 0.3],
    [some([3]), some([3]), 0.8],
    [some([2, 3]), some([3]), some([3], 0.1, 0.9)],
  ],
);

/**
 * true where |a - b| ≤ atol + rtol · |b| (1e-8 and 1e-5 unless told), and where both are the same infinity or, with
 * `equalNan`, both NaN.
 * Shapes: broadcast. Dtypes: any; the result is bool.
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * await tensor([1, 2]).isclose(tensor([1.000001, 3])).toArray() // [true, false]
 */
export const isclose = op(
  "isclose",
  (left: Node, other: Operand, rtol: number = 1e-5, atol: number = 1e-8, equalNan: boolean = false): Node => {
    const [x, y] = floats("isclose", left, other);
    const limit = a.add(a.mul(unary("abs", y), rtol), atol);
    const near = a.logicalAnd(a.le(unary("abs", a.sub(x, y)), limit), a.isfinite(y));
    const close = a.logicalOr(a.eq(x, y), near);
    return equalNan ? a.logicalOr(close, a.logicalAnd(a.isnan(x), a.isnan(y))) : close;
  },
  [
    [given([1, 2, 3]), given([1.000001, 2.1, 3])],
    [given([1, 2]), 1.5, 0, 0.5],
    ends,
    [given([nan]), nan, 0, 0, true],
  ],
);
