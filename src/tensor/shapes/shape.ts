// What all shape rules share: how an unknown size compares and how a shape is written in a sentence. A shape is a tuple of
// sizes; a size is a literal or `number` (unknown); `number[]` means that even the rank is unknown. Every rule returns a
// shape or, when sizes cannot fit, a string: the sentence the user reads. Unknown sizes never give a sentence.

/** The constraint of the rules: `unknown[]`, since `[B, 10] extends number[]` stays undecided inside a function generic in B. */
export type Shape = unknown[];
/** Hides a type parameter from the checker's "is it generic?" test, so that [B, 10] against [B, 10] resolves inside generic functions. */
export interface Box<out T> {
  t: T;
}

/** `[2, ?, 4]` */
export type Show<S extends readonly unknown[]> = number extends S["length"] ? "[...]" : `[${Join<S>}]`;
type Join<S extends readonly unknown[]> = S extends readonly [
  infer X extends number,
  ...infer R extends readonly unknown[],
]
  ? R extends readonly []
    ? Size<X>
    : `${Size<X>}, ${Join<R>}`
  : "";
export type Size<N extends number> = number extends N ? "?" : `${N}`;

/** Can two sizes be the same? (unknown can be anything) */
export type Same<A, B> = Box<A> extends Box<B> ? true : Box<B> extends Box<A> ? true : false;

/** A shape rule's shape; where it gave a sentence, a shape of unknown rank, so that one mistake gives one diagnostic. */
export type Ok<R> = R extends infer S extends Shape ? S : number[];
/** A literal shape as a result: `[2, 3]`, not `readonly [2, 3]`. */
export type Mutable<T extends readonly number[]> = number extends T["length"]
  ? number[]
  : { -readonly [I in keyof T]: T[I] };
