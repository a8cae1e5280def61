// Making tensors: from numbers, by a rule. All but the first are lazy and take no memory until needed.
import { ArgumentError } from "../errors.ts";
import { type DType, dtypes, type HostArray, hostArray } from "../graph/dtype.ts";
import type { Shape } from "../graph/node.ts";
import { checkSizes, sizeOf } from "../graph/shape.ts";
import { numberLeaf, ops, primitive as p } from "../ops/index.ts";
import { isTensor, wrap } from "./handle.ts";
import { flattenNested, shapeOfNested } from "./nested.ts";
import { finished, type Options } from "./options.ts";
import type { Fits } from "./shapes/arguments.ts";
import type { Nested as NestedLiteral, NumberArray, ShapeOf } from "./shapes/literal.ts";
import type { Shape as KnownShape, Mutable, Ok } from "./shapes/shape.ts";
import type { Tensor } from "./tensor.ts";

/** Numbers as a user writes them. */
export type Literal = number | boolean | NumberArray | readonly Literal[];

/**
 * A tensor of these values: a number, nested arrays, or a typed array, whose shape may be given. Numbers become f32, truths
 * bool, a Float64Array f64 (a Float16Array f16), typed arrays of integers i32 (a Uint32Array u32), unless `dtype` says otherwise.
 * @throws ShapeError when rows have different lengths
 * @throws ArgumentError when `shape` has room for more or fewer values
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 * tensor(new Uint8Array(64), { shape: [8, 8] }).dtype // "i32"
 */
export function tensor<const T extends NestedLiteral>(
  data: Fits<"tensor", ShapeOf<T>, T>,
  options?: Options,
): Tensor<Ok<ShapeOf<T>>>;
export function tensor<const S extends Shape>(
  data: NestedLiteral,
  options: Options & { shape: S },
): Tensor<Mutable<S>>;
export function tensor(data: NestedLiteral, options: Options & { shape?: Shape | undefined } = {}): Tensor {
  const literal = data as Literal;
  const dtype = options.dtype ?? dtypeOf(literal);
  const shape = shapeOfNested(literal);
  const host = hostArray(dtype, sizeOf(shape));
  flattenNested(literal, shape, host);
  if (dtype === "bool") for (let i = 0; i < host.length; i++) host[i] = host[i] ? 1 : 0;
  return finished(p.data(host, options.shape ?? shape, dtype), { ...options, dtype: undefined });
}

/** By the name of a typed array's class. The small integers become the smallest dtype that holds them all. */
const arrayDTypes: { readonly [name: string]: DType } = {
  Float64Array: "f64",
  Float16Array: "f16",
  Uint32Array: "u32",
  ...(Object.fromEntries(
    ["Int32", "Int16", "Uint16", "Int8", "Uint8", "Uint8Clamped"].map((name) => [`${name}Array`, "i32"]),
  ) as { [name: string]: DType }),
};

function dtypeOf(data: Literal): DType {
  let first: unknown = data;
  while (Array.isArray(first)) first = first[0];
  if (typeof first === "boolean") return "bool";
  return arrayDTypes[Object.prototype.toString.call(first).slice(8, -1)] ?? "f32";
}

/**
 * One value everywhere; f32 unless told.
 * @throws ShapeError when a size is no whole number from 0
 * @example
 * await full([3], 0.5).toArray() // [0.5, 0.5, 0.5]
 */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  options: Options = {},
): Tensor<Mutable<S>> {
  return finished(numberLeaf(value, checkSizes("full", [...shape]), options.dtype ?? "f32"), options);
}
/**
 * Zeros of a shape; f32 unless told.
 * @throws ShapeError when a size is no whole number from 0
 * @example
 * await zeros([2, 3]).toArray() // [[0, 0, 0], [0, 0, 0]]
 */
export const zeros = <const S extends Shape>(shape: S, options: Options = {}): Tensor<Mutable<S>> =>
  full(shape, 0, options);
/**
 * Ones of a shape; f32 unless told.
 * @throws ShapeError when a size is no whole number from 0
 * @example
 * await ones([2, 3]).toArray() // [[1, 1, 1], [1, 1, 1]]
 */
export const ones = <const S extends Shape>(shape: S, options: Options = {}): Tensor<Mutable<S>> =>
  full(shape, 1, options);

/**
 * Zeros of a tensor's shape and dtype.
 * @example
 * await zerosLike(tensor([1, 2, 3])).toArray() // [0, 0, 0]
 */
export const zerosLike = <S extends KnownShape>(like: Tensor<S>, options: Options = {}): Tensor<S> =>
  zeros(like.shape as number[], { dtype: like.dtype, ...options }) as unknown as Tensor<S>;
/**
 * Ones of a tensor's shape and dtype.
 * @example
 * await onesLike(tensor([5, 6, 7])).toArray() // [1, 1, 1]
 */
export const onesLike = <S extends KnownShape>(like: Tensor<S>, options: Options = {}): Tensor<S> =>
  ones(like.shape as number[], { dtype: like.dtype, ...options }) as unknown as Tensor<S>;

/** A count as a size: literal where it is whole and not negative. */
type Whole<N extends number> = `${N}` extends `-${string}` | `${string}.${string}` ? number : N;

/**
 * Numbers from `start` (0 unless told) to `end`, which is left out, in steps of 1 unless told. i32 where start and step are
 * whole, else f32.
 * @throws ArgumentError when the step leads nowhere
 * @example
 * await arange(4).toArray() // [0, 1, 2, 3]
 * await arange(2, 10, 3).toArray() // [2, 5, 8]
 */
export function arange<N extends number>(count: N): Tensor<[Whole<N>]>;
export function arange(start: number, end: number, step?: number, options?: Options): Tensor<[number]>;
export function arange(start: number, end?: number, step = 1, options: Options = {}): Tensor<[number]> {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count)) {
    throw new ArgumentError({
      op: "arange",
      message: `the step leads nowhere: from ${from} to ${to} by ${step}`,
    });
  }
  const whole = Number.isInteger(from) && Number.isInteger(step);
  const dtype = options.dtype ?? (whole ? "i32" : "f32");
  const index = p.cast(p.iota([count], 0), dtypes[dtype].float ? dtype : whole ? "i32" : "f32");
  return finished(ops.add(ops.mul(index, step), from), { ...options, dtype });
}

/**
 * `count` numbers at equal distances from `start` to `end`, both included; f32.
 * @throws ShapeError when `count` is no whole number from 0
 * @example
 * await linspace(0, 1, 5).toArray() // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace<N extends number>(
  start: number,
  end: number,
  count: N,
  options: Options = {},
): Tensor<[N]> {
  checkSizes("linspace", [count]);
  const { dtype = "f32" } = options;
  const index = p.cast(p.iota([count], 0), dtypes[dtype].float ? dtype : "f32");
  const spaced = ops.add(ops.mul(index, count > 1 ? (end - start) / (count - 1) : 0), start);
  // The last one exactly, whatever rounding did.
  return finished(count > 1 ? ops.where(ops.eq(index, count - 1), end, spaced) : spaced, options);
}

/**
 * Ones on the diagonal, zeros elsewhere: [rows, columns], square unless told; f32 unless told.
 * @example
 * await eye(2).toArray() // [[1, 0], [0, 1]]
 */
export function eye<N extends number, M extends number = N>(
  rows: N,
  columns?: M,
  options: Options = {},
): Tensor<[N, M]> {
  const shape = [rows, columns ?? rows];
  return finished(
    p.cast(p.binary("eq", p.iota(shape, 0), p.iota(shape, 1)), options.dtype ?? "f32"),
    options,
  );
}

/** A tensor of a number or a literal; tensors as they are. */
export const asTensor = (value: Tensor | Literal): Tensor =>
  isTensor(value) ? value : (tensor(value as NestedLiteral) as Tensor);

/** A tensor that holds the host array itself: for data that is already in stored form. */
export const fromHost = (host: HostArray, shape: Shape, dtype: DType): Tensor =>
  wrap(p.data(host, shape, dtype));
