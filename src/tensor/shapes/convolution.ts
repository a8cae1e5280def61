// The shapes of convolution and pooling over [batch, channels, height, width].
import type { Add, Div, DivS, Mul, Sub, ToNumber } from "./digits.ts";
import type { Same, Shape, Show, Size } from "./shape.ts";

/** Kernel and padding that keep a size at stride 1. */
type Keeping = "1,0" | "3,1" | "5,2" | "7,3";
/** ⌊(n + 2 * pad - k) / stride⌋ + 1, with a short way for what is usual. */
export type ConvOut<N extends number, K extends number, St extends number, P extends number> = number extends
  | N
  | K
  | St
  | P
  ? number
  : St extends 1
    ? `${K},${P}` extends Keeping
      ? N
      : ConvSteps<N, K, St, P>
    : `${K},${P},${St}` extends "2,0,2"
      ? N extends 0 | 1
        ? "small"
        : ToNumber<DivS<`${N}`, "2">[0]>
      : ConvSteps<N, K, St, P>;
type ConvSteps<N extends number, K extends number, St extends number, P extends number> =
  Sub<P extends 0 ? N : Add<N, Mul<2, P>>, K> extends infer M
    ? [M] extends [never]
      ? "small"
      : M extends number
        ? Add<St extends 1 ? M : Div<M, St>, 1>
        : number
    : number;
export type Conv2d<S extends Shape, W extends Shape, St extends number, P extends number> = number extends
  | S["length"]
  | W["length"]
  ? number[]
  : S extends [infer N extends number, infer C extends number, infer H extends number, infer V extends number]
    ? W extends [
        infer O extends number,
        infer I extends number,
        infer KH extends number,
        infer KW extends number,
      ]
      ? Same<C, I> extends true
        ? [ConvOut<H, KH, St, P>, ConvOut<V, KW, St, P>] extends [
            infer Y extends number,
            infer Z extends number,
          ]
          ? [N, O, Y, Z]
          : `kernel ${Show<W>} is larger than the padded input ${Show<S>}`
        : `channels differ: input ${Show<S>} and weight ${Show<W>} (${Size<C>} vs ${Size<I>})`
      : `weight needs 4 dimensions (out, in, height, width): ${Show<W>}`
    : `input needs 4 dimensions (batch, channels, height, width): ${Show<S>}`;
