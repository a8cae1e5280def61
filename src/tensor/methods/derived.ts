// Signatures that follow from the rows of ops: what a row takes besides the tensor, with tensors for nodes. The
// documentation stands at the rows, so a function of these families is added in one place.
import type { Node } from "../../graph/node.ts";
import type * as conversions from "../../ops/conversions.ts";
import type * as cumulative from "../../ops/cumulative.ts";
import type * as pairs from "../../ops/pairs.ts";
import type * as piecewise from "../../ops/piecewise.ts";
import type * as special from "../../ops/special.ts";
import type { AxisArg } from "../shapes/arguments.ts";
import type { BroadcastOk } from "../shapes/broadcast.ts";
import type { Shape } from "../shapes/shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Elementwise } from "./operands.ts";

type Lifted<T> = T extends Node ? Tensor : T;
type LiftedAll<T extends readonly unknown[]> = { [I in keyof T]: Lifted<T[I]> };
/** What a row takes after its first operand. */
type Rest<F> = F extends (x: Node, ...rest: infer R) => Node ? LiftedAll<R> : never;
/** What a row takes after its first two operands. */
type RestOfTwo<F> = F extends (x: Node, other: never, ...rest: infer R) => Node ? LiftedAll<R> : never;

/** The same values in another dtype. */
export type ConversionMethods<S extends Shape> = {
  [K in keyof typeof conversions]: (...rest: Rest<(typeof conversions)[K]>) => Tensor<S>;
};

/** Functions of each value. */
export type SpecialMethods<S extends Shape> = {
  [K in keyof typeof special]: (...rest: Rest<(typeof special)[K]>) => Tensor<S>;
};

/** Activation functions made of pieces. */
export type PiecewiseMethods<S extends Shape> = {
  [K in keyof typeof piecewise]: (...rest: Rest<(typeof piecewise)[K]>) => Tensor<S>;
};

/** Functions of two tensors, or of a tensor and a number, with broadcasting. */
export type PairMethods<S extends Shape> = {
  [K in keyof typeof pairs]: <B extends Shape = S>(
    other: Elementwise<K, S, B>,
    ...rest: RestOfTwo<(typeof pairs)[K]>
  ) => Tensor<BroadcastOk<S, B>>;
};

/** Running reductions along an axis. */
export type CumulativeMethods<S extends Shape> = {
  [K in keyof typeof cumulative]: <A extends number>(axis: AxisArg<K, S, A>) => Tensor<S>;
};
