// A map kernel: every output at every point of the loop, a vector at a time along the innermost axis.
import { Interner, rewriter } from "../../../graph/expr.ts";
import type { Affine, Kernel } from "../../../graph/kernel.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { ExpressionEmitter } from "./expression.ts";
import { type Ahead, emitLoops, sizeVariant, storeLanes, toucher } from "./loops.ts";
import { granuleOf, lanesFor, Nest, unitsFor } from "./nest.ts";
import type { Target } from "./target.ts";
import { workOf } from "./work.ts";

/** A function (table, parameters, begin, end). */
export interface Emitted {
  /** Writes the function and says its number in the module. What is touched ahead has the shape of the whole loop. */
  write(to: Target, ahead?: readonly Ahead[]): number;
  /** The length of the range that it can be split over, at multiples of `granule`. */
  readonly range: number;
  /** Functions of kernels that differ in `range` only are the same when this is the same. */
  readonly variant: number;
  readonly granule: number;
  /** What one call does, but for the last; all of what it is told to do, if left out. */
  readonly part?: number;
  /** What all of it takes, roughly, in nanoseconds. */
  readonly work: number;
}

type MapKernel = Extract<Kernel, { kind: "map" }>;

/** A loop of no axes is a loop of one step. */
function atLeastOneAxis(kernel: MapKernel): MapKernel {
  if (kernel.shape.length > 0) return kernel;
  const rewrite = rewriter({ affine: ({ offset }) => ({ offset, strides: [0] }) });
  const outputs = kernel.outputs.map(({ slot, value }) => ({ slot, value: rewrite(value) }));
  return { ...kernel, shape: [1], outputs };
}

export function emitMap(kernel: MapKernel): Emitted {
  const { shape, outputs } = atLeastOneAxis(kernel);
  const interner = new Interner();
  const values = outputs.map((output) => interner.intern(output.value));
  const last = shape.length - 1;
  const write = (to: Target, ahead: readonly Ahead[] = []) => {
    const { module, helpers, name } = to;
    const { builder: f, index } = module.function(["i32", "i32", "i32", "i32"], [], name, helpers.pool);
    const order = shape.map((_, axis) => axis);
    const nest = new Nest(f, shape, order, last, lanesFor(values));
    const e = new ExpressionEmitter(f, to, nest, values);
    const touch = toucher(e, ahead);
    const at: Affine = { offset: 0, strides: stridesOf(shape) };
    for (const { slot, value } of outputs) e.addresses.declare(slot, at, value.dtype);
    e.begin();
    const results = outputs.map(() => f.local("v128"));
    const pointer = f.local("i32");
    emitLoops(e, 0, order.length, true, unitsFor(values), () => {
      for (e.unit = 0; e.unit < e.units; e.unit++) {
        values.forEach((value, i) => {
          e.emitStored(value);
          f.set(results[i]!);
        });
        outputs.forEach((output, i) => {
          const offset = e.pushAddress(output.slot, at);
          f.set(pointer);
          storeLanes(f, e.lanes, pointer, results[i]!, offset, output.value.dtype, helpers);
        });
      }
      e.unit = 0;
      touch();
    });
    return index;
  };
  const [range] = shape as [number];
  const variant = last === 0 ? sizeVariant(range) : 0;
  return { write, range, variant, granule: granuleOf(last), work: workOf(sizeOf(shape), values) };
}
