// Ops whose result has as many elements as the values decide: nobody knows the shape before the numbers are there, so each
// gives a promise. They count on the device, read the count, and go on lazily.
import type { Node } from "../graph/node.ts";
import { broadcastShapes, sizeOf } from "../graph/shape.ts";
import { broadcastTo, checkMask, groups, ops, primitive as p } from "../ops/index.ts";
import { wrap } from "./handle.ts";
import type { DynamicMethods, Unique } from "./methods/dynamic.ts";
import type { Tensor } from "./tensor.ts";

/** i32 [count]: the places of the flattened mask that are true, in order. */
async function placesOf(mask: Node): Promise<Node> {
  const flat = p.reshape(p.cast(mask, "bool"), [-1]);
  const size = flat.shape[0]!;
  if (size === 0) return p.constant(0, [0], "i32");
  // How many there are up to each place: the k-th is where that first reaches k.
  const running = wrap(ops.cumsum(flat, 0)).realize();
  const count = await wrap(ops.slice(running.node, size - 1, size)).item();
  return ops.searchsorted(running.node, ops.add(p.iota([count], 0), 1));
}

async function nonzero(this: Tensor): Promise<Tensor> {
  const { node: x } = this;
  let rest = await placesOf(x);
  const count = rest.shape[0]!;
  if (x.shape.length === 0) return wrap(p.constant(0, [count, 0], "i32"));
  const columns = x.shape.map((_, i) => {
    const inner = sizeOf(x.shape.slice(i + 1));
    const column = ops.floorDivide(rest, inner);
    rest = ops.mod(rest, inner);
    return column;
  });
  return wrap(ops.stack(columns, 1));
}

async function atMask(this: Tensor, mask: Tensor): Promise<Tensor> {
  const { node: x } = this;
  checkMask("atMask", x, mask.node);
  const rank = mask.shape.length;
  const parts = p.reshape(x, [sizeOf(x.shape.slice(0, rank)), ...x.shape.slice(rank)]);
  return wrap(ops.indexSelect(parts, 0, await placesOf(mask.node)));
}

async function maskedSelect(this: Tensor, mask: Tensor): Promise<Tensor> {
  const shape = broadcastShapes("maskedSelect", this.shape, mask.shape);
  const chosen = broadcastTo("maskedSelect", p.cast(mask.node, "bool"), shape);
  const flat = p.reshape(broadcastTo("maskedSelect", this.node, shape), [-1]);
  return wrap(ops.indexSelect(flat, 0, await placesOf(chosen)));
}

const vector = (made: Node): Tensor<[number]> => wrap(made) as unknown as Tensor<[number]>;

async function unique(this: Tensor): Promise<Unique> {
  const flat = p.reshape(this.node, [-1]);
  const size = flat.shape[0]!;
  if (size === 0) {
    const none = (shape: readonly number[]) => p.constant(0, shape, "i32");
    return { values: vector(flat), inverse: wrap(none(this.shape)), counts: vector(none([0])) };
  }
  const { values, indices } = groups.sort(flat);
  const sorted = wrap(values).realize().node;
  const differs = ops.ne(ops.slice(sorted, 1), ops.slice(sorted, 0, -1));
  const first = ops.concat([p.constant(1, [1], "bool"), differs]);
  const starts = wrap(await placesOf(first)).realize().node;
  const ends = ops.concat([ops.slice(starts, 1), p.constant(size, [1], "i32")]);
  const group = ops.sub(ops.cumsum(first, 0), 1);
  const inverse = p.reshape(p.gather(group, 0, ops.argsort(indices)), this.node.shape);
  return {
    values: vector(p.gather(sorted, 0, starts)),
    inverse: wrap(inverse),
    counts: vector(ops.sub(ends, starts)),
  };
}

/** By name; `this` is the tensor. */
export const dynamic: Record<keyof DynamicMethods<number[]>, unknown> = {
  nonzero,
  atMask,
  maskedSelect,
  unique,
};
