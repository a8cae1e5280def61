// The shape of a matrix product: inner sizes agree, leading sizes broadcast, one-dimensional sides are vectors.
import type { BcDim, Broadcast } from "./broadcast.ts";
import type { Same, Shape, Show, Size } from "./shape.ts";

type Inner<
  A extends Shape,
  B extends Shape,
  K extends number,
  L extends number,
> = `inner sizes differ: ${Show<A>} and ${Show<B>} (${Size<K>} vs ${Size<L>})`;
/**
 * Batches of matrices times one or as many; the rest in general. B is looked at first: while it is still to be inferred, the
 * checker then leaves all of the rule alone.
 */
export type Matmul<A extends Shape, B extends Shape> = B extends [infer L, infer N]
  ? A extends [infer M, infer K]
    ? Same<K, L> extends true
      ? [M, N]
      : MatmulAny<A, B>
    : A extends [infer P, infer M, infer K]
      ? Same<K, L> extends true
        ? [P, M, N]
        : MatmulAny<A, B>
      : MatmulAny<A, B>
  : B extends [infer Q extends number, infer L, infer N]
    ? A extends [infer P extends number, infer M, infer K]
      ? Same<K, L> extends true
        ? BcDim<P, Q> extends [infer Z]
          ? [Z, M, N]
          : MatmulAny<A, B>
        : MatmulAny<A, B>
      : MatmulAny<A, B>
    : B extends [infer Q extends number, infer R extends number, infer L, infer N]
      ? A extends [infer O extends number, infer P extends number, infer M, infer K]
        ? Same<K, L> extends true
          ? BcDim<O, Q> extends [infer Y]
            ? BcDim<P, R> extends [infer Z]
              ? [Y, Z, M, N]
              : MatmulAny<A, B>
            : MatmulAny<A, B>
          : MatmulAny<A, B>
        : MatmulAny<A, B>
      : MatmulAny<A, B>;
type MatmulAny<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
  ? number[]
  : A extends [...infer AB extends Shape, infer M extends number, infer K extends number]
    ? B extends [...infer BB extends Shape, infer L extends number, infer N extends number]
      ? Same<K, L> extends true
        ? Broadcast<AB, BB> extends infer P
          ? P extends Shape
            ? [...P, M, N]
            : `batch sizes do not broadcast: ${Show<A>} and ${Show<B>} ${P & string}`
          : never
        : Inner<A, B, K, L>
      : B extends [infer L extends number]
        ? Same<K, L> extends true
          ? [...AB, M]
          : Inner<A, B, K, L>
        : `needs at least one dimension: ${Show<A>} and ${Show<B>}`
    : A extends [infer K extends number]
      ? B extends [...infer BB extends Shape, infer L extends number, infer N extends number]
        ? Same<K, L> extends true
          ? [...BB, N]
          : Inner<A, B, K, L>
        : B extends [infer L extends number]
          ? Same<K, L> extends true
            ? []
            : Inner<A, B, K, L>
          : `needs at least one dimension: ${Show<A>} and ${Show<B>}`
      : `needs at least one dimension: ${Show<A>} and ${Show<B>}`;
