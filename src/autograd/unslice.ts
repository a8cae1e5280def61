// The transpose of a slice: its elements back in their places, zeros between and around them.
import type { Node, Shape } from "../graph/node.ts";
import { ops, primitive as p } from "../ops/index.ts";

interface Slice {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
}

/** g where the slice took it from, in a tensor of `shape`. */
export function unslice(g: Node, { starts, steps }: Slice, shape: Shape): Node {
  let x = g;
  const firsts = starts.map((start, axis) => {
    const count = g.shape[axis]!;
    const step = steps[axis]!;
    if (step < 0 && count > 0) x = ops.flip(x, axis);
    if (Math.abs(step) > 1 && count > 1) x = spaced(x, axis, Math.abs(step));
    return step < 0 ? start + (count - 1) * step : start;
  });
  const before = firsts.map((first, axis) => (x.shape[axis] === 0 ? 0 : first));
  const after = shape.map((size, axis) => size - before[axis]! - x.shape[axis]!);
  return p.pad(x, before, after);
}

// One element every `step`, zeros between; none after the last.
function spaced(x: Node, axis: number, step: number): Node {
  const count = x.shape[axis]!;
  const split = p.reshape(x, [...x.shape.slice(0, axis), count, 1, ...x.shape.slice(axis + 1)]);
  const after = split.shape.map((_, i) => (i === axis + 1 ? step - 1 : 0));
  const padded = p.pad(
    split,
    after.map(() => 0),
    after,
  );
  const joined = p.reshape(
    padded,
    x.shape.map((n, i) => (i === axis ? n * step : n)),
  );
  return ops.slice(joined, 0, (count - 1) * step + 1, axis);
}
