// What a user holds: a typed handle to a node of the lazy graph. The handle's own part is here (looking at numbers, gradients,
// memory); everything that computes comes from the table of ops through install.ts. All signatures are in methods/.

import type { HandleMethods } from "./methods/handle.ts";
import type { Shape } from "./shapes/shape.ts";
import type { ActivationMethods } from "./signatures/activation.ts";
import type { ArithmeticMethods } from "./signatures/arithmetic.ts";
import type { LinearMethods } from "./signatures/linear.ts";
import type { MathMethods } from "./signatures/math.ts";
import type { ReductionMethods } from "./signatures/reduction.ts";
import type { SelectMethods } from "./signatures/select.ts";
import type { ViewMethods } from "./signatures/views.ts";

export type { Shape } from "./shapes/shape.ts";

/** The methods that the table of ops must have rows for. */
export interface OpMethods
  extends ArithmeticMethods,
    MathMethods,
    ActivationMethods,
    ReductionMethods,
    LinearMethods,
    ViewMethods,
    SelectMethods {}

/** Numbers of one dtype in a box of some shape; computed when somebody looks. */
export interface Tensor<S extends Shape = number[]> extends HandleMethods<S>, OpMethods {}
