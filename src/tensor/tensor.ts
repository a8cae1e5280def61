// What a user holds: a typed handle to a node of the lazy graph. The handle's own part is here (looking at numbers, gradients,
// memory); everything that computes comes from the table of ops through install.ts. All signatures are in methods/, the
// arithmetic of shapes in shapes/.
import type { ActivationMethods } from "./methods/activation.ts";
import type { ArithmeticMethods } from "./methods/arithmetic.ts";
import type { ContractionMethods } from "./methods/contraction.ts";
import type {
  ConversionMethods,
  CumulativeMethods,
  PairMethods,
  PiecewiseMethods,
  SpecialMethods,
} from "./methods/derived.ts";
import type { DynamicMethods } from "./methods/dynamic.ts";
import type { HandleMethods } from "./methods/handle.ts";
import type { MathMethods } from "./methods/math.ts";
import type { PlaceMethods } from "./methods/places.ts";
import type { ProductMethods } from "./methods/products.ts";
import type { RankMethods } from "./methods/ranks.ts";
import type { RearrangeMethods, SeveralMethods } from "./methods/rearrange.ts";
import type { ReductionMethods } from "./methods/reduction.ts";
import type { SelectionMethods } from "./methods/selection.ts";
import type { GroupMethods, SortingMethods } from "./methods/sorting.ts";
import type { SpatialMethods } from "./methods/spatial.ts";
import type { StatisticsMethods } from "./methods/statistics.ts";
import type { ViewMethods } from "./methods/views.ts";
import type { Shape } from "./shapes/shape.ts";

export type { Shape } from "./shapes/shape.ts";

/**
 * Numbers of one dtype in a box of shape `S`; computed when somebody looks. Sizes that are known are checked before the
 * program runs: `Tensor<[32, 784]>`; unknown ones are `number` and never get in the way.
 */
// In one step: the checker builds the table of methods anew for every interface between, for each shape that it meets.
// @ts-expect-error the checker cannot see that every method only reads S; `out` keeps assignability a matter of S alone
export interface Tensor<out S extends Shape = number[]>
  extends HandleMethods<S>,
    ArithmeticMethods<S>,
    ConversionMethods<S>,
    MathMethods<S>,
    SpecialMethods<S>,
    PairMethods<S>,
    ActivationMethods<S>,
    PiecewiseMethods<S>,
    ReductionMethods<S>,
    StatisticsMethods<S>,
    CumulativeMethods<S>,
    ContractionMethods<S>,
    ProductMethods<S>,
    SpatialMethods<S>,
    ViewMethods<S>,
    RearrangeMethods<S>,
    SelectionMethods<S>,
    PlaceMethods<S>,
    SortingMethods<S>,
    RankMethods<S>,
    SeveralMethods<S>,
    GroupMethods<S>,
    DynamicMethods<S> {}

/** The methods that the table of ops must have rows for. */
export type OpName = Exclude<
  keyof Tensor,
  keyof (HandleMethods<number[]> &
    SeveralMethods<number[]> &
    GroupMethods<number[]> &
    DynamicMethods<number[]>)
>;
