// Functions of each value that are made of the elementary ones (math.ts). A tensor's methods follow from these rows
// (tensor/methods/derived.ts): one row here is all that such a function needs.
import { DTypeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { add, div, eq, gt, isnan, le, lt, minimum, mul, neg, sub, where } from "./arithmetic.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { given, op, some, whole } from "./define.ts";
import { unary } from "./elementwise.ts";
import { constant } from "./leaf.ts";
import { exp, log, log1p, reciprocal, sin, sqrt, trunc } from "./math.ts";

const infinite = given([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
// From here on x² + 1 is x², and may leave f32's range.
const far = 1e9;

/** f(|x|) with the sign of x; where f is odd, smooth and rises by 1 at 0, so is this, and -0 stays -0. */
function odd(x: Node, f: (size: Node) => Node): Node {
  const negative = lt(x, 0);
  const value = f(where(negative, neg(x), x));
  return where(eq(x, 0), x, where(negative, neg(value), value));
}

/**
 * The inverse hyperbolic sine.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([0, 1]).asinh().toArray() // [0, 0.8813736]
 */
export const asinh = op(
  "asinh",
  (x: Node): Node =>
    odd(float(x), (size) => {
      const isNear = le(size, far);
      const near = where(isNear, size, 0);
      const square = mul(near, near);
      const exact = log1p(add(near, div(square, add(sqrt(add(square, 1)), 1))));
      return where(isNear, exact, add(log(where(isNear, 1, size)), Math.LN2));
    }),
  [[some([6])], [given([1e-6, -1e-6])], [given([1e20, -1e20])], [infinite]],
);

/**
 * The inverse hyperbolic cosine, from 0; NaN below 1.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([1, 2]).acosh().toArray() // [0, 1.3169579]
 */
export const acosh = op(
  "acosh",
  (input: Node): Node => {
    const x = float(input);
    const isNear = le(unary("abs", x), far);
    const over1 = sub(where(isNear, x, 2), 1);
    const exact = log1p(add(over1, sqrt(mul(over1, add(over1, 2)))));
    return where(isNear, exact, add(log(where(isNear, 1, x)), Math.LN2));
  },
  [[some([6], 1.1, 4)], [given([1e20])], [given([1, 0.5, -3, Number.POSITIVE_INFINITY])], [infinite]],
);

/**
 * The inverse hyperbolic tangent; ±∞ at ±1, NaN beyond.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([0, 0.5]).atanh().toArray() // [0, 0.5493061]
 */
export const atanh = op(
  "atanh",
  (input: Node): Node => {
    const x = float(input);
    return mul(sub(log1p(x), log1p(neg(x))), 0.5);
  },
  [[some([6], -0.9, 0.9)], [given([1, -1, 2, Number.NaN])]],
);

// e^(x²) erfc(x) from 0.5 to 4, and in 1 / x² beyond: quotients of polynomials, the highest power first (W. J. Cody, Rational
// Chebyshev approximations for the error function, Math. Comp. 23, 1969).
const erfcMiddle = [
  [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 2.986351381974001e2,
    8.81952221241769e2, 1.7120476126340707e3, 2.0510783778260716e3, 1.2303393547979972e3,
  ],
  [
    1, 15.744926110709835, 1.176939508913125e2, 5.371811018620099e2, 1.6213895745666903e3,
    3.2907992357334597e3, 4.362619090143247e3, 3.4393676741437216e3, 1.2303393548037495e3,
  ],
] as const;
const erfcFar = [
  [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    6.587491615298378e-4,
  ],
  [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 2.3352049762686918e-3],
] as const;

/** A quotient of two polynomials of x. */
function rational(x: Node, [above, below]: readonly [readonly number[], readonly number[]]): Node {
  const [over, under] = [above, below].map(([highest, ...terms]) =>
    terms.reduce<Node>((sum, term) => add(mul(sum, x), term), constant(highest!, x.shape, x.dtype)),
  ) as [Node, Node];
  return div(over, under);
}

/**
 * 1 - erf(x), exact where erf is nearly 1.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([0, 1, 5]).erfc().toArray() // [1, 0.1572992, 1.5374597e-12]
 */
export const erfc = op(
  "erfc",
  (input: Node): Node => {
    const x = float(input);
    const negative = lt(x, 0);
    // From here on it is 0 or 2, and stays so.
    const size = minimum(where(negative, neg(x), x), 30);
    const isNear = le(size, 0.5);
    const isFar = gt(size, 4);
    const far = where(isFar, size, 4);
    const z = reciprocal(mul(far, far));
    const beyond = div(add(neg(mul(z, rational(z, erfcFar))), 1 / Math.sqrt(Math.PI)), far);
    const scaled = where(isFar, beyond, rational(where(isFar, 4, size), erfcMiddle));
    const tail = mul(scaled, exp(neg(mul(size, size))));
    const outside = where(negative, add(neg(tail), 2), tail);
    return where(isNear, add(neg(unary("erf", x)), 1), outside);
  },
  [[some([6], -3, 3)], [given([0, 4, -4, 12])], [infinite]],
);

// erf⁻¹(y) = Φ⁻¹((1 + y) / 2) / √2, with Φ⁻¹ by Wichura's AS 241 (1988): for |y| ≤ 0.85, then by √-log of the tail, near and far.
const quantileMiddle = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852855, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
] as const;
const quantileNear = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496837,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.689767334985,
    1.6763848301838038, 2.053191626637759, 1,
  ],
] as const;
const quantileFar = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
] as const;

/**
 * The inverse of erf on (-1, 1); ±∞ at ±1, NaN beyond.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([0, 0.5, -1]).erfinv().toArray() // [0, 0.4769363, -Infinity]
 */
export const erfinv = op(
  "erfinv",
  (input: Node): Node => {
    const y = float(input);
    const negative = lt(y, 0);
    const size = where(negative, neg(y), y);
    const isMiddle = le(size, 0.85);
    const half = mul(where(isMiddle, y, 0), 0.5);
    const middle = mul(half, rational(add(neg(mul(half, half)), 0.180625), quantileMiddle));
    const inside = lt(size, 1);
    const root = sqrt(neg(log(mul(add(neg(where(isMiddle, 0.85, where(inside, size, 0.9))), 1), 0.5))));
    const isFar = gt(root, 5);
    const near = rational(sub(where(isFar, 5, root), 1.6), quantileNear);
    const tail = where(isFar, rational(sub(where(isFar, root, 5), 5), quantileFar), near);
    const signed = where(negative, neg(tail), tail);
    const found = div(where(isMiddle, middle, signed), Math.SQRT2);
    return where(inside, found, div(y, sqrt(add(neg(size), 1))));
  },
  [
    [some([6], -0.8, 0.8)],
    [some([6], 0.86, 0.95)],
    [given([0.95, -0.94, 0])],
    [given([1, -1, 2, Number.NaN])],
  ],
);

/**
 * The part after the point, with the sign of x.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([1.5, -1.25]).frac().toArray() // [0.5, -0.25]
 */
export const frac = op("frac", (x: Node): Node => sub(float(x), trunc(x)), [[some([6])]]);

/**
 * Radians as degrees.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([Math.PI]).rad2deg().toArray() // [180]
 */
export const rad2deg = op("rad2deg", (x: Node): Node => mul(float(x), 180 / Math.PI), [[some([3])]]);

/**
 * Degrees as radians.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([180]).deg2rad().toArray() // [3.1415927]
 */
export const deg2rad = op("deg2rad", (x: Node): Node => mul(float(x), Math.PI / 180), [[some([3])]]);

// Of (sin a / a - 1) / a² in a²: -1 / 3!, 1 / 5!, …, the highest power first.
const sincSeries = [1 / 6227020800, -1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6] as const;

/**
 * sin(π x) / (π x), 1 at 0.
 * Shapes: any, kept. Dtypes: floats, kept; integers and bool as f32.
 * @example
 * await tensor([0, 0.5]).sinc().toArray() // [1, 0.6366198]
 */
export const sinc = op(
  "sinc",
  (x: Node): Node => {
    const angle = mul(float(x), Math.PI);
    // Near 0 the gradient of sin(a) / a is a difference of numbers like 1 / a, so there it is its series.
    const isNear = lt(unary("abs", angle), 0.5);
    const near = where(isNear, angle, 0);
    const square = mul(near, near);
    const [highest, ...terms] = sincSeries;
    const series = terms.reduce<Node>(
      (sum, term) => add(mul(sum, square), term),
      constant(highest, x.shape, near.dtype),
    );
    const far = where(isNear, 1, angle);
    return where(isNear, add(mul(series, square), 1), div(sin(far), far));
  },
  [[some([6], -3, 3)], [given([0, 0.5])], [given([1e-3, -1e-30])], [infinite]],
);

/** The largest finite f32. */
const largest = 3.4028234663852886e38;

/**
 * `nan` (0 unless told) for NaN, and finite numbers for the infinities: the largest and the smallest unless told.
 * Shapes: any, kept. Dtypes: any, kept.
 * @example
 * await tensor([1, NaN, -Infinity]).nanToNum(0, 9, -9).toArray() // [1, 0, -9]
 */
export const nanToNum = op(
  "nanToNum",
  (x: Node, nan: number = 0, infinity: number = largest, minusInfinity: number = -largest): Node => {
    if (!dtypes[x.dtype].float) return x;
    const at = (value: number) => numberLeaf(value, x.shape, x.dtype);
    const below = where(lt(x, -largest), at(minusInfinity), x);
    const finite = where(lt(at(largest), x), at(infinity), below);
    return where(isnan(x), at(nan), finite);
  },
  [[some([4])], [infinite], [infinite, 1, 2, 3]],
);

/**
 * Every bit of an integer turned over; for truths, not.
 * Shapes: [4].bitwiseNot() gives [4]. Dtypes: integers and bool, kept; no floats.
 * @throws DTypeError for floats
 * @example
 * await tensor([0, 5], { dtype: "i32" }).bitwiseNot().toArray() // [-1, -6]
 */
export const bitwiseNot = op(
  "bitwiseNot",
  (x: Node): Node => {
    if (!dtypes[x.dtype].float) return unary("not", x);
    const message = `dtype does not fit: expected integers or bool and got ${x.dtype}`;
    throw new DTypeError({ op: "bitwiseNot", message, help: 'write x.to("i32")' });
  },
  [[whole([4], -9, 9)]],
);
