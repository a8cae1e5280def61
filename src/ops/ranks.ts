// Values by their rank among the others: median and quantiles. Rows are sorted, and read where the rank says.
import { ArgumentError } from "../errors.ts";
import { type DType, dtypes } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { axesOf, reducedShape, sizeOf } from "../graph/shape.ts";
import { add, div, eq, isinf, isnan, logicalAnd, lt, mul, sub, where } from "./arithmetic.ts";
import { broadcastTo, float, numberLeaf } from "./broadcast.ts";
import { given, type Op, op, some, whole } from "./define.ts";
import { detached } from "./detach.ts";
import { binary, cast, unary } from "./elementwise.ts";
import { gather } from "./indexing.ts";
import { constant } from "./leaf.ts";
import * as move from "./movement.ts";
import { reduce } from "./reduce.ts";
import { type Axes, sum } from "./reduction.ts";
import { sort } from "./rows.ts";
import { stack } from "./select.ts";
import { slice } from "./views.ts";

/** x as rows over the reduced axes, behind the others: [...kept, n]. */
function rowsOf(name: string, x: Node, axis: Axes | undefined, keepDims: boolean) {
  const axes = axesOf(name, axis, x.shape);
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const count = sizeOf(axes.map((i) => x.shape[i]!));
  const rows = move.reshape(move.permute(x, [...kept, ...axes]), [...kept.map((i) => x.shape[i]!), count]);
  return { rows, count, shape: reducedShape(x.shape, axes, keepDims) };
}

const sorted = (rows: Node): Node => gather(rows, -1, sort(rows, false));

const holed = given([1, Number.NaN, 3, 4, 5, Number.NaN], [2, 3]);

function refuseNothing(name: string, count: number): void {
  if (count > 0) return;
  throw new ArgumentError({ op: name, message: "there are no values to choose from: got 0 along the axis" });
}

// Where the whole tensor is one row, equals share the gradient; otherwise one of them has it. As in PyTorch.
function shared(rows: Node, value: Node): Node {
  if (!rows.requiresGrad) return value;
  const fixed = detached(value);
  const same = eq(rows, broadcastTo("median", fixed, rows.shape));
  const chosen = where(same, rows, 0);
  const finite = lt(unary("abs", chosen), Number.POSITIVE_INFINITY);
  const safe = where(finite, chosen, 0);
  const share = div(sum(sub(safe, detached(safe)), -1, true), sum(cast(same, rows.dtype), -1, true));
  return add(fixed, where(isnan(share), 0, share));
}

type Median = (x: Node, axis?: Axes, keepDims?: boolean) => Node;

const median_ = (name: string, ignoring: boolean): Op<Median> =>
  op(
    name,
    (x: Node, axis?: Axes, keepDims: boolean = false): Node => {
      const { rows, count, shape } = rowsOf(name, x, axis, keepDims);
      const whole = axis === undefined || axis === null;
      if (count === 0 && whole && dtypes[x.dtype].float) return add(sum(x, null, keepDims), Number.NaN);
      refuseNothing(name, count);
      const inOrder = sorted(rows);
      if (!dtypes[x.dtype].float)
        return move.reshape(slice(inOrder, (count - 1) >> 1, ((count - 1) >> 1) + 1, -1), shape);
      const holes = reduce("sum", cast(isnan(rows), "i32"), [rows.shape.length - 1]);
      const least = ignoring
        ? binary("sub", constant(count - 1, holes.shape, "i32"), holes)
        : constant(count - 1, holes.shape, "i32");
      const middle = binary(
        "shr",
        binary("max", least, constant(0, least.shape, "i32")),
        constant(1, least.shape, "i32"),
      );
      const place = ignoring ? middle : where(eq(holes, 0), middle, count - 1);
      const value = gather(inOrder, -1, place);
      return move.reshape(whole ? shared(rows, value) : value, shape);
    },
    [
      [some([5])],
      [some([3, 4]), 1],
      [some([2, 3, 4]), [0, 2], true],
      [whole([6], -3, 4)],
      [holed],
      [holed, 1],
    ],
  );

/** The middle value: the lower of two; NaN where there is one, and of nothing at all. */
export const median = median_("median", false);
/** The middle of what is no NaN: the lower of two; NaN where there is nothing else. */
export const nanmedian = median_("nanmedian", true);

/** What is given between two ranks. */
export type Interpolation = "linear" | "lower" | "higher" | "nearest" | "midpoint";

/** Along the last axis at ranks (f32) that may lie between two places. */
function between(inOrder: Node, rank: Node, how: Interpolation): Node {
  const at = (place: Node) => gather(inOrder, -1, cast(place, "i32"));
  const below = unary("floor", rank);
  if (how === "nearest") return at(unary("round", rank));
  if (how === "lower") return at(below);
  const above = unary("ceil", rank);
  if (how === "higher") return at(above);
  const [low, high] = [at(below), at(above)];
  const weight = how === "midpoint" ? numberLeaf(0.5, rank.shape, rank.dtype) : sub(rank, below);
  const step = sub(high, low);
  const mixed = where(
    lt(weight, 0.5),
    add(low, mul(step, weight)),
    sub(high, mul(step, sub(numberLeaf(1, rank.shape, rank.dtype), weight))),
  );
  const stuck = logicalAnd(eq(low, high), isinf(low));
  return where(stuck, low, where(eq(weight, 0), low, mixed));
}

type Quantile = (
  x: Node,
  q: number | readonly number[] | Node,
  axis?: Axes,
  keepDims?: boolean,
  interpolation?: Interpolation,
) => Node;

const interpolations: readonly string[] = ["linear", "lower", "higher", "nearest", "midpoint"];

function probabilities(name: string, q: number | readonly number[] | Node, dtype: DType): Node {
  if (typeof q === "object" && "op" in q) return cast(q, dtype);
  const list = typeof q === "number" ? [q] : q;
  for (const value of list) {
    if (value >= 0 && value <= 1) continue;
    throw new ArgumentError({ op: name, message: `q is out of range: got ${value}, from 0 to 1` });
  }
  const leaves = list.map((value) => numberLeaf(value, [], dtype));
  return typeof q === "number" ? leaves[0]! : stack(leaves);
}

const quantile_ = (name: string, ignoring: boolean): Op<Quantile> =>
  op(
    name,
    (
      x: Node,
      q: number | readonly number[] | Node,
      axis?: Axes,
      keepDims: boolean = false,
      interpolation: Interpolation = "linear",
    ): Node => {
      const { rows, count, shape } = rowsOf(name, float(x), axis, keepDims);
      refuseNothing(name, count);
      if (!interpolations.includes(interpolation)) {
        const message = `there is no interpolation ${interpolation}: one of ${interpolations.join(", ")}`;
        throw new ArgumentError({ op: name, message });
      }
      const { dtype } = rows;
      const chosen = probabilities(name, q, dtype);
      const lead = rows.shape.slice(0, -1);
      const ranks = [...lead, sizeOf(chosen.shape)];
      const spread = (y: Node) => broadcastTo(name, y, ranks);
      const holes = reduce("sum", cast(isnan(rows), dtype), [rows.shape.length - 1]);
      const last = ignoring
        ? sub(numberLeaf(count - 1, holes.shape, dtype), holes)
        : numberLeaf(count - 1, holes.shape, dtype);
      const rank = mul(
        spread(binary("max", last, constant(0, last.shape, dtype))),
        spread(move.reshape(chosen, [-1])),
      );
      const place = ignoring ? rank : where(spread(eq(holes, 0)), rank, count - 1);
      const values = between(sorted(rows), place, interpolation);
      const first = [lead.length, ...lead.map((_, i) => i)];
      return move.reshape(move.permute(values, first), [...chosen.shape, ...shape]);
    },
    [
      [some([5]), 0.4],
      [some([3, 4]), [0, 0.3, 1], 1],
      [some([2, 3, 4]), 0.5, [0, 2], true],
      [some([6]), given([0.25, 0.65])],
      [some([3, 4]), 0.4, 0, false, "lower"],
      [some([3, 4]), 0.4, 0, false, "higher"],
      [some([3, 4]), 0.3, 1, false, "nearest"],
      [some([3, 4]), 0.4, 1, false, "midpoint"],
      [holed, 0.5, 1],
      [given([1, Number.POSITIVE_INFINITY, 2]), 0.5],
    ],
  );

/** The value below which the part q (0 to 1) of the values lies; NaN where there is one. */
export const quantile = quantile_("quantile", false);
/** The same of what is no NaN. */
export const nanquantile = quantile_("nanquantile", true);
