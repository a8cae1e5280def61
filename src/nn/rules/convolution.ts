// The shapes of layers over images [batch, channels, height, width]: convolution, pooling, normalisation of channels,
// flattening. Types only. Sizes that are no plain numbers (pairs, "same") give a shape of four sizes, some unknown.
import type { Conv2d } from "../../tensor/shapes/convolution.ts";
import type { Flatten } from "../../tensor/shapes/movement.ts";
import type { Same, Shape, Show, Size } from "../../tensor/shapes/shape.ts";
import type { PooledBy } from "../../tensor/shapes/windows.ts";
import type { Rule } from "./rule.ts";

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [number, number];
/** Zeros on each side: "same" keeps the size (stride 1), "valid" is none. */
export type Padding = Pair | "same" | "valid";

type Kernel<I extends number, O extends number, K> = K extends number ? [O, I, K, K] : [O, I, number, number];
type Named<R> = R extends string ? `conv2d: ${R}` : R;
type ConvOut<S, I extends number, O extends number, K, St, P> = S extends Shape
  ? P extends "same"
    ? Named<Conv2d<S, [O, I, 1, 1], 1, 0>>
    : St extends number
      ? P extends number
        ? Named<Conv2d<S, Kernel<I, O, K>, St, P>>
        : Named<Conv2d<S, [O, I, number, number], number, number>>
      : Named<Conv2d<S, [O, I, number, number], number, number>>
  : never;

/** A convolution with a kernel of size K from I to O channels. */
export interface ConvRule<I extends number, O extends number, K, St, P> extends Rule {
  out: ConvOut<this["in"], I, O, K, St, P>;
}

type PoolOut<S, Op extends string, K, St, P> = S extends [
  infer N extends number,
  infer C extends number,
  infer H extends number,
  infer W extends number,
]
  ? [K, St, P] extends [infer Window extends number, infer Step extends number, infer Around extends number]
    ? Conv2d<[N, 1, H, W], [1, 1, Window, Window], Step, Around> extends infer R
      ? R extends [unknown, unknown, infer Y, infer Z]
        ? [N, C, Y, Z]
        : R extends string
          ? `${Op}: window larger than the input: ${Show<[Window, Window]>} and ${Show<S>}`
          : number[]
      : never
    : [N, C, number, number]
  : number[];

/** Windows of size K that may reach beyond the input (C) or whose elements lie D apart. */
type WidePoolOut<S, Op extends string, K, St, P, C, D> = [C, D] extends [false, 1]
  ? PoolOut<S, Op, K, St, P>
  : S extends Shape
    ? PooledBy<S, K, { stride: St; padding: P; ceilMode: C; dilation: D }, number[]>
    : never;

/** Windows of size K; `Op` names the layer in the sentence. */
export interface PoolRule<Op extends string, K, St, P, C = false, D = 1> extends Rule {
  out: WidePoolOut<this["in"], Op, K, St, P, C, D>;
}

/** Axes from the second on made one. */
export interface FlattenRule extends Rule {
  out: this["in"] extends infer S extends Shape ? Flatten<S, 1> : never;
}

type ChannelsOut<S, Op extends string, C extends number> = S extends Shape
  ? number extends S["length"]
    ? S
    : S extends [unknown, infer X extends number, ...Shape]
      ? Same<X, C> extends true
        ? S
        : `${Op}: expects ${Size<C>} channels: got ${Show<S>} (${Size<X>} vs ${Size<C>})`
      : `${Op}: needs a batch and a channel axis: got ${Show<S>}`
  : never;

/** The second axis has C places; the shape stays. */
export interface ChannelsRule<Op extends string, C extends number> extends Rule {
  out: ChannelsOut<this["in"], Op, C>;
}
