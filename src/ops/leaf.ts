// Nodes without inputs. Only `data` holds memory; the others are computed where they are used, so they cost nothing.
import { ArgumentError } from "../errors.ts";
import type { DType, HostArray } from "../graph/dtype.ts";
import { toHalf } from "../graph/half.ts";
import { type Node, type NodeFor, node, type Shape } from "../graph/node.ts";
import { axisOf, checkSizes, showShape, sizeOf } from "../graph/shape.ts";
import type { Storage } from "../graph/storage.ts";

/** Elements on a device. */
export function stored(storage: Storage, shape: Shape): Node {
  const made = node("data", [], shape, storage.dtype, {});
  made.storage = storage;
  return made;
}

/** Elements on the host, copied to a device when first needed; f16 is rounded in place. Refuses another number of elements than the shape has. */
export function data(host: HostArray, shape: Shape, dtype: DType): Node {
  checkSizes("tensor", shape);
  if (host.length !== sizeOf(shape)) {
    const sizes = `${host.length} values and shape ${showShape(shape)} of ${sizeOf(shape)}`;
    throw new ArgumentError({ op: "tensor", message: `sizes differ: ${sizes}` });
  }
  if (dtype === "f16") for (let i = 0; i < host.length; i++) host[i] = toHalf(host[i]!);
  const made = node("data", [], shape, dtype, {});
  made.host = host;
  return made;
}

/** One value everywhere, part of the structure. */
export const constant = (value: number, shape: Shape, dtype: DType): Node =>
  node("constant", [], shape, dtype, { value });

/** One value everywhere that may differ from step to step without another plan. */
export const scalar = (value: number, shape: Shape = [], dtype: DType = "f32"): Node =>
  node("scalar", [], shape, dtype, { value });

/** i32: the index along `axis`. */
export const iota = (shape: Shape, axis: number): Node =>
  node("iota", [], checkSizes("arange", shape), "i32", { axis: axisOf("arange", axis, shape) });

/** u32: random bits of `key` at counter (row-major index, `stream`). */
export const random = (shape: Shape, key: readonly [number, number], stream: number): Node =>
  node("random", [], checkSizes("rand", shape), "u32", { key, stream });

/** The value of a constant, or undefined; a parameter that starts as a constant is none. */
export const constantValue = (x: Node): number | undefined =>
  x.op === "constant" && !x.requiresGrad ? (x as NodeFor<"constant">).attributes.value : undefined;
