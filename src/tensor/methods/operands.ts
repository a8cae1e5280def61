// What a tensor takes as an operand, with the sentence that stands in its place when shapes do not fit.
import type { Broadcast } from "../shapes/broadcast.ts";
import type { Box, Shape, Show } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";

/** The right side of an elementwise operation: a tensor whose shape broadcasts with the left side's, or a number. */
export type Elementwise<Op extends string, A extends Shape, B extends Shape> =
  Box<B> extends Box<A>
    ? Tensor<B> | number
    : Box<B> extends Box<[]>
      ? Tensor<B> | number
      : Broadcast<A, B> extends infer R extends string
        ? `${Op}: shapes do not broadcast: ${Show<A>} and ${Show<B>} ${R}`
        : Tensor<B> | number;
