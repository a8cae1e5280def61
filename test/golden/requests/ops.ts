// Calls of every op of the table: its samples, and what its kind of op must get right beside them (sizes of 0 and 1,
// broadcasting, NaN, infinities, -0, ties, the ends of i32). The kind is found by trying, so that a new op needs no line here.
import type { DType } from "../../../src/graph/dtype.ts";
import type { Node } from "../../../src/graph/node.ts";
import { given, some, truths } from "../../../src/ops/define.ts";
import {
  type Build,
  functions,
  groups,
  matrices,
  matrixGroups,
  methods,
  nodesOf,
  type Op,
  primitive as p,
  type Results,
  transforms,
} from "../../../src/ops/index.ts";
import { type CallRequest, request } from "../request.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const minus0 = -0;
const least = -(2 ** 31);
const most = 2 ** 31 - 1;

const specials = [nan, inf, -inf, 0, minus0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 20, -20, 100, -100, 1e-30];

const unary = [
  [some([])],
  [some([0])],
  [some([1, 1])],
  [some([2, 0, 3])],
  [given(specials)],
  // Those that f32 has, so that it does not matter when an integer becomes one.
  [given([least, -7, -1, 0, 1, 3, 7, 2 ** 30], [8], "i32")],
  [truths([3])],
];

/** Every value with every other. */
const crossed = (values: readonly number[], dtype: DType) => [
  given(
    values.flatMap((x) => values.map(() => x)),
    [values.length, values.length],
    dtype,
  ),
  given(values, [values.length], dtype),
];
const binary = [
  [some([]), some([])],
  [some([2, 1, 3], 0.5, 2), some([4, 1], 0.5, 2)],
  [some([1, 3], 0.5, 2), some([2, 1], 0.5, 2)],
  [some([0, 3]), some([1, 3])],
  [some([2, 3], 0.5, 2), some([], 0.5, 2)],
  [some([3], 0.5, 2), 2],
  [some([2, 3], 0.5, 2), -1.5],
  crossed([nan, inf, -inf, 0, minus0, 1.5, -2, 7], "f32"),
  crossed([least, -7, -1, 0, 1, 3, 7, most], "i32"),
  [given([1, 0], [2, 1], "bool"), given([1, 0], [2], "bool")],
  [given([1.5, -2.5, 4]), given([2, 3, -1], [3], "i32")],
  [given([7, -7, 0], [3], "i32"), 2],
  [given([7, -7, 0], [3], "i32"), 2.5],
  [given([1, 0], [2], "bool"), given([3, -4], [2], "i32")],
];

const holes = given([1, nan, 3, -1, 2, 2], [2, 3]);
const ties = given([2, 5, 5, 5, 1, 1], [2, 3]);
const endless = given([1, inf, -inf, inf, 2, inf], [3, 2]);
const reduction = [
  [some([])],
  [some([3])],
  [some([2, 1, 3]), [0, 2]],
  [some([2, 1, 3]), 1, true],
  [some([0])],
  [some([2, 0]), 1],
  [some([2, 0]), 0],
  [holes],
  [holes, 1],
  [ties],
  [ties, 1],
  [ties, 0],
  [endless, 1],
  [endless, 0],
  [given([0, minus0, 0, -3])],
  [given([1, nan, -2, 4, 0, 3], [2, 3], "i32"), 1],
  [given([3, -2, 7, 7], [4], "i32")],
  [truths([2, 3])],
  [truths([2, 3]), 0],
];

const along = [
  [some([1]), 0],
  [some([0, 3]), 1],
  [some([0, 3]), 0],
  [some([2, 1, 3]), 1],
  [some([2, 3, 2]), -2],
  [holes, 1],
  [ties, 1],
  [ties, 0],
  [endless, 1],
  [endless, 0],
  [given([3, -2, 7, 7], [4], "i32"), 0],
  [truths([2, 3]), 0],
];

const probe = (shape: readonly number[]): Node =>
  p.data(
    new Float32Array(8).slice(
      0,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
    "f32",
  );

/** The shape that a call gives (the first, of several), or none where it is refused. */
function gives(op: Op, ...args: unknown[]): string | undefined {
  try {
    const made = (op as Build as (...args: unknown[]) => Node | Results)(...args);
    return JSON.stringify(nodesOf(made)[0]!.shape);
  } catch {
    return undefined;
  }
}

/** The calls beside the samples that tell most about an op of this kind. */
function furtherCalls(op: Op): readonly (readonly unknown[])[] {
  const x = probe([2, 3]);
  if (gives(op, probe([2, 1]), probe([3])) === "[2,3]") return binary;
  if (gives(op, x, 0) === "[3]" && gives(op, x) === "[]") return reduction;
  if (gives(op, x) === "[2,3]" && gives(op, probe([])) === "[]") return unary;
  return gives(op, x, 1) === "[2,3]" && gives(op, x) === undefined ? along : [];
}

/** The tables by what stands before their names. */
const namespaces: readonly (readonly [string, Readonly<Record<string, Op<Build<Node | Results>>>>])[] = [
  ["", methods],
  ["", functions],
  ["", groups],
  ["linalg.", matrices],
  ["linalg.", matrixGroups],
  ["fft.", transforms],
];

/** All ops of the tables. */
export const opRequests = (): CallRequest[] =>
  namespaces.flatMap(([namespace, rows]) =>
    Object.entries(rows).flatMap(([name, op]) =>
      [...op.samples, ...furtherCalls(op as Op)].map((sample) => request(`${namespace}${name}`, sample)),
    ),
  );
