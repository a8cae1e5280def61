// Ops whose result has as many elements as the values decide: nobody knows the shape before the numbers are there, so each
// gives a promise. They count on the device, read the count, and go on lazily.
import { broadcastShapes, sizeOf } from "../graph/shape.ts";
import { broadcastTo, checkMask, ops, primitive as p } from "../ops/index.ts";
import { unique, uniqueConsecutive } from "./distinct.ts";
import { wrap } from "./handle.ts";
import type { DynamicMethods } from "./methods/dynamic.ts";
import type { Tensor } from "./tensor.ts";
import { placesOf } from "./truePlaces.ts";

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

/** By name; `this` is the tensor. */
export const dynamic: Record<keyof DynamicMethods<number[]>, unknown> = {
  nonzero,
  atMask,
  maskedSelect,
  unique,
  uniqueConsecutive,
};
