// Which targets fit which logits: class numbers [N, *S], or probabilities of the logits' own shape [N, C, *S].
import type { Broadcast } from "./broadcast.ts";
import type { Shape, Show } from "./shape.ts";

/** The shape of a loss: a number, or where nothing is reduced, the shape of the losses. */
export type Reduced<S extends Shape, O> = O extends { readonly reduction?: infer R }
  ? unknown extends R
    ? []
    : [R] extends ["none"]
      ? S
      : "none" extends R
        ? number[]
        : []
  : [];
/** The same where options of type O may be left out. */
export type ReducedUnless<S extends Shape, P, O> = O extends P ? [] : Reduced<S, P>;
/** A batch without its classes. */
export type PerSample<S extends Shape, O> = O extends { readonly axis: number }
  ? number[]
  : S extends [infer N extends number, number, ...infer R extends Shape]
    ? [N, ...R]
    : number[];
/** Vectors along the last axis, each as one value. */
export type PerVector<S extends Shape> = S extends [...infer R extends Shape, number] ? R : number[];

/** A shape, or the sentence that says what the targets should have been. */
export type CrossEntropy<A extends Shape, B extends Shape, O = unknown> = O extends { readonly axis: number }
  ? []
  : number extends A["length"] | B["length"]
    ? []
    : A extends [infer N extends number, number, ...infer R extends Shape]
      ? B["length"] extends A["length"]
        ? Broadcast<A, B> extends string
          ? Misfit<A, B, [N, ...R]>
          : []
        : Broadcast<[N, ...R], B> extends infer P
          ? P extends string
            ? Misfit<A, B, [N, ...R]>
            : B["length"] extends [N, ...R]["length"]
              ? []
              : Misfit<A, B, [N, ...R]>
          : never
      : A extends [number]
        ? []
        : `logits need a class axis: ${Show<A>}`;
type Misfit<
  A extends Shape,
  B extends Shape,
  E extends Shape,
> = `targets ${Show<B>} do not fit logits ${Show<A>}: expected ${Show<E>}`;
