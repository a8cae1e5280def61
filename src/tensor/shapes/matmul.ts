// The shape of a matrix product: inner sizes agree, leading sizes broadcast, one-dimensional sides are vectors.
import type { Broadcast } from "./broadcast.ts";
import type { Same, Shape, Show, Size } from "./shape.ts";

type Inner<
  A extends Shape,
  B extends Shape,
  K extends number,
  L extends number,
> = `inner sizes differ: ${Show<A>} and ${Show<B>} (${Size<K>} vs ${Size<L>})`;
export type Matmul<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
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
