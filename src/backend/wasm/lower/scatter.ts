// fold and scatterAdd: sums into the places that windows, or an index, name.
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import type { KernelOf, Lowering } from "./lowering.ts";

export function lowerScatterAdd(kernel: KernelOf<"scatterAdd">, to: Lowering): void {
  const { axis, sourceShape, shape, index, source, outputs } = kernel;
  const strides = stridesOf(shape);
  to.scatter({
    shape: sourceShape,
    dtype: source.dtype,
    source,
    target: {
      slot: outputs[0]!.slot,
      at: { offset: 0, strides: strides.with(axis, 0) },
      size: sizeOf(shape),
    },
    index: { slot: index.slot, at: index.at, stride: strides[axis]!, count: shape[axis]! },
  });
}

/** Taps outside, positions inside: each element gets its windows' parts in the order of the taps. */
export function lowerFold(kernel: KernelOf<"fold">, to: Lowering): void {
  const { size, stride, dilation, windowShape, shape, x, outputs } = kernel;
  const spatial = size.length;
  const lead = shape.length - spatial;
  const strides = stridesOf(shape);
  const positions = windowShape.slice(lead, lead + spatial);
  const from = x.at.strides;
  to.scatter({
    shape: [...shape.slice(0, lead), ...size, ...positions],
    dtype: x.dtype,
    source: {
      slot: x.slot,
      at: {
        offset: x.at.offset,
        strides: [...from.slice(0, lead), ...from.slice(lead + spatial), ...from.slice(lead, lead + spatial)],
      },
    },
    target: {
      slot: outputs[0]!.slot,
      at: {
        offset: 0,
        strides: [
          ...strides.slice(0, lead),
          ...size.map((_, i) => strides[lead + i]! * dilation[i]!),
          ...size.map((_, i) => strides[lead + i]! * stride[i]!),
        ],
      },
      size: sizeOf(shape),
    },
  });
}
