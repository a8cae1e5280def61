// A reduce kernel: `x` reduced over the inner loop for every point of the outer one, written to the first output; elements on
// the way may be stored too. Lanes lie along the last inner axis (rows) or along the last outer axis (columns), whichever reads memory better.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import { distinct, Interner, rewriter } from "../../../graph/expr.ts";
import type { Affine, Kernel, Output } from "../../../graph/kernel.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { type Accumulator, accumulator, keptType } from "./accumulator.ts";
import { ExpressionEmitter } from "./expression.ts";
import { type Ahead, emitLoops, sizeVariant, storeLanes, toucher } from "./loops.ts";
import type { Emitted } from "./map.ts";
import { granuleOf, lanesFor, Nest } from "./nest.ts";
import { kernelParams, type Target } from "./target.ts";
import { workOf } from "./work.ts";

type ReduceKernel = Extract<Kernel, { kind: "reduce" }>;

/** Vectors a turn: columns are reduced a cache line at a time, rows into accumulators that need not wait for each other. */
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

/** The axis along which the lanes lie is the last inner one; else the last outer one. */
export function reducesRows(kernel: ReduceKernel): boolean {
  const { outer, inner, x } = withAxes(kernel);
  const points = sizeOf(inner);
  const last = outer.length + inner.length - 1;
  const perRow = cost({ x }, last, inner.at(-1)!) + 10 / Math.max(1, points);
  const perColumn = cost({ x }, outer.length - 1, outer.at(-1)!);
  return points > 0 && perColumn >= perRow;
}

export interface ReduceOptions {
  /** Outputs over the whole loop that are written too; the lanes must lie along rows then. */
  readonly stored?: readonly Output[];
  /**
   * Of a kernel without outer axes: makes a result, of `keptType`, for every so many steps of the first inner axis, so that
   * threads can share them.
   */
  readonly each?: number | undefined;
}

export function emitReduce(
  kernel: ReduceKernel,
  { stored = [], each: partSize }: ReduceOptions = {},
): Emitted {
  const { outer, inner, x } = partSize ? kernel : withAxes(kernel);
  const sizes = [...outer, ...inner];
  const points = sizeOf(inner);
  const lastInner = sizes.length - 1;
  const columns = !partSize && !reducesRows(kernel);
  const vectorAxis = columns ? outer.length - 1 : lastInner;
  const interner = new Interner();
  const value = interner.intern(x);
  const outputs = stored.map((output) => ({ slot: output.slot, value: interner.intern(output.value) }));
  const roots = points === 0 ? [] : [value, ...outputs.map((output) => output.value)];
  const write = (to: Target, ahead: readonly Ahead[] = []) => {
    const { module, helpers, name } = to;
    const { builder: f, index } = module.function(["i32", "i32", "i32", "i32"], [], name, helpers.pool);
    const order = sizes.map((_, axis) => axis);
    const lanes = lanesFor([x, ...roots]);
    const nest = new Nest(f, sizes, order, vectorAxis, lanes);
    const e = new ExpressionEmitter(f, to, nest, roots);
    const slot = kernel.outputs[0]!.slot;
    const at: Affine = { offset: 0, strides: [...stridesOf(outer), ...inner.map(() => 0)] };
    const everywhere: Affine = { offset: 0, strides: stridesOf(sizes) };
    const chosen = kernel.reduce === "argmax" || kernel.reduce === "argmin" ? "i32" : x.dtype;
    const dtype = partSize ? keptType(kernel.reduce, x.dtype) : chosen;
    e.addresses.declare(slot, at, dtype);
    for (const output of outputs) e.addresses.declare(output.slot, everywhere, output.value.dtype);
    const touch = toucher(e, ahead);
    e.begin();
    const addsFirst = !columns && isPositiveSum(kernel);
    const kept = Array.from({ length: addsFirst ? 1 : sideBySide }, () =>
      accumulator(f, kernel.reduce, x.dtype),
    );
    const position: Affine = { offset: 0, strides: [...outer.map(() => 0), ...stridesOf(inner)] };
    const result = f.local("v128");
    const pointer = f.local("i32");
    const store = (into: number, where: Affine, count: number, type: DType) => {
      f.set(result);
      const offset = e.pushAddress(into, where);
      if (partSize && into === slot) {
        const { bytes } = dtypes[dtype];
        f.get(kernelParams.begin).i32(partSize).op("i32.div_u").i32(bytes).op("i32.mul", "i32.add");
      }
      f.set(pointer);
      storeLanes(f, count, pointer, result, offset, type, helpers);
    };
    /** `body` for each vector of this turn. */
    const each = (body: (accumulator: Accumulator, unit: number) => void) => {
      for (e.unit = 0; e.unit < e.units; e.unit++) body(kept[e.unit % kept.length]!, e.unit);
      e.unit = 0;
    };
    /** Stores this vector, and pushes what is reduced. */
    const element = (own: Accumulator) => {
      for (const output of outputs) {
        e.emitStored(output.value);
        store(output.slot, everywhere, e.lanes, output.value.dtype);
      }
      e.emitStored(value);
      // Beside f64, values of 32 bits fill half of what is taken in.
      if (columns || e.lanes === (x.dtype === "f64" ? 2 : 4)) return;
      own.identity();
      e.laneMask(x.dtype);
      f.op("v128.bitselect");
    };
    const apart = !columns && sizes[lastInner]! >= lanes * sideBySide;
    emitLoops(e, 0, outer.length, true, columns ? sideBySide : 1, () => {
      if (apart) for (const own of kept) own.start();
      else each((own) => own.start());
      if (points > 0) {
        emitLoops(e, outer.length, sizes.length, partSize !== undefined, columns ? 1 : sideBySide, () => {
          if (addsFirst && e.units > 1) {
            each((own, unit) => {
              element(own);
              if (unit % 2 === 1) f.op("f32x4.add");
            });
            f.op("f32x4.add");
            kept[0]!.step(() => {});
          } else {
            each((own) => {
              element(own);
              own.step(() => e.index(position));
            });
          }
          touch();
        });
      }
      if (apart) for (const other of kept.slice(1)) kept[0]!.join(other.kept);
      each((own) => {
        if (columns) own.lanes();
        else own.together(partSize !== undefined);
        store(slot, at, columns ? e.lanes : 1, dtype);
      });
    });
    return index;
  };
  const cuts = partSize
    ? { range: inner[0]!, variant: inner[0]!, granule: partSize, part: partSize }
    : { range: outer[0]!, variant: outerVariant(outer, columns), granule: granuleOf(vectorAxis) };
  return { write, ...cuts, work: workOf(sizeOf(sizes), [x, ...roots]) };
}

/** Whether columns are reduced, and where those are the range, how many. */
const outerVariant = (outer: readonly number[], columns: boolean): number =>
  columns ? (outer.length === 1 ? 1 + sizeVariant(outer[0]!) : 1) : 0;

/** Exponentials have one sign: some of them may be added in f32 first, since nothing cancels. */
const isPositiveSum = ({ reduce, x }: ReduceKernel): boolean =>
  reduce === "sum" && x.op === "unary" && x.kind === "exp" && x.dtype === "f32";
