// A scatter: `target[to] += source[from]` for every point of a loop, in row-major order, onto zeros. Where an index decides
// the place, points outside are dropped. Sums come out the same every time, since one thread adds them in order.

import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { Affine } from "../../../graph/kernel.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import { Addresses } from "./addresses.ts";
import type { Emitted } from "./map.ts";
import { Nest } from "./nest.ts";
import { kernelParams, type Target } from "./target.ts";

interface Place {
  readonly slot: number;
  readonly at: Affine;
}

export interface Scatter {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly source: Place;
  readonly target: Place & { readonly size: number };
  /** An i32 that is read at each point; `stride × index` is added to the target's place when index < count. */
  readonly index?: Place & { readonly stride: number; readonly count: number };
}

const additions = {
  f32: { load: "f32.load", vector: "f32x4.add", single: "f32.add", store: "f32.store" },
  f64: { load: "f64.load", vector: "f64x2.add", single: "f64.add", store: "f64.store" },
  i32: { load: "i32.load", vector: "i32x4.add", single: "i32.add", store: "i32.store" },
} as const;

export function emitScatter(scatter: Scatter): Emitted {
  const shape = scatter.shape.length > 0 ? scatter.shape : [1];
  return {
    write: (to) => writeScatter(scatter, shape, to),
    range: 1,
    variant: 0,
    granule: 1,
    work: sizeOf(shape),
  };
}

function writeScatter(scatter: Scatter, shape: readonly number[], to: Target): number {
  const { source, target, index } = scatter;
  const fit = (place: Place): Affine =>
    scatter.shape.length > 0 ? place.at : { offset: place.at.offset, strides: [0] };
  const { builder: f, index: number } = to.module.function(["i32", "i32", "i32", "i32"], [], to.name);
  const last = shape.length - 1;
  const nest = new Nest(
    f,
    shape,
    shape.map((_, axis) => axis),
    last,
  );
  const addresses = new Addresses(f, nest, to.slots);
  for (const place of [source, target]) addresses.declare(place.slot, fit(place), scatter.dtype);
  if (index) addresses.declare(index.slot, fit(index), "i32");
  addresses.loadBases(kernelParams.table);
  const { bytes } = dtypes[scatter.dtype];
  const lanes = 16 / bytes;
  const adding = additions[scatter.dtype === "f32" || scatter.dtype === "f64" ? scatter.dtype : "i32"];
  const chosen = f.local("i32");
  const [from, onto] = [f.local("i32"), f.local("i32")];

  f.get(kernelParams.table).memory("i32.load", 4 * to.slots[target.slot]!);
  f.i32(0)
    .i32(bytes * target.size)
    .fill();

  const inRow = (place: Place) => fit(place).strides[last];
  const vector = inRow(source) === 1 && inRow(target) === 1 && (!index || inRow(index) === 0);

  const add = (whole: boolean) => {
    const sourceOffset = addresses.push(source.slot, fit(source));
    f.set(from);
    const targetOffset = addresses.push(target.slot, fit(target));
    if (index)
      f.get(chosen)
        .i32(bytes * index.stride)
        .op("i32.mul", "i32.add");
    f.tee(onto).get(onto);
    const { load, vector, single, store } = adding;
    f.memory(whole ? "v128.load" : load, targetOffset);
    f.get(from).memory(whole ? "v128.load" : load, sourceOffset);
    f.op(whole ? vector : single).memory(whole ? "v128.store" : store, targetOffset);
  };
  const whenInside = (body: () => void) => {
    if (!index) {
      body();
      return;
    }
    const offset = addresses.push(index.slot, fit(index));
    f.memory("i32.load", offset).tee(chosen).i32(index.count).op("i32.lt_u").if(body);
  };

  const row = () => {
    const counter = nest.counters[last]!;
    const size = shape[last]!;
    const whole = vector ? size - (size % lanes) : 0;
    const body = () => {
      if (whole > 0) run(f, counter, 0, whole, lanes, () => add(true));
      if (whole < size) run(f, counter, whole, size, 1, () => add(false));
    };
    if (vector) whenInside(body);
    else run(f, counter, 0, size, 1, () => whenInside(() => add(false)));
  };
  const loops = (axis: number) => {
    if (axis === last) {
      row();
      return;
    }
    run(f, nest.counters[axis]!, 0, shape[axis]!, 1, () => {
      addresses.enter(axis);
      loops(axis + 1);
    });
  };
  if (sizeOf(shape) > 0) loops(0);
  return number;
}

function run(
  f: FunctionBuilder,
  counter: number,
  from: number,
  end: number,
  step: number,
  body: () => void,
): void {
  f.range(
    counter,
    () => f.i32(4 * from),
    () => f.i32(4 * end),
    4 * step,
    body,
  );
}
