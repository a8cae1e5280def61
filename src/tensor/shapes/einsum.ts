// The shape of sums in Einstein's notation, where the equation is literal, has an arrow and no "...".
import type { Shape } from "./shape.ts";

/** The sizes by letters, of one operand after another. */
type Sizes<E extends string, S extends Shape, M> = E extends `${infer L}${infer R}`
  ? S extends [infer N, ...infer T]
    ? Sizes<R, T, M & { [K in L]: N }>
    : unknown
  : M;
type AllSizes<E extends string, L extends readonly Shape[], M> = L extends readonly [
  infer S extends Shape,
  ...infer T extends readonly Shape[],
]
  ? E extends `${infer A},${infer R}`
    ? AllSizes<R, T, Sizes<A, S, M>>
    : Sizes<E, S, M>
  : M;
type Result<E extends string, M, O extends Shape = []> = E extends `${infer L}${infer R}`
  ? Result<R, M, [...O, L extends keyof M ? (M[L] extends number ? M[L] : number) : number]>
  : O;

export type Einsum<E extends string, L extends readonly Shape[]> = E extends `${string}${"." | " "}${string}`
  ? number[]
  : E extends `${infer From}->${infer To}`
    ? number extends L["length"] | L[number]["length"]
      ? number[]
      : Result<To, AllSizes<From, L, unknown>>
    : number[];
