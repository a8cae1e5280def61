// Which targets fit which logits: class numbers [N, *S], or probabilities of the logits' own shape [N, C, *S].
import type { Broadcast } from "./broadcast.ts";
import type { Shape, Show } from "./shape.ts";

/** A shape, or the sentence that says what the targets should have been. */
export type CrossEntropy<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
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
