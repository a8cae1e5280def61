// What gives several tensors: pieces of one, and the coordinates of a grid. Each piece is a view; these are no rows of the
// table of ops, since a row gives one tensor.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { axisOf, showShape } from "../graph/shape.ts";
import * as move from "./movement.ts";
import { slice } from "./views.ts";

/** Pieces of one size (the last may be smaller), or of the sizes given. */
export function split(x: Node, sizes: number | readonly number[], axis: number = 0): Node[] {
  const on = axisOf("split", axis, x.shape);
  const whole = x.shape[on]!;
  if (typeof sizes === "number") {
    if (!Number.isInteger(sizes) || sizes < 1) {
      throw new ArgumentError({ op: "split", message: `size is a whole number from 1: got ${sizes}` });
    }
    const count = Math.max(1, Math.ceil(whole / sizes));
    return Array.from({ length: count }, (_, i) => slice(x, i * sizes, (i + 1) * sizes, on));
  }
  if (sizes.reduce((a, b) => a + b, 0) !== whole || sizes.some((n) => !Number.isInteger(n) || n < 0)) {
    const message = `sizes do not add up to axis ${axis}: ${showShape(sizes)} and ${showShape(x.shape)}`;
    throw new ShapeError({ op: "split", message });
  }
  let from = 0;
  return sizes.map((size) => slice(x, from, (from += size), on));
}

/** At most `count` pieces of one size, the last perhaps smaller. */
export function chunk(x: Node, count: number, axis: number = 0): Node[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError({ op: "chunk", message: `count is a whole number from 1: got ${count}` });
  }
  return split(x, Math.max(1, Math.ceil(x.shape[axisOf("chunk", axis, x.shape)]! / count)), axis);
}

/** The parts at each place of an axis, without it. */
export function unbind(x: Node, axis: number = 0): Node[] {
  const on = axisOf("unbind", axis, x.shape);
  const rest = x.shape.filter((_, i) => i !== on);
  return Array.from({ length: x.shape[on]! }, (_, i) => move.reshape(slice(x, i, i + 1, on), rest));
}

/** Coordinates of the grid that vectors span; "xy" exchanges the first two axes of the result. */
export function meshgrid(vectors: readonly Node[], indexing: "ij" | "xy" = "ij"): Node[] {
  for (const x of vectors) {
    if (x.shape.length > 1) {
      throw new ShapeError({ op: "meshgrid", message: `needs one dimension: ${showShape(x.shape)}` });
    }
  }
  const place = (i: number) => (indexing === "xy" && i < 2 && vectors.length > 1 ? 1 - i : i);
  const sizes: number[] = [];
  vectors.forEach((x, i) => {
    sizes[place(i)] = x.shape[0] ?? 1;
  });
  return vectors.map((x, i) => {
    const ranked = move.reshape(
      x,
      sizes.map((n, axis) => (axis === place(i) ? n : 1)),
    );
    return move.expand(ranked, sizes);
  });
}
