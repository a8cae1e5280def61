// What a layer's shape rule is: a type-level function from the shape that goes in to the shape that comes out, or to the
// sentence that says why it cannot. Types only. `in` must be declared `unknown`: anything narrower spoils the tuple that
// is put in its place.
import type { Shape } from "../../tensor/shapes/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A shape rule: the shape goes in as `this["in"]`, `out` is a shape or a sentence. By itself it knows nothing. */
export interface Rule {
  /** The shape that goes in. */
  in: unknown;
  /** The shape that comes out, or the sentence that says why none does. */
  out: unknown;
}

/** The rule's answer for a shape. */
export type Apply<F extends Rule, S extends Shape> = (F & { in: S })["out"];

/** What `forward` takes: the tensor itself, or the sentence, which no tensor is. */
export type Input<F extends Rule, S extends Shape> =
  Apply<F, S> extends infer R extends string ? R : Tensor<S>;

/** The shape stays as it is. The mark keeps it apart from a rule that knows nothing. */
export interface SameRule extends Rule {
  /** The mark. */
  same: true;
  out: this["in"];
}
