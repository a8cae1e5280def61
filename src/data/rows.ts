// Choosing samples: the rows of a tensor at a list of places, in the order of the list.
import type { Shape, Tensor } from "../tensor/index.ts";

/** A shape whose number of rows is no longer known. */
export type Rows<S extends Shape> = S extends readonly [number, ...infer R extends number[]]
  ? [number, ...R]
  : S;

/** The rows at the places that `index` (i32) lists. */
export function takeRows<S extends Shape>(x: Tensor<S>, index: Tensor): Tensor<Rows<S>> {
  return x.indexSelect(0, index) as unknown as Tensor<Rows<S>>;
}
