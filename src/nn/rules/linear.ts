// The shapes of layers that act on the last axis: linear layers, embeddings, layer normalisation. Types only.
import type { Same, Shape, Show, Size } from "../../tensor/shapes/shape.ts";
import type { Rule } from "./rule.ts";

type LastOf<S extends Shape> = S extends [...infer B, infer X extends number] ? [B, X] : never;
type LinearOut<S, I extends number, O extends number> = S extends Shape
  ? number extends S["length"]
    ? number[]
    : LastOf<S> extends [infer B extends Shape, infer X extends number]
      ? Same<X, I> extends true
        ? [...B, O]
        : `linear: expects ${Size<I>} features: got ${Show<S>} (${Size<X>} vs ${Size<I>})`
      : `linear: needs at least one dimension: got ${Show<S>}`
  : never;

/** [..., I] → [..., O] */
export interface LinearRule<I extends number, O extends number> extends Rule {
  out: LinearOut<this["in"], I, O>;
}

/** [...] → [..., E] */
export interface EmbeddingRule<E extends number> extends Rule {
  out: this["in"] extends infer S extends Shape ? (number extends S["length"] ? number[] : [...S, E]) : never;
}

type NormOut<S, N extends readonly number[]> = S extends Shape
  ? number extends S["length"] | N["length"]
    ? S
    : S extends [...infer _ extends Shape, ...TailOf<S, N>]
      ? Same<TailOf<S, N>, [...N]> extends true
        ? S
        : `layerNorm: expects sizes ${Show<N>} at the end: got ${Show<S>}`
      : `layerNorm: expects sizes ${Show<N>} at the end: got ${Show<S>}`
  : never;
type TailOf<S extends Shape, N extends readonly number[]> = S["length"] extends N["length"]
  ? S
  : S extends [unknown, ...infer R extends Shape]
    ? TailOf<R, N>
    : [never];

/** The last sizes are N; the shape stays. */
export interface LayerNormRule<N extends readonly number[]> extends Rule {
  out: NormOut<this["in"], N>;
}
