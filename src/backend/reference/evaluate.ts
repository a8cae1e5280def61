// One primitive at a time, by plain loops over f64: short and obviously right, never fast. A missing row does not compile.
import { dtypes, hostArray } from "../../graph/dtype.ts";
import type { Node, NodeFor, Primitive, Shape } from "../../graph/node.ts";
import { sizeOf, stridesOf } from "../../graph/shape.ts";
import { threefry } from "../../ops/threefry.ts";
import { matrixValues } from "../linalg/matrices.ts";
import { eachTap } from "./convolution.ts";
import { positions } from "./positions.ts";
import { reducers, wrapping } from "./reducers.ts";
import { scan, sort } from "./rows.ts";
import {
  binaryValue,
  converted,
  integerBinaryValue,
  stored,
  unaryValue,
  unsignedBinaryValue,
} from "./scalars.ts";

export type Values = Float64Array;

type Evaluators = { readonly [P in Primitive]: (node: NodeFor<P>, inputs: readonly Values[]) => Values };

/** The node's values from its inputs' values; f32 rounded unless `exact`. */
export function evaluate(node: Node, inputs: readonly Values[], exact: boolean): Values {
  const row = evaluators[node.op] as (node: Node, inputs: readonly Values[]) => Values;
  const values = row(node, inputs);
  // A number is not rounded to f16: it meets others in f32.
  const number = node.op === "constant" || node.op === "scalar";
  const keep = stored(number && node.dtype === "f16" ? "f32" : node.dtype, exact);
  for (let i = 0; i < values.length; i++) values[i] = keep(values[i]!);
  return values;
}

const fill = (shape: Shape, value: (i: number) => number): Values => {
  const out = new Float64Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) out[i] = value(i);
  return out;
};

const pick = (x: Values, at: Int32Array): Values => Float64Array.from(at, (i) => x[i]!);

const evaluators: Evaluators = {
  data: (node) => Float64Array.from(node.host ?? hostArray(node.dtype, sizeOf(node.shape))),
  constant: ({ shape, attributes }) => fill(shape, () => attributes.value),
  scalar: ({ shape, attributes }) => fill(shape, () => attributes.value),
  iota: ({ shape, attributes: { axis } }) =>
    Float64Array.from(
      positions(
        shape,
        0,
        shape.map((_, i) => (i === axis ? 1 : 0)),
      ),
    ),
  random: ({ shape, attributes: { key, stream } }) => {
    const words = new Uint32Array(2);
    return fill(shape, (i) => {
      threefry(key[0], key[1], i, stream, words);
      return words[0]!;
    });
  },

  unary: ({ shape, dtype, attributes }, [x]) => {
    const f =
      attributes.kind === "not" && dtype === "bool" ? (v: number) => 1 - v : unaryValue[attributes.kind];
    return fill(shape, (i) => f(x![i]!));
  },
  binary: ({ shape, inputs, attributes: { kind } }, [a, b]) => {
    const { dtype } = inputs[0]!;
    const special = dtype === "i32" ? integerBinaryValue : dtype === "u32" ? unsignedBinaryValue : {};
    const f = (special as typeof binaryValue)[kind] ?? binaryValue[kind];
    return fill(shape, (i) => f(a![i]!, b![i]!));
  },
  where: ({ shape }, [condition, a, b]) => fill(shape, (i) => (condition![i] ? a![i]! : b![i]!)),
  cast: ({ shape, dtype, inputs }, [x]) => {
    const convert = converted(inputs[0]!.dtype, dtype);
    return fill(shape, (i) => convert(x![i]!));
  },

  reduce: ({ shape, inputs, attributes: { kind, axes } }, [x]) => {
    const from = inputs[0]!.shape;
    const strides = stridesOf(from);
    const starts = positions(shape, 0, strides);
    const within = positions(
      axes.map((axis) => from[axis]!),
      0,
      axes.map((axis) => strides[axis]!),
    );
    const reduce = (dtypes[inputs[0]!.dtype].float ? undefined : wrapping[kind]) ?? reducers[kind];
    return fill(shape, (i) => reduce(x!, starts[i]!, within));
  },

  scan: ({ shape, dtype, attributes: { kind } }, [x]) => scan(kind, x!, shape.at(-1)!, dtype),
  sort: ({ shape, attributes: { descending } }, [x]) => sort(x!, shape.at(-1)!, descending),

  reshape: (_, [x]) => Float64Array.from(x!),
  permute: ({ shape, inputs, attributes: { axes } }, [x]) => {
    const strides = stridesOf(inputs[0]!.shape);
    return pick(
      x!,
      positions(
        shape,
        0,
        axes.map((axis) => strides[axis]!),
      ),
    );
  },
  expand: ({ shape, inputs }, [x]) => {
    const from = inputs[0]!.shape;
    const strides = stridesOf(from).map((stride, i) => (from[i] === 1 ? 0 : stride));
    return pick(x!, positions(shape, 0, strides));
  },
  slice: ({ shape, inputs, attributes: { starts, steps } }, [x]) => {
    const strides = stridesOf(inputs[0]!.shape);
    const offset = starts.reduce((sum, start, i) => sum + start * strides[i]!, 0);
    return pick(
      x!,
      positions(
        shape,
        offset,
        strides.map((stride, i) => stride * steps[i]!),
      ),
    );
  },
  pad: ({ shape, inputs, attributes: { before } }, [x]) => {
    const strides = stridesOf(shape);
    const offset = before.reduce((sum, count, i) => sum + count * strides[i]!, 0);
    const out = new Float64Array(sizeOf(shape));
    positions(inputs[0]!.shape, offset, strides).forEach((at, i) => {
      out[at] = x![i]!;
    });
    return out;
  },
  window: ({ shape, inputs, attributes }, [x]) => pick(x!, windowed(inputs[0]!.shape, shape, attributes)),
  fold: ({ shape, inputs, attributes }, [x]) => {
    const out = new Float64Array(sizeOf(shape));
    windowed(shape, inputs[0]!.shape, attributes).forEach((at, i) => {
      out[at]! += x![i]!;
    });
    return out;
  },

  gather: ({ shape, dtype, inputs, attributes: { axis } }, [x, index]) => {
    const from = inputs[0]!.shape;
    const strides = stridesOf(from);
    const starts = positions(
      shape,
      0,
      strides.map((stride, i) => (i === axis ? 0 : stride)),
    );
    const outside = dtypes[dtype].float ? Number.NaN : 0;
    return fill(shape, (i) => {
      const at = index![i]!;
      return at >= 0 && at < from[axis]! ? x![starts[i]! + at * strides[axis]!]! : outside;
    });
  },
  scatterAdd: ({ shape, inputs, attributes: { axis } }, [index, source]) => {
    const out = new Float64Array(sizeOf(shape));
    const strides = stridesOf(shape);
    const starts = positions(
      inputs[1]!.shape,
      0,
      strides.map((stride, i) => (i === axis ? 0 : stride)),
    );
    starts.forEach((start, i) => {
      const at = index![i]!;
      if (at >= 0 && at < shape[axis]!) out[start + at * strides[axis]!]! += source![i]!;
    });
    return out;
  },

  linalg: ({ shape, inputs, attributes }, operands) =>
    matrixValues(
      attributes,
      operands,
      inputs.map((input) => input.shape),
      sizeOf(shape),
    ),

  matmul: ({ shape, inputs }, [a, b]) => {
    const n = shape[shape.length - 1]!;
    const m = shape[shape.length - 2]!;
    const k = inputs[0]!.shape[shape.length - 1]!;
    return fill(shape, (i) => {
      const row = Math.floor(i / n);
      const batch = Math.floor(row / m);
      let sum = 0;
      for (let j = 0; j < k; j++) sum += a![row * k + j]! * b![(batch * k + j) * n + (i % n)]!;
      return sum;
    });
  },
  conv: ({ shape, inputs, attributes }, [x, w]) => {
    const out = new Float64Array(sizeOf(shape));
    eachTap(attributes, inputs[0]!.shape, inputs[1]!.shape, shape, (i, j, o) => {
      out[o]! += x![i]! * w![j]!;
    });
    return out;
  },
  convInput: ({ shape, inputs, attributes }, [g, w]) => {
    const out = new Float64Array(sizeOf(shape));
    eachTap(attributes, shape, inputs[1]!.shape, inputs[0]!.shape, (i, j, o) => {
      out[i]! += g![o]! * w![j]!;
    });
    return out;
  },
  convWeight: ({ shape, inputs, attributes }, [x, g]) => {
    const out = new Float64Array(sizeOf(shape));
    eachTap(attributes, inputs[0]!.shape, shape, inputs[1]!.shape, (i, j, o) => {
      out[j]! += x![i]! * g![o]!;
    });
    return out;
  },
};

function windowed(
  image: Shape,
  windows: Shape,
  { size, stride, dilation }: NodeFor<"window">["attributes"],
): Int32Array {
  const strides = stridesOf(image);
  const lead = image.length - size.length;
  const last = strides.slice(lead);
  return positions(windows, 0, [
    ...strides.slice(0, lead),
    ...last.map((s, i) => s * stride[i]!),
    ...last.map((s, i) => s * dilation[i]!),
  ]);
}
