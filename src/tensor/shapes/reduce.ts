// The shape of a reduction over one axis, several, or all.
import type { Axis, Blur, DropOne, Put } from "./axes.ts";
import type { Shape } from "./shape.ts";

export type ReduceAxis = number | readonly number[] | null;
export type Reduce<S extends Shape, A extends ReduceAxis, K extends boolean> = A extends null
  ? K extends true
    ? Ones<S>
    : []
  : A extends number
    ? Reduce1<S, A, K>
    : A extends readonly number[]
      ? ReduceN<S, A, K>
      : number[];
type Ones<S extends Shape> = number extends S["length"] ? number[] : { [I in keyof S]: 1 };
type Reduce1<S extends Shape, A extends number, K extends boolean> = number extends S["length"]
  ? number[]
  : Axis<S, A> extends infer I
    ? I extends string
      ? I
      : number extends I
        ? boolean extends K
          ? number[]
          : K extends true
            ? Blur<S>
            : DropOne<S>
        : boolean extends K
          ? number[]
          : Put<S, I, K extends true ? [1] : []>
    : never;
/** Several axes: keep first, drop the ones afterwards, so that later axes still count from the original rank. */
type ReduceN<S extends Shape, A extends readonly number[], K extends boolean> = number extends
  | S["length"]
  | A["length"]
  | A[number]
  ? number[]
  : Mark<S, A> extends infer M
    ? M extends string
      ? M
      : M extends unknown[]
        ? Drop<M, K, []>
        : never
    : never;
type Mark<S extends Shape, A extends readonly number[], M extends unknown[] = S> = A extends readonly [
  infer X extends number,
  ...infer R extends readonly number[],
]
  ? Axis<S, X> extends infer I
    ? I extends string
      ? I
      : Mark<S, R, { [J in keyof M]: J extends `${I & number}` ? "x" : M[J] }>
    : never
  : M;
type Drop<M extends unknown[], K extends boolean, O extends Shape> = M extends [infer X, ...infer R]
  ? Drop<R, K, X extends "x" ? (K extends true ? [...O, 1] : O) : [...O, X]>
  : O;
