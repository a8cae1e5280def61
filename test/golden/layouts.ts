// The same operand in several arrangements in memory: as it is, and as views that no plain loop can read.
import { type Tensor, tensor } from "../../src/index.ts";
import { numberOf, type TensorData, wordOf } from "./request.ts";

/** `seen(leaf)` has the data's values; so has `seen` of a gradient the gradient of what is seen. */
interface Laid {
  leaf: Tensor;
  seen: (x: Tensor) => Tensor;
}
type Lay = (data: TensorData) => Laid;

function leafOf(
  shape: readonly number[],
  { dtype, values }: TensorData,
  from: (i: number) => number,
): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const numbers = Float64Array.from({ length: size }, (_, i) => {
    const at = from(i);
    return at < 0 ? 7 : numberOf(values[at]!);
  });
  return tensor(numbers, { shape: shape as number[], dtype }) as unknown as Tensor;
}

/** As it is. */
const plain: Lay = (data) => ({ leaf: leafOf(data.shape, data, (i) => i), seen: (x) => x });

/** With its axes in reverse order. */
const transposed: Lay = (data) => {
  const sizes = [...data.shape].reverse();
  const axes = sizes.map((_, i) => sizes.length - 1 - i);
  const steps = data.shape.map((_, i) => data.shape.slice(i + 1).reduce((a, b) => a * b, 1)).reverse();
  const place = (i: number): number => {
    let rest = i;
    let at = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += (rest % sizes[axis]!) * steps[axis]!;
      rest = Math.floor(rest / sizes[axis]!);
    }
    return at;
  };
  return { leaf: leafOf(sizes, data, place), seen: (x) => x.permute(axes) as unknown as Tensor };
};

/** Every second element of the last axis, from its end, of something twice as long. */
const stepped: Lay = (data) => {
  const last = data.shape.length - 1;
  const size = data.shape[last];
  if (size === undefined || size === 0) return plain(data);
  const sizes = data.shape.map((n, i) => (i === last ? 2 * n : n));
  const place = (i: number): number => {
    const [row, column] = [Math.floor(i / (2 * size)), i % (2 * size)];
    return column % 2 === 0 ? -1 : row * size + (size - 1 - (column - 1) / 2);
  };
  return { leaf: leafOf(sizes, data, place), seen: (x) => x.slice(-1, null, last, -2) };
};

/** In double precision: the same values, computed to more digits. */
const double: Lay = (data) =>
  data.dtype === "f32"
    ? plain({ ...data, dtype: "f64", values: data.values.map((word) => wordOf(Math.fround(numberOf(word)))) })
    : plain(data);

export const layouts = { plain, transposed, stepped, double };
export type Layout = keyof typeof layouts;
