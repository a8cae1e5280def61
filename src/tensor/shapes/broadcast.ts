// Broadcasting on the type level: sizes are matched from the right; 1 stretches. As numpy and PyTorch do.
import type { Box, Ok, Shape, Size } from "./shape.ts";

/** `[size]`, or "differ". */
export type BcDim<X extends number, Y extends number> =
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
 * numpy's broadcasting: the shape, or `(3 vs 4)`. The first two tests also decide inside functions generic in a whole shape
 * (S with S, S with a number, S with a scalar tensor).
 */
export type Broadcast<A extends Shape, B extends Shape> =
  Box<B> extends Box<A> ? A : Box<B> extends Box<[]> ? A : BcRanked<A, B>;
export type BroadcastOk<A extends Shape, B extends Shape> =
  Box<B> extends Box<A> ? A : Box<B> extends Box<[]> ? A : Ok<BcRanked<A, B>>;

// The usual ranks one by one: a pattern that names every size costs the checker far less than one with a rest.
type BcRanked<A extends Shape, B extends Shape> = B extends [infer Z extends number]
  ? Bc1<A, B, Z>
  : B extends [infer Y extends number, infer Z extends number]
    ? Bc2<A, B, Y, Z>
    : B extends [infer X extends number, infer Y extends number, infer Z extends number]
      ? Bc3<A, B, X, Y, Z>
      : B extends [
            infer W extends number,
            infer X extends number,
            infer Y extends number,
            infer Z extends number,
          ]
        ? Bc4<A, B, W, X, Y, Z>
        : BcAny<A, B>;
type Bc1<A extends Shape, B extends Shape, Z extends number> = A extends [infer R, infer S extends number]
  ? BcDim<S, Z> extends [infer T]
    ? [R, T]
    : BcAny<A, B>
  : A extends [infer S extends number]
    ? BcDim<S, Z> extends [infer T]
      ? [T]
      : BcAny<A, B>
    : A extends [infer Q, infer R, infer S extends number]
      ? BcDim<S, Z> extends [infer T]
        ? [Q, R, T]
        : BcAny<A, B>
      : A extends [infer P, infer Q, infer R, infer S extends number]
        ? BcDim<S, Z> extends [infer T]
          ? [P, Q, R, T]
          : BcAny<A, B>
        : BcAny<A, B>;
type Bc2<A extends Shape, B extends Shape, Y extends number, Z extends number> = A extends [
  infer R extends number,
  infer S extends number,
]
  ? BcDim<R, Y> extends [infer T]
    ? BcDim<S, Z> extends [infer U]
      ? [T, U]
      : BcAny<A, B>
    : BcAny<A, B>
  : A extends [infer Q, infer R extends number, infer S extends number]
    ? BcDim<R, Y> extends [infer T]
      ? BcDim<S, Z> extends [infer U]
        ? [Q, T, U]
        : BcAny<A, B>
      : BcAny<A, B>
    : BcAny<A, B>;
type Bc3<A extends Shape, B extends Shape, X extends number, Y extends number, Z extends number> = A extends [
  infer Q extends number,
  infer R extends number,
  infer S extends number,
]
  ? BcDim<Q, X> extends [infer T]
    ? BcDim<R, Y> extends [infer U]
      ? BcDim<S, Z> extends [infer V]
        ? [T, U, V]
        : BcAny<A, B>
      : BcAny<A, B>
    : BcAny<A, B>
  : BcAny<A, B>;
type Bc4<
  A extends Shape,
  B extends Shape,
  W extends number,
  X extends number,
  Y extends number,
  Z extends number,
> = A extends [infer P extends number, infer Q extends number, infer R extends number, infer S extends number]
  ? BcDim<P, W> extends [infer T]
    ? BcDim<Q, X> extends [infer U]
      ? BcDim<R, Y> extends [infer V]
        ? BcDim<S, Z> extends [infer K]
          ? [T, U, V, K]
          : BcAny<A, B>
        : BcAny<A, B>
      : BcAny<A, B>
    : BcAny<A, B>
  : BcAny<A, B>;

type BcAny<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
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
