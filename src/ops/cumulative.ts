// Reductions of all that came before, along an axis. A row is cut into blocks: every place of a block reduces a window that
// ends there, and the blocks' last results, cumulated in turn, are carried into the next ones. So n values cost n · block.
import type { DType } from "../graph/dtype.ts";
import type { BinaryKind, Node, ReduceKind } from "../graph/node.ts";
import { axisOf, sizeOf } from "../graph/shape.ts";
import { given, type Op, op, some, whole } from "./define.ts";
import { binary, cast } from "./elementwise.ts";
import { swapped } from "./linear.ts";
import * as move from "./movement.ts";
import { reduce } from "./reduce.ts";
import { pad, slice } from "./views.ts";

const block = 32;

type Cumulation = (x: Node, axis: number) => Node;
interface Rule {
  readonly reduce: ReduceKind;
  readonly combine: BinaryKind;
  /** What changes nothing. */
  neutral(dtype: DType): number;
}

// x [rows, n]
function along(rule: Rule, x: Node): Node {
  const [rows, n] = x.shape as readonly [number, number];
  const neutral = rule.neutral(x.dtype);
  if (n <= block) {
    const padded = pad(x, [[n - 1, 0]], neutral);
    const ending = move.window(padded, { size: [n], stride: [1], dilation: [1] });
    return move.reshape(reduce(rule.reduce, ending, [2]), [rows, n]);
  }
  const blocks = Math.ceil(n / block);
  const whole = move.reshape(pad(x, [[0, blocks * block - n]], neutral), [rows * blocks, block]);
  const inner = along(rule, whole);
  const totals = move.reshape(slice(inner, -1, null, 1), [rows, blocks]);
  const before = pad(slice(along(rule, totals), 0, blocks - 1, 1), [[1, 0]], neutral);
  const carried = move.expand(move.reshape(before, [rows * blocks, 1]), inner.shape);
  const result = move.reshape(binary(rule.combine, inner, carried), [rows, blocks * block]);
  return slice(result, 0, n, 1);
}

const cumulation = (name: string, rule: Rule): Op<Cumulation> =>
  op(
    name,
    (input: Node, axis: number): Node => {
      const x = input.dtype === "bool" ? cast(input, "i32") : input;
      const on = axisOf(name, axis, x.shape);
      if (sizeOf(x.shape) === 0 || x.shape[on] === 1) return x;
      const last = x.shape.length - 1;
      const turned = swapped(x, on, last);
      const rows = move.reshape(turned, [-1, x.shape[on]!]);
      return swapped(move.reshape(along(rule, rows), turned.shape), on, last);
    },
    [
      [some([5], 0.5, 2), 0],
      [some([2, 3, 4], -2, 2), 1],
      [some([35], 0.8, 1.2), -1],
      [whole([4, 3], -4, 5), 0],
      [given([1, Number.NaN, 2, Number.POSITIVE_INFINITY]), 0],
    ],
  );

/** bool counts. */
export const cumsum = cumulation("cumsum", { reduce: "sum", combine: "add", neutral: () => 0 });
export const cumprod = cumulation("cumprod", { reduce: "prod", combine: "mul", neutral: () => 1 });
export const cummax = cumulation("cummax", {
  reduce: "max",
  combine: "max",
  neutral: (dtype) => (dtype === "f32" ? Number.NEGATIVE_INFINITY : dtype === "u32" ? 0 : -(2 ** 31)),
});
export const cummin = cumulation("cummin", {
  reduce: "min",
  combine: "min",
  neutral: (dtype) =>
    dtype === "f32" ? Number.POSITIVE_INFINITY : dtype === "u32" ? 2 ** 32 - 1 : 2 ** 31 - 1,
});
