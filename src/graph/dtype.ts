// The element types: what there is, how two of them meet, how elements lie on a device and on the host. What depends on a
// dtype and not on a backend is read off the one table here, and so is the table in the documentation.

/**
 * An element type. Of two that meet, the later in `bool`, `u32`, `i32`, `f16`, `f32`, `f64` wins. `f16` takes two bytes and
 * is computed as f32; `f64` is there on the devices `wasm` and `reference`.
 */
export type DType = "bool" | "u32" | "i32" | "f16" | "f32" | "f64";

/** Truths, whole numbers, fractions: each kind is wider than those before. */
const kinds = ["bool", "integer", "float"] as const;

export interface DTypeInfo {
  /** Bytes of one element on a device. */
  readonly bytes: 2 | 4 | 8;
  readonly float: boolean;
  /** The place of its kind among the kinds. */
  readonly kind: number;
  /** Its place in the table: of two dtypes, the later one is the wider. */
  readonly rank: number;
}

const table: readonly (readonly [DType, (typeof kinds)[number], DTypeInfo["bytes"], HostArrayType])[] = [
  ["bool", "bool", 4, Int32Array],
  ["u32", "integer", 4, Uint32Array],
  ["i32", "integer", 4, Int32Array],
  ["f16", "float", 2, Float32Array],
  ["f32", "float", 4, Float32Array],
  ["f64", "float", 8, Float64Array],
];

type HostArrayType = new (length: number) => HostArray;

/** The elements of a tensor on the host, row-major. */
export type HostArray = Float32Array | Float64Array | Int32Array | Uint32Array;

export const dtypes = Object.fromEntries(
  table.map(([name, kind, bytes], rank) => [
    name,
    { bytes, float: kind === "float", kind: kinds.indexOf(kind), rank },
  ]),
) as { readonly [D in DType]: DTypeInfo };

/** All dtypes, the narrowest first. */
export const dtypeNames = table.map(([name]) => name);
/** True for the name of a dtype. */
export const isDType = (name: string): name is DType => Object.hasOwn(dtypes, name);

const hostArrays = Object.fromEntries(table.map(([name, , , type]) => [name, type])) as {
  readonly [D in DType]: HostArrayType;
};

/** A new host array of `length` elements; bool is an Int32Array of 0 and 1, f16 a Float32Array of values that fit. */
export const hostArray = (dtype: DType, length: number): HostArray => new hostArrays[dtype](length);

/** The dtype of two tensors together: that of the wider kind, and of two of one kind the wider one. */
export const promote = (a: DType, b: DType): DType => (dtypes[a].rank >= dtypes[b].rank ? a : b);

/**
 * The dtype of two tensors of these ranks together. One without axes is a mere number: it widens the other only where it
 * is of a wider kind, as in PyTorch.
 */
export function promoteRanked(a: DType, aRank: number, b: DType, bRank: number): DType {
  if (aRank > 0 === bRank > 0) return promote(a, b);
  return aRank > 0 ? atLeast(a, b) : atLeast(b, a);
}

/** The dtype of a tensor and a plain number: a fraction makes f32 of whole numbers and truths, a whole number i32 of truths. */
export const promoteNumber = (dtype: DType, value: number): DType =>
  atLeast(dtype, Number.isInteger(value) ? "i32" : "f32");

/** Bytes of elements that are stored. */
export const storedBytes = ({ size, dtype }: { readonly size: number; readonly dtype: DType }): number =>
  size * dtypes[dtype].bytes;

/** `dtype`, or `least` where that is of a wider kind. */
export const atLeast = (dtype: DType, least: DType): DType =>
  dtypes[dtype].kind >= dtypes[least].kind ? dtype : least;
