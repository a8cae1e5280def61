// Counts between edges. Each part holds its left edge, the last one its right edge too; what is outside, and NaN, is left out.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { sameShape, showShape, sizeOf } from "../graph/shape.ts";
import { add, div, eq, mul, sub, where } from "./arithmetic.ts";
import { broadcastTo, float, numberLeaf } from "./broadcast.ts";
import { given, op, type Results, some } from "./define.ts";
import { detached } from "./detach.ts";
import { cast } from "./elementwise.ts";
import * as p from "./indexing.ts";
import { constant, iota } from "./leaf.ts";
import * as move from "./movement.ts";
import { max, min, sum } from "./reduction.ts";
import { stack } from "./select.ts";
import { searchsorted } from "./sorting.ts";
import { slice } from "./views.ts";

/** What `histogram` takes besides the parts. */
export interface HistogramOptions<T = Node> {
  /** From where to where; from the smallest to the largest value unless told. */
  range?: readonly [number, number];
  /** How much each value counts: 1 unless told. */
  weights?: T;
  /** Gives a density, whose integral is 1, instead of counts. */
  density?: boolean;
}

const emptyRange = (op: string, lo: number, hi: number): ArgumentError =>
  new ArgumentError({ op, message: `range is empty: from ${lo} to ${hi}` });

function spaced(name: string, x: Node, bins: number, range: readonly [number, number] | undefined): Node {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArgumentError({ op: name, message: `bins is a whole number from 1: got ${bins}` });
  }
  if (range && !(range[0] <= range[1] && Number.isFinite(range[1] - range[0]))) {
    throw emptyRange(name, ...range);
  }
  const number = (value: number) => numberLeaf(value, [], x.dtype);
  const [least, most] = range
    ? [number(range[0]), number(range[1])]
    : sizeOf(x.shape) === 0
      ? [number(0), number(1)]
      : [min(x), max(x)];
  // All values alike: a part of width 1 around them.
  const single = eq(least, most);
  const [low, high] = [where(single, sub(least, 0.5), least), where(single, add(most, 0.5), most)];
  const step = cast(iota([bins + 1], 0), x.dtype);
  const between = add(mul(step, div(sub(high, low), bins)), low);
  return where(eq(step, bins), high, between);
}

type Bins = number | readonly number[] | Node;

function edgesOf(name: string, x: Node, bins: Bins, range?: readonly [number, number]): Node {
  if (typeof bins === "number") return spaced(name, x, bins, range);
  const edges = "op" in bins ? cast(bins as Node, x.dtype) : listed(bins as readonly number[], x);
  if (edges.shape.length === 1 && edges.shape[0]! >= 2) return edges;
  const message = `edges are a vector of two or more: got ${showShape(edges.shape)}`;
  throw new ShapeError({ op: name, message });
}

const listed = (edges: readonly number[], x: Node): Node =>
  edges.length === 0 ? constant(0, [0], x.dtype) : stack(edges.map((edge) => numberLeaf(edge, [], x.dtype)));

/** Counts, and the edges between them. */
export interface Histogram extends Results {
  readonly counts: Node;
  readonly edges: Node;
}

function countsOf(
  name: string,
  input: Node,
  bins: Bins,
  { range, weights, density = false }: HistogramOptions,
): Histogram {
  const x = detached(move.reshape(float(input), [-1]));
  if (weights && !sameShape(weights.shape, input.shape)) {
    const message = `shapes differ: ${showShape(input.shape)} and weights ${showShape(weights.shape)}`;
    throw new ShapeError({ op: name, message });
  }
  const edges = edgesOf(name, x, bins, range);
  const parts = edges.shape[0]! - 1;
  const last = slice(edges, -1, null);
  const place = sub(searchsorted(edges, x, true), 1);
  const part = where(eq(x, broadcastTo(name, last, x.shape)), parts - 1, place);
  const source = weights ? cast(move.reshape(weights, [-1]), x.dtype) : constant(1, x.shape, x.dtype);
  const counts = p.scatterAdd([parts], 0, part, source);
  if (!density) return { counts, edges };
  const widths = sub(slice(edges, 1), slice(edges, 0, -1));
  return { counts: div(div(counts, sum(counts)), widths), edges };
}

/** Counts in parts of one width, or between edges given in order, and the edges. */
export const histogram = op(
  "histogram",
  (x: Node, bins: Bins, options: HistogramOptions = {}): Histogram => countsOf("histogram", x, bins, options),
  [
    [given([0, 0.1, 0.5, 1, 2, -1, Number.NaN]), 4, { range: [0, 1] }],
    [some([20]), 5],
    [given([1, 2, 2.5, 3, 9], [5]), [1, 2, 3]],
    [some([6], 0, 1), 3, { range: [0, 1], weights: some([6], 0.5, 1), density: true }],
    [given([2, 2]), 2],
  ],
  "counts are steps",
);

/** Counts in parts of one width, from the smallest to the largest value unless told. */
export const histc = op(
  "histc",
  (x: Node, bins: number, lo?: number, hi?: number): Node => {
    if (lo !== undefined && lo === hi) throw emptyRange("histc", lo, hi);
    const range = lo === undefined || hi === undefined ? {} : { range: [lo, hi] as const };
    return countsOf("histc", x, bins, range).counts;
  },
  [
    [given([0, 0.1, 0.5, 1, 2, -1, Number.NaN]), 4, 0, 1],
    [some([12]), 3],
  ],
  "counts are steps",
);
