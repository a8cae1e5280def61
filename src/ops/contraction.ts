// The primitives that multiply and sum at once: matrix product and convolution with its two gradients. Batch axes are
// already equal here; one-dimensional operands and broadcasting are composed above (linear.ts).
import { DTypeError, ShapeError } from "../errors.ts";
import { dtypes } from "../graph/dtype.ts";
import { type ConvGeometry, type Node, node, type Shape } from "../graph/node.ts";
import { sameShape, showShape } from "../graph/shape.ts";

function checkFloats(op: string, a: Node, b: Node): void {
  if (!dtypes[a.dtype].float || a.dtype !== b.dtype) {
    const message = `dtype does not fit: expected two floats of one dtype and got ${a.dtype} and ${b.dtype}`;
    throw new DTypeError({ op, message, help: 'write x.to("f32")' });
  }
}

/** [*B, M, K] × [*B, K, N] → [*B, M, N]. Refuses other inner sizes and other batch axes. */
export function matmul(a: Node, b: Node): Node {
  checkFloats("matmul", a, b);
  const rank = a.shape.length;
  const [m, k] = [a.shape[rank - 2], a.shape[rank - 1]];
  const [l, n] = [b.shape[b.shape.length - 2], b.shape[b.shape.length - 1]];
  if (m === undefined || k === undefined || l === undefined || n === undefined) {
    const message = `needs two dimensions: ${showShape(a.shape)} and ${showShape(b.shape)}`;
    throw new ShapeError({ op: "matmul", message });
  }
  if (k !== l) throw innerSizes(a.shape, b.shape, k, l);
  const batch = a.shape.slice(0, -2);
  if (!sameShape(batch, b.shape.slice(0, -2))) {
    const message = `batch sizes differ: ${showShape(a.shape)} and ${showShape(b.shape)}`;
    throw new ShapeError({ op: "matmul", message });
  }
  return node("matmul", [a, b], [...batch, m, n], a.dtype, {});
}

/** The error of a product whose inner sizes differ, with the transpose that would fit. */
export function innerSizes(a: Shape, b: Shape, k: number, l: number): ShapeError {
  const right = b.length >= 2 && b[b.length - 1] === k;
  const left = !right && a.length >= 2 && a[a.length - 2] === l;
  return new ShapeError({
    op: "matmul",
    message: `inner sizes differ: ${showShape(a)} and ${showShape(b)} (${k} vs ${l})`,
    help: right
      ? "to use the second operand transposed, write a.matmul(b.transpose(-2, -1))"
      : left
        ? "to use the first operand transposed, write a.transpose(-2, -1).matmul(b)"
        : undefined,
  });
}

/** The size of a convolution's result along each spatial axis. Refuses a kernel larger than the padded input. */
export function convPositions(x: Shape, w: Shape, geometry: ConvGeometry): number[] {
  return geometry.stride.map((stride, i) => {
    const [before, after] = geometry.padding[i]!;
    const extent = (w[i + 2]! - 1) * geometry.dilation[i]! + 1;
    const room = x[i + 2]! + before + after - extent;
    if (room < 0) {
      const message = `kernel ${showShape(w)} is larger than the padded input ${showShape(x)}`;
      throw new ShapeError({ op: "conv2d", message });
    }
    return Math.floor(room / stride) + 1;
  });
}

/** x [N, C, *S], w [O, C / groups, *K] → [N, O, *S']. Refuses channels that differ, and groups that don't divide them. */
export function conv(x: Node, w: Node, geometry: ConvGeometry): Node {
  checkFloats("conv2d", x, w);
  const { groups } = geometry;
  const [channels, outputs, taken] = [x.shape[1]!, w.shape[0]!, w.shape[1]!];
  if (taken * groups !== channels) {
    const message = `channels differ: input ${showShape(x.shape)} and weight ${showShape(w.shape)} (${channels} vs ${taken * groups})`;
    throw new ShapeError({ op: "conv2d", message });
  }
  if (outputs % groups !== 0) {
    const message = `groups do not divide the output channels: ${groups} and ${outputs}`;
    throw new ShapeError({ op: "conv2d", message });
  }
  const shape = [x.shape[0]!, outputs, ...convPositions(x.shape, w.shape, geometry)];
  return node("conv", [x, w], shape, x.dtype, geometry);
}

/** The gradient for x, whose shape is `shape`. */
export function convInput(g: Node, w: Node, geometry: ConvGeometry, shape: Shape): Node {
  checkFloats("convInput", g, w);
  return node("convInput", [g, w], shape, g.dtype, geometry);
}

/** The gradient for w, whose shape is `shape`. */
export function convWeight(x: Node, g: Node, geometry: ConvGeometry, shape: Shape): Node {
  checkFloats("convWeight", x, g);
  return node("convWeight", [x, g], shape, x.dtype, geometry);
}
