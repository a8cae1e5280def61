// The shapes of layers in a row: each rule takes what the one before gives, the first sentence wins and says which layer.
// Types only. Modules of the user's own have no rule; their `forward` says what it takes and gives.
import type { Same, Shape, Size } from "../../tensor/shapes/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { LinearRule } from "./linear.ts";
import type { Apply, Rule, SameRule } from "./rule.ts";

/** A layer as far as its shapes go. */
export interface Ruled<F extends Rule> {
  /** Of types only: the rule that says which shape comes out. */
  readonly rule?: F;
}

/** The rule of a layer, or `never` where only `forward` tells. */
type RuleOf<M> = M extends Ruled<infer F> ? (Rule extends F ? never : F) : never;

/** The shape that a layer makes of S. */
type Through<M, S extends Shape> = [RuleOf<M>] extends [never] ? Given<M> : Apply<RuleOf<M>, S>;
type Given<M> = M extends { forward(...inputs: never[]): Tensor<infer O> } ? O : number[];

type Chain<L extends readonly unknown[], S, Done extends unknown[] = []> = S extends string
  ? S
  : L extends readonly [infer M, ...infer R]
    ? S extends Shape
      ? Through<M, S> extends infer P
        ? P extends string
          ? `layer ${Done["length"]}: ${P}`
          : Chain<R, P, [...Done, 0]>
        : never
      : never
    : number extends L["length"]
      ? number[]
      : S;

/** Several rules in a row. */
// @ts-expect-error the checker cannot see that layers only give; `out` lets any Sequential be a `Sequential` of some layers
export interface ChainRule<out L extends readonly unknown[]> extends Rule {
  out: Chain<L, this["in"]>;
}

/** Features that a layer wants and gives; `number` when it does not say. */
type Wants<F> = F extends LinearRule<infer I, number> ? I : number;
type Gives<F, X> = F extends LinearRule<number, infer O> ? O : F extends SameRule ? X : number;

/** Each layer's parameter type: itself, or the sentence when the layer before does not fit. */
export type Neighbours<L extends readonly unknown[]> = number extends L["length"] ? L : Checked<L>;
type Checked<L extends readonly unknown[], X = number, O extends unknown[] = []> = L extends readonly [
  infer M,
  ...infer R,
]
  ? Same<X, Wants<RuleOf<M>>> extends true
    ? Checked<R, Gives<RuleOf<M>, X>, [...O, M]>
    : [
        ...O,
        `sequential: layer ${O["length"]} expects ${Size<Wants<RuleOf<M>>>} features: the layer before gives ${Size<X & number>}`,
        ...R,
      ]
  : O;
