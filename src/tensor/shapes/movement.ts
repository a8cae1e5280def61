// The shapes of reshape, flatten, permute, transpose, squeeze, unsqueeze, slice and indexing.
import type { At, Axis, Blur, Put, SizeAt } from "./axes.ts";
import type { DivS, MulS, Sub, ToNumber } from "./digits.ts";
import type { Mutable, Shape, Show } from "./shape.ts";

type ProdS<S extends readonly unknown[], P extends string = "1"> = S extends readonly [
  infer X extends number,
  ...infer R extends readonly unknown[],
]
  ? ProdS<R, MulS<P, `${X}`>>
  : P;
type Without<T extends readonly unknown[], V extends number, O extends unknown[] = []> = T extends readonly [
  infer X,
  ...infer R,
]
  ? Without<R, V, X extends V ? O : [...O, X]>
  : O;
type Swap<T extends readonly number[], V extends number, N extends number> = {
  -readonly [I in keyof T]: T[I] extends V ? N : T[I];
};
/** Sizes as text, `,2,3,`: taking one out of text costs the checker little, out of a tuple much. */
type Text<S extends readonly unknown[]> = S extends readonly [infer A extends number, infer B extends number]
  ? `,${A},${B},`
  : S extends readonly [infer A extends number, infer B extends number, infer C extends number]
    ? `,${A},${B},${C},`
    : S extends readonly [
          infer A extends number,
          infer B extends number,
          infer C extends number,
          infer E extends number,
        ]
      ? `,${A},${B},${C},${E},`
      : Listed<S>;
type Listed<S extends readonly unknown[], O extends string = ","> = S extends readonly [
  infer X extends number,
  ...infer R extends readonly unknown[],
]
  ? Listed<R, `${O}${X},`>
  : O;
/** The product of sizes as text. */
type ProdT<T extends string, P extends string = "1"> = T extends `,${infer X},${infer R}`
  ? ProdT<`,${R}`, MulS<P, X>>
  : P;
/** Both without the sizes that stand in both, and without -1; a 0 stays, since nothing can be said of the others. */
type Cancel<S extends string, T extends string, U extends string = ","> = T extends `,${infer X},${infer R}`
  ? X extends "-1"
    ? Cancel<S, `,${R}`, U>
    : X extends "0"
      ? Cancel<S, `,${R}`, `${U}0,`>
      : S extends `${infer P},${X},${infer Q}`
        ? Cancel<`${P},${Q}`, `,${R}`, U>
        : Cancel<S, `,${R}`, `${U}${X},`>
  : [S, U];

/** Products decide; -1 is the one size they leave open. */
export type Reshape<S extends Shape, T extends readonly number[]> = number extends T["length"]
  ? number[]
  : number extends S["length"] | S[number] | T[number]
    ? Open<T>
    : Cancel<Text<S>, Text<T>> extends [infer A extends string, infer B extends string]
      ? -1 extends T[number]
        ? B extends ","
          ? Swap<T, -1, ToNumber<ProdT<A>>>
          : ReshapeDiv<S, T, ProdT<A>, ProdT<B>>
        : ProdT<A> extends ProdT<B>
          ? Mutable<T>
          : `sizes differ: ${Show<S>} has ${ProdS<S>} values and ${Show<T>} has ${ProdS<T>}`
      : never;
type Open<T extends readonly number[]> = -1 extends T[number] ? Swap<T, -1, number> : Mutable<T>;
type ReshapeDiv<
  S extends Shape,
  T extends readonly number[],
  A extends string,
  B extends string,
> = B extends "0"
  ? Swap<T, -1, number>
  : DivS<A, B> extends [infer Q, infer R]
    ? R extends "0"
      ? Swap<T, -1, ToNumber<Q>>
      : `${ProdS<S>} values do not divide into ${Show<T>}: from ${Show<S>}`
    : never;
/** All sizes from one on as one. */
type Joined<R extends readonly unknown[]> = number extends R[number] ? number : ToNumber<ProdT<Text<R>>>;

export type Flatten<S extends Shape, A extends number> = A extends 1
  ? S extends [infer W, infer X, infer Y, infer Z]
    ? [W, Joined<[X, Y, Z]>]
    : FlattenAny<S, A>
  : FlattenAny<S, A>;
type FlattenAny<S extends Shape, A extends number> = number extends S["length"]
  ? number[]
  : Axis<S, A> extends infer I
    ? I extends string
      ? I
      : At<S, I> extends [infer B extends Shape, infer X extends number, infer R extends Shape]
        ? [...B, Joined<[X, ...R]>]
        : number[]
    : never;

export type Permute<S extends Shape, A extends readonly number[]> = number extends
  | S["length"]
  | A["length"]
  | A[number]
  ? number[]
  : A["length"] extends S["length"]
    ? A extends readonly [infer I, infer J, infer K, infer L]
      ? [PermOne<S, I>, PermOne<S, J>, PermOne<S, K>, PermOne<S, L>] extends [
          [infer W],
          [infer X],
          [infer Y],
          [infer Z],
        ]
        ? [W, X, Y, Z]
        : PermLoop<S, A, []>
      : A extends readonly [infer I, infer J, infer K]
        ? [PermOne<S, I>, PermOne<S, J>, PermOne<S, K>] extends [[infer X], [infer Y], [infer Z]]
          ? [X, Y, Z]
          : PermLoop<S, A, []>
        : PermLoop<S, A, []>
    : `needs one axis for each dimension: ${Show<S>} and ${Show<A>}`;
/** `[size]`, or "none" where there is no such axis. */
type PermOne<S extends Shape, A> = A extends number
  ? Axis<S, A> extends infer I extends number
    ? [SizeAt<S, I>]
    : "none"
  : "none";
type PermLoop<S extends Shape, A extends readonly number[], O extends Shape> = A extends readonly [
  infer X extends number,
  ...infer R extends readonly number[],
]
  ? Axis<S, X> extends infer I
    ? I extends string
      ? I
      : PermLoop<S, R, [...O, SizeAt<S, I>]>
    : never
  : O;
export type Transpose<S extends Shape, A extends number, B extends number> = number extends S["length"]
  ? number[]
  : [Axis<S, A>, Axis<S, B>] extends [infer I, infer J]
    ? I extends string
      ? I
      : J extends string
        ? J
        : number extends I | J
          ? Blur<S>
          : Put<Put<S, I, [SizeAt<S, J>]>, J, [SizeAt<S, I>]>
    : never;
export type Squeeze<S extends Shape, A extends number | null> = number extends S["length"]
  ? number[]
  : A extends number
    ? Axis<S, A> extends infer I
      ? I extends string
        ? I
        : number extends I
          ? number[]
          : SizeAt<S, I> extends infer X
            ? number extends X
              ? number[]
              : X extends 1
                ? Put<S, I, []>
                : S
            : never
      : never
    : number extends S[number]
      ? number[]
      : Without<S, 1>;
/** One axis with another size. */
export type Resize<S extends Shape, A extends number, N extends number> = number extends S["length"]
  ? number[]
  : Axis<S, A> extends infer I
    ? I extends string
      ? I
      : number extends I
        ? Blur<S>
        : Put<S, I, [N]>
    : never;
export type Unsqueeze<S extends Shape, A extends number> = number extends S["length"]
  ? number[]
  : number extends A
    ? Blur<[...S, 1]>
    : Axis<[...S, 1], A> extends infer I
      ? I extends string
        ? `axis ${A} is out of range for shape ${Show<S>}`
        : Insert<S, I>
      : never;
type Insert<S extends Shape, I> = S["length"] extends I
  ? [...S, 1]
  : At<S, I> extends [infer B extends Shape, infer X extends number, infer R extends Shape]
    ? [...B, 1, X, ...R]
    : never;

/** start and end as Python counts them; literal where both and the size are. */
export type Slice<
  S extends Shape,
  A extends number,
  E extends number | null,
  X extends number,
> = number extends S["length"]
  ? number[]
  : Axis<S, X> extends infer I
    ? I extends string
      ? I
      : number extends I
        ? Blur<S>
        : Put<S, I, [Span<SizeAt<S, I>, A, E>]>
    : never;
type Span<N extends number, A extends number, E extends number | null> = number extends N | A | E
  ? number
  : From<N, A> extends infer F extends number
    ? (E extends null ? N : From<N, E & number>) extends infer T extends number
      ? [Sub<T, F>] extends [never]
        ? 0
        : Sub<T, F>
      : never
    : never;
type From<N extends number, A extends number> = `${A}` extends `-${infer P extends number}`
  ? [Sub<N, P>] extends [never]
    ? 0
    : Sub<N, P>
  : [Sub<N, A>] extends [never]
    ? N
    : A;

/** A place leaves its axis out, null keeps it, a range gives a size that is unknown; with a tensor of places nothing is known. */
export type Index<S extends Shape, I extends readonly unknown[]> = number extends S["length"] | I["length"]
  ? number[]
  : IndexLoop<S, I, S, []>;
type IndexLoop<
  S extends Shape,
  I extends readonly unknown[],
  Z extends Shape,
  O extends Shape,
> = I extends readonly [infer E, ...infer R]
  ? S extends [infer X extends number, ...infer T extends Shape]
    ? [E] extends [number]
      ? IndexLoop<T, R, Z, O>
      : [E] extends [null]
        ? IndexLoop<T, R, Z, [...O, X]>
        : [E] extends [readonly (number | null)[]]
          ? IndexLoop<T, R, Z, [...O, number]>
          : number[]
    : `too many indices for shape ${Show<Z>}`
  : [...O, ...S];

/** The shape that is asked for; what keeps its size (-1) is unknown. */
export type Expand<T extends readonly number[]> = number extends T["length"]
  ? number[]
  : { -readonly [I in keyof T]: T[I] extends -1 ? number : T[I] };
