// Convolution and its transpose as users call them, over one to three spatial axes: [batch, channels, *spatial]. The
// transpose is the primitive that is convolution's gradient, so both have all gradients.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Node, Shape } from "../graph/node.ts";
import { showShape } from "../graph/shape.ts";
import { add } from "./arithmetic.ts";
import { sameFloats } from "./broadcast.ts";
import { conv, convInput } from "./contraction.ts";
import { op, some } from "./define.ts";
import * as move from "./movement.ts";
import { axesNamed, checkRank, type Extent, extents } from "./spatial.ts";

export interface ConvOptions {
  /** Steps of the kernel, 1 unless told. */
  stride?: Extent;
  /** Zeros on each side, 0 unless told; "same" keeps the size (stride 1), "valid" is 0. */
  padding?: Extent | "same" | "valid";
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Extent;
  /** Blocks of channels that don't see one another, 1 unless told; as many as channels is a depthwise convolution. */
  groups?: number;
  /** [out channels], added to each. */
  bias?: Node | null | undefined;
}

export interface ConvTransposeOptions {
  /** Distance of the kernel's places in the result, 1 unless told. */
  stride?: Extent;
  /** Taken off each side of the result, 0 unless told. */
  padding?: Extent;
  /** Added to one side of the result, less than the stride or the dilation; 0 unless told. */
  outputPadding?: Extent;
  /** Distance of the kernel's elements, 1 unless told. */
  dilation?: Extent;
  /** Blocks of channels that don't see one another, 1 unless told. */
  groups?: number;
  /** [out channels], added to each. */
  bias?: Node | null | undefined;
}

function withBias(name: string, x: Node, weight: Node, bias: Node | null | undefined): Node {
  if (!bias) return x;
  const channels = x.shape[1]!;
  if (bias.shape.length !== 1 || bias.shape[0] !== channels) {
    const message = `bias does not fit the weight: ${showShape(bias.shape)} and ${showShape(weight.shape)}`;
    throw new ShapeError({ op: name, message: `${message} (expected [${channels}])` });
  }
  return add(
    x,
    move.reshape(
      bias,
      x.shape.map((_, i) => (i === 1 ? channels : 1)),
    ),
  );
}

function convolution(name: string, rank: number, x: Node, weight: Node, options: ConvOptions): Node {
  checkRank(name, "input", `batch, channels, ${axesNamed(rank)}`, rank + 2, x.shape);
  checkRank(name, "weight", `out, in, ${axesNamed(rank)}`, rank + 2, weight.shape);
  const stride = extents(name, "stride", options.stride ?? 1, rank, 1);
  const dilation = extents(name, "dilation", options.dilation ?? 1, rank, 1);
  const padding = paddings(name, options.padding ?? 0, stride, dilation, weight.shape);
  const result = conv(...sameFloats(x, weight), { stride, padding, dilation, groups: options.groups ?? 1 });
  return withBias(name, result, weight, options.bias);
}

function paddings(
  name: string,
  padding: Extent | "same" | "valid",
  stride: Shape,
  dilation: Shape,
  weight: Shape,
): [number, number][] {
  if (padding === "same") {
    if (stride.some((step) => step !== 1)) {
      const message = `padding "same" needs stride 1: got ${showShape(stride)}`;
      throw new ArgumentError({ op: name, message });
    }
    return dilation.map((distance, i) => {
      const total = distance * (weight[i + 2]! - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  }
  return extents(name, "padding", padding === "valid" ? 0 : padding, stride.length).map((n) => [n, n]);
}

/** x [N, C, L], weight [O, C / groups, K]. */
export const conv1d = op(
  "conv1d",
  (x: Node, weight: Node, options: ConvOptions = {}): Node => convolution("conv1d", 1, x, weight, options),
  [
    [some([2, 2, 6]), some([3, 2, 3])],
    [some([1, 4, 7]), some([4, 2, 2]), { stride: 2, padding: 1, dilation: 2, groups: 2, bias: some([4]) }],
  ],
);

/** Cross-correlation, as everywhere in deep learning. x [N, C, H, W], weight [O, C / groups, KH, KW]. */
export const conv2d = op(
  "conv2d",
  (x: Node, weight: Node, options: ConvOptions = {}): Node => convolution("conv2d", 2, x, weight, options),
  [
    [some([1, 2, 5, 4]), some([3, 2, 3, 2])],
    [some([2, 2, 5, 6]), some([2, 2, 3, 3]), { stride: 2, padding: 1, bias: some([2]) }],
    [some([1, 4, 5, 5]), some([4, 2, 2, 3]), { groups: 2, dilation: [1, 2], padding: "same" }],
    [some([1, 3, 4, 4]), some([3, 1, 3, 3]), { groups: 3, padding: 1 }],
  ],
);

/** x [N, C, D, H, W], weight [O, C / groups, KD, KH, KW]. */
export const conv3d = op(
  "conv3d",
  (x: Node, weight: Node, options: ConvOptions = {}): Node => convolution("conv3d", 3, x, weight, options),
  [
    [some([1, 2, 3, 4, 3]), some([2, 2, 2, 3, 2])],
    [some([1, 1, 4, 4, 4]), some([2, 1, 3, 3, 3]), { stride: 2, padding: [1, 0, 1], bias: some([2]) }],
  ],
);

function transposed(name: string, rank: number, x: Node, weight: Node, options: ConvTransposeOptions): Node {
  checkRank(name, "input", `batch, channels, ${axesNamed(rank)}`, rank + 2, x.shape);
  checkRank(name, "weight", `in, out, ${axesNamed(rank)}`, rank + 2, weight.shape);
  const stride = extents(name, "stride", options.stride ?? 1, rank, 1);
  const dilation = extents(name, "dilation", options.dilation ?? 1, rank, 1);
  const padding = extents(name, "padding", options.padding ?? 0, rank);
  const more = extents(name, "outputPadding", options.outputPadding ?? 0, rank);
  const groups = options.groups ?? 1;
  const [channels, taken, outputs] = [x.shape[1]!, weight.shape[0]!, weight.shape[1]!];
  if (channels !== taken) {
    const message = `channels differ: input ${showShape(x.shape)} and weight ${showShape(weight.shape)}`;
    throw new ShapeError({ op: name, message: `${message} (${channels} vs ${taken})` });
  }
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    const message = `groups do not divide the input channels: ${groups} and ${channels}`;
    throw new ShapeError({ op: name, message });
  }
  if (more.some((n, i) => n >= Math.max(stride[i]!, dilation[i]!))) {
    const message = `outputPadding is not below the stride: ${showShape(more)} and ${showShape(stride)}`;
    throw new ArgumentError({ op: name, message });
  }
  const spatial = stride.map((step, i) => {
    const extent = dilation[i]! * (weight.shape[i + 2]! - 1) + 1;
    return (x.shape[i + 2]! - 1) * step - 2 * padding[i]! + extent + more[i]!;
  });
  if (spatial.some((n) => n < 1)) {
    const message = `nothing is left of the result: ${showShape(spatial)} for input ${showShape(x.shape)}`;
    throw new ShapeError({ op: name, message });
  }
  const geometry = { stride, padding: padding.map((n) => [n, n] as const), dilation, groups };
  const shape = [x.shape[0]!, outputs * groups, ...spatial];
  const result = convInput(...sameFloats(x, weight), geometry, shape);
  return withBias(name, result, weight, options.bias);
}

/** x [N, C, L], weight [C, O / groups, K]. */
export const convTranspose1d = op(
  "convTranspose1d",
  (x: Node, weight: Node, options: ConvTransposeOptions = {}): Node =>
    transposed("convTranspose1d", 1, x, weight, options),
  [
    [some([2, 2, 4]), some([2, 3, 3])],
    [
      some([1, 4, 4]),
      some([4, 1, 3]),
      { stride: 2, padding: 1, outputPadding: 1, groups: 2, bias: some([2]) },
    ],
  ],
);

/** x [N, C, H, W], weight [C, O / groups, KH, KW]. */
export const convTranspose2d = op(
  "convTranspose2d",
  (x: Node, weight: Node, options: ConvTransposeOptions = {}): Node =>
    transposed("convTranspose2d", 2, x, weight, options),
  [
    [some([1, 2, 3, 4]), some([2, 3, 2, 3])],
    [some([2, 2, 3, 3]), some([2, 2, 3, 3]), { stride: 2, padding: 1, outputPadding: 1, bias: some([2]) }],
    [some([1, 2, 3, 3]), some([2, 1, 2, 2]), { groups: 2, dilation: 2 }],
  ],
);

/** x [N, C, D, H, W], weight [C, O / groups, KD, KH, KW]. */
export const convTranspose3d = op(
  "convTranspose3d",
  (x: Node, weight: Node, options: ConvTransposeOptions = {}): Node =>
    transposed("convTranspose3d", 3, x, weight, options),
  [[some([1, 2, 2, 2, 3]), some([2, 1, 2, 3, 2]), { stride: [1, 2, 1] }]],
);
