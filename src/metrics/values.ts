// What metrics and plots accept as numbers: plain arrays, typed arrays and tensors. Reading a tensor takes a promise,
// reading an array does not; `MaybePromise` keeps the second case synchronous, so that its errors and results come at once.

export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** The part of a tensor that looking at its numbers needs. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly device: string;
  readonly requiresGrad?: boolean;
  /** The numbers, row-major. */
  data(): Promise<TypedArray>;
}

/** A row of numbers. */
export type Column = ArrayLike<number> | TensorLike;

export type MaybePromise<T> = T | Promise<T>;

const brand = Symbol.for("cellgrad.tensor");

/** True for tensors, whichever copy of this package made them, and for what has a tensor's shape, dtype and data. */
export function isTensorLike(value: unknown): value is TensorLike {
  if (typeof value !== "object" || value === null) return false;
  if (brand in value) return true;
  const { shape, dtype, data } = value as Partial<TensorLike>;
  return Array.isArray(shape) && typeof dtype === "string" && typeof data === "function";
}

export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/** Goes on with a value: at once when it is there, else when it comes. */
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => R): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** All values, at once when all are there. */
export function allOf<T>(values: readonly MaybePromise<T>[]): MaybePromise<T[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as T[]);
}

/** The numbers of an array or a tensor of any shape, row-major, in double precision. */
export function readNumbers(column: Column): MaybePromise<Float64Array> {
  if (isTensorLike(column)) return column.data().then((data) => Float64Array.from(data));
  return Float64Array.from(column, Number);
}
