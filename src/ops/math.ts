// Functions of one float operand; integers and bool become f32 first.
import { dtypes } from "../graph/dtype.ts";
import type { Node, UnaryKind } from "../graph/node.ts";
import { float, numberLeaf } from "./broadcast.ts";
import { given, type Op, op, type Sample, some, whole } from "./define.ts";
import { binary, cast, unary } from "./elementwise.ts";

type One = (x: Node) => Node;

const primitive = (kind: UnaryKind, ...samples: Sample[]): Op<One> =>
  op(
    kind,
    (x: Node) => unary(kind, float(x)),
    samples.map((sample) => [sample] as const),
  );

const composed = (name: string, build: One, ...samples: Sample[]): Op<One> =>
  op(
    name,
    (x: Node) => build(float(x)),
    samples.map((sample) => [sample] as const),
  );

/** What is whole stays as it is, integers integers. */
const rounding = (kind: UnaryKind, samples: readonly (readonly [Sample])[], steps?: string): Op<One> =>
  op(kind, (x: Node) => (dtypes[x.dtype].float ? unary(kind, x) : x), samples, steps);

export const exp = primitive("exp", some([5]));
export const expm1 = primitive("expm1", some([5]), given([1e-6, -1e-6]));
export const log = primitive("log", some([5], 0.1, 3));
export const log1p = primitive("log1p", some([5], -0.8, 3), given([1e-6, -1e-6]));
export const sqrt = primitive("sqrt", some([5], 0.1, 3));
export const reciprocal = primitive("reciprocal", some([5], 0.3, 3));
export const sin = primitive("sin", some([5]));
export const cos = primitive("cos", some([5]));
export const tan = primitive("tan", some([5], -1, 1));
export const asin = primitive("asin", some([5], -0.9, 0.9));
export const acos = primitive("acos", some([5], -0.9, 0.9));
export const atan = primitive("atan", some([5]));
export const sinh = primitive("sinh", some([5]));
export const cosh = primitive("cosh", some([5]));
export const tanh = primitive("tanh", some([5]));
export const erf = primitive("erf", some([5]));
const wholeToo = [[some([5])], [whole([4], -3, 4)]] as const;
export const floor = rounding("floor", wholeToo);
export const ceil = rounding("ceil", wholeToo);
export const round = rounding("round", [...wholeToo, [given([0.5, 1.5, 2.5, -0.5])]], "halves are steps");
export const trunc = rounding("trunc", wholeToo);

const scaled = (x: Node, factor: number): Node => binary("mul", x, numberLeaf(factor, x.shape, x.dtype));

export const rsqrt = composed("rsqrt", (x) => unary("reciprocal", unary("sqrt", x)), some([5], 0.2, 3));
export const log2 = composed("log2", (x) => scaled(unary("log", x), Math.LOG2E), some([5], 0.1, 3));
export const log10 = composed("log10", (x) => scaled(unary("log", x), Math.LOG10E), some([5], 0.1, 3));
export const exp2 = composed("exp2", (x) => unary("exp", scaled(x, Math.LN2)), some([5]));

/** x², integers kept; bool counts. */
export const square = op(
  "square",
  (input: Node): Node => {
    const x = input.dtype === "bool" ? cast(input, "i32") : input;
    return binary("mul", x, x);
  },
  [[some([5])], [whole([3], -3, 4)]],
);
