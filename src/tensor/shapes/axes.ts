// Axes on the type level: negative ones count from the end. A table by rank (up to 7), since looking up is cheaper for the
// checker than subtracting.
import type { Div } from "./digits.ts";
import type { Shape, Show } from "./shape.ts";

interface Axes {
  0: Record<never, never>;
  1: { "0": 0; "-1": 0 };
  2: { "0": 0; "1": 1; "-1": 1; "-2": 0 };
  3: { "0": 0; "1": 1; "2": 2; "-1": 2; "-2": 1; "-3": 0 };
  4: { "0": 0; "1": 1; "2": 2; "3": 3; "-1": 3; "-2": 2; "-3": 1; "-4": 0 };
  5: { "0": 0; "1": 1; "2": 2; "3": 3; "4": 4; "-1": 4; "-2": 3; "-3": 2; "-4": 1; "-5": 0 };
  6: { "0": 0; "1": 1; "2": 2; "3": 3; "4": 4; "5": 5; "-1": 5; "-2": 4; "-3": 3; "-4": 2; "-5": 1; "-6": 0 };
  7: {
    "0": 0;
    "1": 1;
    "2": 2;
    "3": 3;
    "4": 4;
    "5": 5;
    "6": 6;
    "-1": 6;
    "-2": 5;
    "-3": 4;
    "-4": 3;
    "-5": 2;
    "-6": 1;
    "-7": 0;
  };
}
/** 0..rank-1, `number` when unknown, or a sentence. */
export type Axis<S extends Shape, A extends number> = number extends A | S["length"]
  ? number
  : S["length"] extends infer L extends keyof Axes
    ? `${A}` extends infer K extends keyof Axes[L]
      ? Axes[L][K]
      : `axis ${A} is out of range for shape ${Show<S>}`
    : number;

/** [before, size, after] */
export type At<S extends Shape, I> = I extends 0
  ? S extends [infer X, ...infer R]
    ? [[], X, R]
    : never
  : I extends 1
    ? S extends [infer A, infer X, ...infer R]
      ? [[A], X, R]
      : never
    : I extends 2
      ? S extends [infer A, infer B, infer X, ...infer R]
        ? [[A, B], X, R]
        : never
      : I extends 3
        ? S extends [infer A, infer B, infer C, infer X, ...infer R]
          ? [[A, B, C], X, R]
          : never
        : I extends 4
          ? S extends [infer A, infer B, infer C, infer E, infer X, ...infer R]
            ? [[A, B, C, E], X, R]
            : never
          : I extends 5
            ? S extends [infer A, infer B, infer C, infer E, infer F, infer X, ...infer R]
              ? [[A, B, C, E, F], X, R]
              : never
            : I extends 6
              ? S extends [infer A, infer B, infer C, infer E, infer F, infer G, infer X, ...infer R]
                ? [[A, B, C, E, F, G], X, R]
                : never
              : never;
/** The sizes V in place of the one at I. The usual ranks name every size: a pattern with a rest costs the checker far more. */
export type Put<S extends Shape, I, V extends Shape> = S extends [infer X, infer Y]
  ? I extends 0
    ? [...V, Y]
    : I extends 1
      ? [X, ...V]
      : never
  : S extends [infer X, infer Y, infer Z]
    ? I extends 0
      ? [...V, Y, Z]
      : I extends 1
        ? [X, ...V, Z]
        : I extends 2
          ? [X, Y, ...V]
          : never
    : S extends [infer W, infer X, infer Y, infer Z]
      ? I extends 0
        ? [...V, X, Y, Z]
        : I extends 1
          ? [W, ...V, Y, Z]
          : I extends 2
            ? [W, X, ...V, Z]
            : I extends 3
              ? [W, X, Y, ...V]
              : never
      : At<S, I> extends [infer B extends Shape, number, infer R extends Shape]
        ? [...B, ...V, ...R]
        : never;
export type SizeAt<S extends Shape, I> = S extends [infer X, infer Y]
  ? Known<I extends 0 ? X : I extends 1 ? Y : number>
  : S extends [infer X, infer Y, infer Z]
    ? Known<I extends 0 ? X : I extends 1 ? Y : I extends 2 ? Z : number>
    : S extends [infer W, infer X, infer Y, infer Z]
      ? Known<I extends 0 ? W : I extends 1 ? X : I extends 2 ? Y : I extends 3 ? Z : number>
      : At<S, I> extends [Shape, infer X extends number, Shape]
        ? X
        : number;
type Known<X> = X extends number ? X : number;
/** Same rank, every size unknown. */
export type Blur<S extends Shape> = number extends S["length"] ? number[] : { [I in keyof S]: number };
export type DropOne<S extends Shape> = number extends S["length"]
  ? number[]
  : S extends [number, ...infer R extends Shape]
    ? Blur<R>
    : number[];
/** An axis half as long. */
export type Halved<S extends Shape, A extends number> =
  Axis<S, A> extends infer I
    ? I extends number
      ? number extends I
        ? Blur<S>
        : Put<S, I, [Div<SizeAt<S, I>, 2>]>
      : number[]
    : never;
