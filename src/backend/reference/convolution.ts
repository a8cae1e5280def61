// Convolution by its definition: every pair of an input element and a weight that meet in an output element. The result and
// both gradients are sums over the same pairs, so one walk serves all three.
import type { ConvGeometry, Shape } from "../../graph/node.ts";
import { stridesOf } from "../../graph/shape.ts";
import { positions } from "./positions.ts";

/** Calls `visit` with the places of x, w and the result for every such pair. */
export function eachTap(
  geometry: ConvGeometry,
  x: Shape,
  w: Shape,
  out: Shape,
  visit: (x: number, w: number, out: number) => void,
): void {
  const [xs, ws, os] = [stridesOf(x), stridesOf(w), stridesOf(out)];
  const spatial = out.slice(2);
  const kernel = w.slice(2);
  const spots = indices(spatial);
  const taps = indices(kernel);
  const perGroup = w[0]! / geometry.groups;
  for (let n = 0; n < x[0]!; n++) {
    for (let o = 0; o < w[0]!; o++) {
      const firstChannel = Math.floor(o / perGroup) * w[1]!;
      for (let c = 0; c < w[1]!; c++) {
        for (const spot of spots) {
          for (const tap of taps) {
            let xAt = n * xs[0]! + (firstChannel + c) * xs[1]!;
            let inside = true;
            for (let i = 0; i < spatial.length; i++) {
              const at =
                spot[i]! * geometry.stride[i]! + tap[i]! * geometry.dilation[i]! - geometry.padding[i]![0];
              if (at < 0 || at >= x[i + 2]!) inside = false;
              xAt += at * xs[i + 2]!;
            }
            if (inside) {
              visit(xAt, o * ws[0]! + c * ws[1]! + dot(tap, ws), n * os[0]! + o * os[1]! + dot(spot, os));
            }
          }
        }
      }
    }
  }
}

const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, value, i) => sum + value * strides[i + 2]!, 0);

/** Every index of a shape, row-major. */
function indices(shape: Shape): number[][] {
  const axes = shape.map((_, axis) =>
    positions(
      shape,
      0,
      shape.map((_, i) => (i === axis ? 1 : 0)),
    ),
  );
  return Array.from(axes[0]!, (_, i) => axes.map((values) => values[i]!));
}
