// Distinct values, and distinct parts along an axis: what is equal is brought side by side, then each run of equals counts as
// one. Parts are put in order on the host, since no op compares more than one value at a time.
import type { Node } from "../graph/node.ts";
import { axisOf, sizeOf } from "../graph/shape.ts";
import { groups, ops, primitive as p } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import type { Data } from "./methods/handle.ts";
import type { Tensor } from "./tensor.ts";
import { placesOf } from "./truePlaces.ts";

interface Runs {
  /** The first of each run along axis 0. */
  values: Node;
  /** i32 [n]: the run of each place. */
  group: Node;
  /** i32 [count] */
  counts: Node;
}

interface Distinct {
  values: Tensor;
  inverse: Tensor;
  counts: Tensor;
}

/** Runs of equal parts along axis 0. */
async function runsOf(x: Node): Promise<Runs> {
  const [size, ...rest] = x.shape as [number, ...number[]];
  if (size === 0) {
    const none = p.constant(0, [0], "i32");
    return { values: x, group: none, counts: none };
  }
  const parts = p.reshape(x, [size, sizeOf(rest)]);
  const differs = ops.any(ops.ne(ops.slice(parts, 1), ops.slice(parts, 0, -1)), 1);
  const first = ops.concat([p.constant(1, [1], "bool"), differs]);
  const starts = wrap(await placesOf(first)).realize().node;
  const ends = ops.concat([ops.slice(starts, 1), p.constant(size, [1], "i32")]);
  return {
    values: ops.indexSelect(x, 0, starts),
    group: ops.sub(ops.cumsum(first, 0), 1),
    counts: ops.sub(ends, starts),
  };
}

/** The places of `count` rows in ascending order, value by value; NaN comes last, equal rows keep their order. */
function rowOrder(data: Data, count: number): number[] {
  const width = data.length / count;
  const rank = (a: number, b: number) =>
    Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b;
  const compare = (i: number, j: number) => {
    for (let k = 0; k < width; k++) {
      const difference = rank(data[i * width + k]!, data[j * width + k]!);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return Array.from({ length: count }, (_, i) => i).sort(compare);
}

export async function unique(this: Tensor, along?: number): Promise<Distinct> {
  const { node: x } = this;
  if (along === undefined) {
    const flat = p.reshape(x, [sizeOf(x.shape)]);
    const { values: sorted, indices } = groups.sort(flat);
    const { values, group, counts } = await runsOf(wrap(sorted).realize().node);
    const inverse = p.reshape(p.gather(group, 0, ops.argsort(indices)), x.shape);
    return { values: wrap(values), inverse: wrap(inverse), counts: wrap(counts) };
  }
  const axis = axisOf("unique", along, x.shape);
  const first = wrap(ops.movedim(x, axis, 0)).realize();
  const size = x.shape[axis]!;
  const order = p.data(Int32Array.from(rowOrder(await first.data(), size)), [size], "i32");
  const { values, group, counts } = await runsOf(ops.indexSelect(first.node, 0, order));
  const inverse = p.gather(group, 0, ops.argsort(order));
  return { values: wrap(ops.movedim(values, 0, axis)), inverse: wrap(inverse), counts: wrap(counts) };
}

export async function uniqueConsecutive(this: Tensor, along?: number): Promise<Distinct> {
  const { node: x } = this;
  if (along === undefined) {
    const { values, group, counts } = await runsOf(p.reshape(x, [sizeOf(x.shape)]));
    return { values: wrap(values), inverse: wrap(p.reshape(group, x.shape)), counts: wrap(counts) };
  }
  const axis = axisOf("uniqueConsecutive", along, x.shape);
  const { values, group, counts } = await runsOf(ops.movedim(x, axis, 0));
  return { values: wrap(ops.movedim(values, 0, axis)), inverse: wrap(group), counts: wrap(counts) };
}
