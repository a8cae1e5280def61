// What ops that take places have in common: indices as i32, places that are seen to be outside, places counted from the end.
import { DTypeError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { add, lt, where } from "./arithmetic.ts";
import { cast } from "./elementwise.ts";

/** An index as i32. Plain numbers make f32 tensors, so it may come as one; its fractions are cut off. */
export function asIndex(name: string, index: Node): Node {
  if (index.dtype !== "bool") return cast(index, "i32");
  const message = "dtype does not fit: expected an integer index and got bool";
  const help = "to read by a mask, write await x.atMask(mask); to choose between values, where(mask, a, b)";
  throw new DTypeError({ op: name, message, help });
}

/**
 * Refuses an index that is outside of an axis where that can be seen without waiting for a device: when the index was given
 * as numbers. `fromEnd` allows places counted from the end.
 */
export function checkSeen(name: string, index: Node, shape: Shape, axis: number, fromEnd = false): void {
  const size = shape[axis]!;
  const least = fromEnd ? -size : 0;
  const wrong = index.host?.find((place) => !(place >= least && place < size));
  if (wrong === undefined) return;
  const message = `index ${wrong} is out of range for axis ${axis} of ${showShape(shape)}: from ${least} to ${size - 1}`;
  throw new ShapeError({ op: name, message });
}

/** Places from 0: negative ones count from the end. */
export const fromStart = (index: Node, size: number): Node => where(lt(index, 0), add(index, size), index);
