// Where the elements of a strided view lie. All movement of the reference backend is reading at these positions.
import type { Shape } from "../../graph/node.ts";
import { sizeOf } from "../../graph/shape.ts";

/** `offset + Σ strides[i] * index[i]` for every index of `shape`, row-major. */
export function positions(shape: Shape, offset: number, strides: readonly number[]): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  const index = new Int32Array(shape.length);
  let at = offset;
  for (let i = 0; i < out.length; i++) {
    out[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
