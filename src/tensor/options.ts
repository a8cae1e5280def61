// What every way of making a tensor takes, and how it ends.
import type { DType } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { primitive as p } from "../ops/index.ts";
import type { Generator } from "../random/generator.ts";
import { wrap } from "./handle.ts";
import type { Shape } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

/** What every creation of a tensor takes. */
export interface Options {
  /** The type of the elements; f32 unless told (bool where the values are). */
  dtype?: DType | undefined;
  /** Gradients are recorded for it; false unless told. */
  requiresGrad?: boolean;
}
/** What every random creation takes. */
export interface RandomOptions extends Options {
  /** Where the randomness comes from; the one that `manualSeed` sets unless told. */
  generator?: Generator;
}

/** The tensor of a node, with what the options ask. */
export function finished<S extends Shape>(made: Node, { dtype, requiresGrad }: Options): Tensor<S> {
  const tensor = wrap(dtype ? p.cast(made, dtype) : made) as unknown as Tensor<S>;
  if (requiresGrad) tensor.requiresGrad = true;
  return tensor;
}
