// The shapes of windows that move over spatial axes: convolutions and pooling of any rank, with any options. What is too large
// gives unknown sizes: the sentence comes when it runs.
import type { Add, Div, Mul, Sub } from "./digits.ts";
import type { Shape } from "./shape.ts";

/** No options: what a generic one is unless told. */
export type NoOptions = Record<never, never>;

/** An option's number for one axis: one for all, or one for each. */
type Given<O, Name extends string, I, Else> = O extends { readonly [N in Name]: infer V }
  ? V extends number | string
    ? V
    : I extends keyof V
      ? V[I]
      : Else
  : Name extends keyof O
    ? number
    : Else;
/** Whether the last window may reach beyond the input: boolean where that is not known. */
type Ceils<O> = "ceilMode" extends keyof O
  ? O extends { readonly ceilMode: infer V extends boolean }
    ? V
    : boolean
  : false;
/** ⌊(n - k) / stride⌋ + 1 */
type Steps<N extends number, K extends number, St extends number> = number extends N | K | St
  ? number
  : Sub<N, K> extends infer M
    ? [M] extends [never]
      ? number
      : M extends number
        ? Add<St extends 1 ? M : Div<M, St>, 1>
        : number
    : number;
/** ⌈(n - k) / stride⌉ + 1, less a window that begins behind the input; n is padded, `Begun` before the input only. */
type CeilSteps<N extends number, Begun extends number, K extends number, St extends number> = number extends
  | N
  | K
  | St
  ? number
  : Sub<N, K> extends infer M
    ? [M] extends [never]
      ? number
      : M extends number
        ? Div<Add<M, Sub<St, 1>>, St> extends infer Last extends number
          ? [Sub<Mul<Last, St>, Begun>] extends [never]
            ? Add<Last, 1>
            : Last
          : number
        : number
    : number;
type Padded<N extends number, P> = P extends 0 ? N : P extends number ? Add<N, Mul<2, P>> : N;
type Reach<K extends number, D> = D extends 1 ? K : D extends number ? Add<Mul<D, Sub<K, 1>>, 1> : number;
type Begun<N extends number, P> = P extends 0 ? N : P extends number ? Add<N, P> : N;
type Out<N, K, St, P, D, Ceil extends boolean> = P extends "same"
  ? N
  : [N, K, St] extends [infer N extends number, infer K extends number, infer St extends number]
    ? boolean extends Ceil
      ? number
      : Ceil extends true
        ? CeilSteps<Padded<N, P>, Begun<N, P>, Reach<K, D>, St>
        : Steps<Padded<N, P>, Reach<K, D>, St>
    : number;
type At<K, I> = K extends number ? K : I extends keyof K ? K[I] : number;

/** The places of windows of size K over spatial sizes; the stride is `Stride` unless the options tell. */
type Places<S extends Shape, K, O, Stride> = {
  [I in keyof S]: Out<
    S[I],
    At<K, I>,
    Given<O, "stride", I, At<Stride, I>>,
    Given<O, "padding", I, 0>,
    Given<O, "dilation", I, 1>,
    Ceils<O>
  >;
};

/** [N, C, *spatial] by [O, I, *kernel]; `Else` where ranks are unknown or differ. */
export type Convolved<S extends Shape, W extends Shape, O, Else extends Shape> = S extends [
  infer N,
  number,
  ...infer R extends number[],
]
  ? W extends [infer F, number, ...infer K extends number[]]
    ? number extends R["length"] | K["length"]
      ? Else
      : R["length"] extends K["length"]
        ? [N, F, ...Places<R, K, O, 1>]
        : Else
    : Else
  : Else;

/** [N, C, *spatial] in windows of size K, which don't overlap unless told. */
export type PooledBy<S extends Shape, K, O, Else extends Shape> = S extends [
  infer N,
  infer C,
  ...infer R extends number[],
]
  ? number extends R["length"]
    ? Else
    : [N, C, ...Places<R, K, O, K>]
  : Else;

/** [N, C, *spatial] in as many places as told. */
export type PooledTo<S extends Shape, K, Else extends Shape> = S extends [
  infer N,
  infer C,
  ...infer R extends number[],
]
  ? number extends R["length"]
    ? Else
    : [N, C, ...{ [I in keyof R]: At<K, I> }]
  : Else;
