// A reduce kernel: `x` reduced over the inner loop for every point of the outer one, written to the first output. Lanes lie
// along the last inner axis (rows) or along the last outer axis (columns), whichever reads memory better.
import { distinct, Interner, rewriter } from "../../../graph/expr.ts";
import type { Affine, Kernel } from "../../../graph/kernel.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { type Accumulator, accumulator } from "./accumulator.ts";
import { ExpressionEmitter } from "./expression.ts";
import type { Helpers } from "./helpers.ts";
import { emitLoops, storeLanes } from "./loops.ts";
import type { Emitted } from "./map.ts";
import { lanesFor, Nest } from "./nest.ts";
import { workOf } from "./work.ts";

type ReduceKernel = Extract<Kernel, { kind: "reduce" }>;

/** Columns are reduced a cache line at a time: this many vectors. */
const sideBySide = 4;

/** Both loops with at least one axis. */
function withAxes(kernel: ReduceKernel): Pick<ReduceKernel, "outer" | "inner" | "x"> {
  const { outer, inner } = kernel;
  if (outer.length > 0 && inner.length > 0) return kernel;
  const affine = ({ offset, strides }: Affine): Affine => ({
    offset,
    strides: [...(outer.length === 0 ? [0] : []), ...strides, ...(inner.length === 0 ? [0] : [])],
  });
  return {
    outer: outer.length === 0 ? [1] : outer,
    inner: inner.length === 0 ? [1] : inner,
    x: rewriter({ affine })(kernel.x),
  };
}

/** Rough instructions an element when the lanes lie along `axis`, of `size` steps. */
function cost(kernel: Pick<ReduceKernel, "x">, axis: number, size: number): number {
  let loads = 1;
  for (const e of distinct([kernel.x])) {
    if (e.op !== "load" && e.op !== "gather") continue;
    const stride = Math.abs(e.at.strides[axis]!);
    loads += stride <= 1 ? 1 : stride === 2 ? 2 : 6;
  }
  return (loads * Math.ceil(size / 4)) / size;
}

export function emitReduce(
  module: ModuleBuilder,
  helpers: Helpers,
  kernel: ReduceKernel,
  name: string,
): Emitted {
  const { outer, inner, x } = withAxes(kernel);
  const sizes = [...outer, ...inner];
  const points = sizeOf(inner);
  const lastOuter = outer.length - 1;
  const lastInner = sizes.length - 1;
  const perRow = cost({ x }, lastInner, sizes[lastInner]!) + 10 / Math.max(1, points);
  const perColumn = cost({ x }, lastOuter, sizes[lastOuter]!);
  const columns = points === 0 || perColumn < perRow;

  const { builder: f } = module.function(["i32", "i32", "i32", "i32"], [], name, helpers.pool);
  const order = sizes.map((_, axis) => axis);
  const lanes = lanesFor([x]);
  const nest = new Nest(f, sizes, order, columns ? lastOuter : lastInner, lanes);
  const value = new Interner().intern(x);
  const e = new ExpressionEmitter(f, helpers, nest, points === 0 ? [] : [value]);
  const slot = kernel.outputs[0]!.slot;
  const at: Affine = { offset: 0, strides: [...stridesOf(outer), ...inner.map(() => 0)] };
  const dtype = kernel.reduce === "argmax" || kernel.reduce === "argmin" ? "i32" : x.dtype;
  e.addresses.declare(slot, at, dtype);
  e.begin();
  const units = columns ? sideBySide : 1;
  const kept = Array.from({ length: units }, () => accumulator(f, kernel.reduce, x.dtype));
  const position: Affine = { offset: 0, strides: [...outer.map(() => 0), ...stridesOf(inner)] };
  const result = f.local("v128");
  const pointer = f.local("i32");
  /** `body` for each vector of this turn. */
  const each = (body: (accumulator: Accumulator) => void) => {
    for (e.unit = 0; e.unit < e.units; e.unit++) body(kept[e.unit]!);
    e.unit = 0;
  };
  emitLoops(e, 0, outer.length, true, units, () => {
    each((own) => own.start());
    if (points > 0) {
      emitLoops(e, outer.length, sizes.length, false, 1, () =>
        each((own) => {
          e.emitStored(value);
          if (!columns && e.lanes < (x.dtype === "f64" ? 2 : 4)) {
            own.identity();
            e.laneMask(x.dtype);
            f.op("v128.bitselect");
          }
          own.step(() => e.index(position));
        }),
      );
    }
    each((own) => {
      if (columns) own.lanes();
      else own.together();
      f.set(result);
      const offset = e.pushAddress(slot, at);
      f.set(pointer);
      storeLanes(f, columns ? e.lanes : 1, pointer, result, offset, dtype, helpers);
    });
  });
  return { name, range: outer[0]!, granule: nest.granule, work: workOf(sizeOf(sizes), [x]) };
}
