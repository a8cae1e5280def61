// Broadcasting on the type level: sizes are matched from the right; 1 stretches. As numpy and PyTorch do.
import type { Box, Ok, Shape, Size } from "./shape.ts";

type BcDim<X extends number, Y extends number> =
  Box<X> extends Box<Y>
    ? Box<Y> extends Box<X>
      ? [X]
      : X extends 1
        ? [Y]
        : [X]
    : Box<Y> extends Box<X>
      ? Y extends 1
        ? [X]
        : [Y]
      : X extends 1
        ? [Y]
        : Y extends 1
          ? [X]
          : "differ";

/**
 * numpy's broadcasting: the shape, or `(3 vs 4)`. The first test also decides inside functions generic in a whole shape
 * (S with S, S with a number, S with a scalar tensor).
 */
export type Broadcast<A extends Shape, B extends Shape> = Box<B> extends Box<A | []> ? A : BcRanked<A, B>;
export type BroadcastOk<A extends Shape, B extends Shape> =
  Box<B> extends Box<A | []> ? A : Ok<BcRanked<A, B>>;
type BcRanked<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
  ? number[]
  : BcLoop<A, B, []>;
type BcLoop<A extends Shape, B extends Shape, O extends Shape> = A extends [
  ...infer AR extends Shape,
  infer X extends number,
]
  ? B extends [...infer BR extends Shape, infer Y extends number]
    ? BcDim<X, Y> extends [infer Z]
      ? BcLoop<AR, BR, [Z, ...O]>
      : `(${Size<X>} vs ${Size<Y>})`
    : [...A, ...O]
  : [...B, ...O];
