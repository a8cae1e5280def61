// What stands in a method's signature: a parameter is its own type while the shape rule gives a shape, and the rule's
// sentence when it does not. No argument matches a sentence, so the checker prints it.
import type { Axis } from "./axes.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Reduce, ReduceAxis } from "./reduce.ts";
import type { Box, Shape, Show } from "./shape.ts";

/**
 * `T` when the rule gave a shape, else the sentence. The sentence has a name of its own: with `R` in its place the checker
 * would work the rule out for an argument that it does not know yet.
 */
export type Fits<Op extends string, R, T> = R extends infer M extends string ? `${Op}: ${M}` : T;
/** As `Fits`, for rest parameters. */
export type FitsRest<Op extends string, R, T extends readonly unknown[]> = R extends infer M extends string
  ? { [I in keyof T]: `${Op}: ${M}` }
  : T;
/** The sentence of two shapes that do not broadcast, or nothing. */
export type Clash<Op extends string, A extends Shape, B extends Shape> =
  Box<B> extends Box<A>
    ? never
    : Box<B> extends Box<[]>
      ? never
      : Broadcast<A, B> extends infer R extends string
        ? `${Op}: shapes do not broadcast: ${Show<A>} and ${Show<B>} ${R}`
        : never;
/** An axis, or a list of them, of a reduction. */
export type ReduceArg<Op extends string, S extends Shape, A extends ReduceAxis> =
  Reduce<S, A, false> extends infer R extends string ? `${Op}: ${R}` : A;
/** One axis; -1 always passes, so that functions generic in a shape can use it. */
export type AxisArg<Op extends string, S extends Shape, A extends number> = A extends -1
  ? A
  : Axis<S, A> extends infer R extends string
    ? `${Op}: ${R}`
    : A;
