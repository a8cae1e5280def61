// The elementwise primitives: operands of one shape and one dtype. Broadcasting and promotion happen above (broadcast.ts),
// so that gradients only ever sum back where an `expand` stands in the graph.
import { DTypeError, ShapeError } from "../errors.ts";
import { type DType, dtypes } from "../graph/dtype.ts";
import { type BinaryKind, type Node, node, type UnaryKind } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import { constant, constantValue } from "./leaf.ts";

type Takes = "any" | "numbers" | "float" | "integers" | "integers or bool";

const unaryTakes: { readonly [K in UnaryKind]: Takes } = {
  neg: "numbers",
  abs: "numbers",
  sign: "numbers",
  not: "integers or bool",
  floor: "float",
  ceil: "float",
  round: "float",
  trunc: "float",
  sqrt: "float",
  reciprocal: "float",
  exp: "float",
  expm1: "float",
  log: "float",
  log1p: "float",
  sin: "float",
  cos: "float",
  tan: "float",
  asin: "float",
  acos: "float",
  atan: "float",
  sinh: "float",
  cosh: "float",
  tanh: "float",
  erf: "float",
  isnan: "float",
};

const binaryTakes: { readonly [K in BinaryKind]: Takes } = {
  add: "numbers",
  sub: "numbers",
  mul: "numbers",
  div: "numbers",
  mod: "numbers",
  pow: "float",
  max: "any",
  min: "any",
  atan2: "float",
  eq: "any",
  ne: "any",
  lt: "any",
  le: "any",
  and: "integers or bool",
  or: "integers or bool",
  xor: "integers or bool",
  shl: "integers",
  shr: "integers",
};

const fits = (takes: Takes, dtype: DType): boolean => {
  const { float } = dtypes[dtype];
  if (takes === "any") return true;
  if (takes === "float") return float;
  if (takes === "numbers") return dtype !== "bool";
  return !float && (takes === "integers or bool" || dtype !== "bool");
};

function checkDType(op: string, takes: Takes, dtype: DType): void {
  if (!fits(takes, dtype)) {
    const wanted = takes === "float" ? "a float" : takes;
    throw new DTypeError({ op, message: `dtype does not fit: expected ${wanted} and got ${dtype}` });
  }
}

/** f(x), one value at a time. Refuses a dtype that `kind` does not take. */
export function unary(kind: UnaryKind, x: Node): Node {
  checkDType(kind, unaryTakes[kind], x.dtype);
  return node("unary", [x], x.shape, kind === "isnan" ? "bool" : x.dtype, { kind });
}

/** f(a, b), pair by pair. Refuses two shapes, two dtypes, and a dtype that `kind` does not take. */
export function binary(kind: BinaryKind, a: Node, b: Node): Node {
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError({
      op: kind,
      message: `shapes differ: ${showShape(a.shape)} and ${showShape(b.shape)}`,
    });
  }
  if (a.dtype !== b.dtype) {
    throw new DTypeError({ op: kind, message: `dtypes differ: ${a.dtype} and ${b.dtype}` });
  }
  checkDType(kind, binaryTakes[kind], a.dtype);
  const folded = simplified(kind, a, b);
  if (folded) return folded;
  const compares = kind === "eq" || kind === "ne" || kind === "lt" || kind === "le";
  return node("binary", [a, b], a.shape, compares ? "bool" : a.dtype, { kind });
}

// Exact for every value, NaN and infinities included.
function simplified(kind: BinaryKind, a: Node, b: Node): Node | undefined {
  if (kind !== "mul" && kind !== "div") return undefined;
  const right = constantValue(b);
  if (right === 1) return a;
  const left = constantValue(a);
  if (kind === "mul" && left === 1) return b;
  if (left === undefined || right === undefined || !dtypes[a.dtype].float) return undefined;
  const value = kind === "mul" ? left * right : left / right;
  return constant(a.dtype === "f64" ? value : Math.fround(value), a.shape, a.dtype);
}

/** `a` where `condition`, else `b`. Refuses other shapes, a condition that is no bool, two dtypes. */
export function where(condition: Node, a: Node, b: Node): Node {
  if (!sameShape(a.shape, b.shape) || !sameShape(condition.shape, a.shape)) {
    const shapes = [condition, a, b].map((x) => showShape(x.shape));
    throw new ShapeError({
      op: "where",
      message: `shapes differ: ${shapes[0]}, ${shapes[1]} and ${shapes[2]}`,
    });
  }
  if (condition.dtype !== "bool") {
    throw new DTypeError({
      op: "where",
      message: `dtype does not fit: expected a bool condition and got ${condition.dtype}`,
      help: "compare first: where(x.gt(0), a, b)",
    });
  }
  if (a.dtype !== b.dtype) {
    throw new DTypeError({ op: "where", message: `dtypes differ: ${a.dtype} and ${b.dtype}` });
  }
  return node("where", [condition, a, b], a.shape, a.dtype, {});
}

/** The same values in another dtype. */
export function cast(x: Node, dtype: DType): Node {
  return x.dtype === dtype ? x : node("cast", [x], x.shape, dtype, {});
}
