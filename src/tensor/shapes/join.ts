// The shapes of concat and stack: a fold over the shapes of the tensors.
import type { At, Axis, Blur, Put } from "./axes.ts";
import type { Add } from "./digits.ts";
import type { Same, Shape, Show } from "./shape.ts";

/** A fold over the shapes: sizes add on one axis and must agree on the others. */
export type Concat<L extends readonly Shape[], A extends number> = number extends L["length"]
  ? L[number] extends infer S extends Shape
    ? ConcatMany<S, A>
    : number[]
  : L extends readonly [infer S extends Shape, ...infer R extends readonly Shape[]]
    ? ConcatLoop<S, R, A>
    : "needs at least one tensor";
type ConcatMany<S extends Shape, A extends number> = number extends S["length"]
  ? number[]
  : Axis<S, A> extends infer I
    ? I extends string
      ? I
      : number extends I
        ? Blur<S>
        : Put<S, I, [number]>
    : never;
type ConcatLoop<S extends Shape, L extends readonly Shape[], A extends number> = L extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Concat2<S, T, A> extends infer P
    ? P extends Shape
      ? ConcatLoop<P, R, A>
      : P
    : never
  : S;
type Concat2<S extends Shape, T extends Shape, A extends number> = number extends S["length"] | T["length"]
  ? number[]
  : S["length"] extends T["length"]
    ? Axis<S, A> extends infer I
      ? I extends string
        ? I
        : number extends I
          ? Blur<S>
          : [At<S, I>, At<T, I>] extends [
                [infer B extends Shape, infer X extends number, infer R extends Shape],
                [infer C extends Shape, infer Y extends number, infer Q extends Shape],
              ]
            ? Same<[B, R], [C, Q]> extends true
              ? [...B, Add<X, Y>, ...R]
              : `sizes differ off axis ${A}: ${Show<S>} and ${Show<T>}`
            : never
      : never
    : `ranks differ: ${Show<S>} and ${Show<T>}`;
export type Stack<L extends readonly Shape[]> = number extends L["length"]
  ? L[number] extends infer S extends Shape
    ? number extends S["length"]
      ? number[]
      : [number, ...S]
    : number[]
  : L extends readonly [infer S extends Shape, ...infer R extends readonly Shape[]]
    ? StackLoop<S, R, L["length"]>
    : "needs at least one tensor";
type StackLoop<S extends Shape, L extends readonly Shape[], N extends number> = L extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Same<S, T> extends true
    ? StackLoop<S, R, N>
    : `shapes differ: ${Show<S>} and ${Show<T>}`
  : number extends S["length"]
    ? number[]
    : [N, ...S];
