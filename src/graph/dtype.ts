// The element types: names, storage, host arrays. Every dtype is stored in four bytes (bool as 0 or 1 in an i32 lane), so
// that a vector register holds the same number of elements of each and kernels need no width conversion.

/** An element type. `bool` is stored as 0 or 1. `u32` carries random bits and indices. */
export type DType = "f32" | "i32" | "u32" | "bool";

export interface DTypeInfo {
  /** Bytes of one stored element. */
  bytes: 4;
  /** Order of promotion: the higher of two operands wins (as in PyTorch: bool < integers < floats). */
  rank: number;
  float: boolean;
}

export const dtypes: { readonly [D in DType]: DTypeInfo } = {
  bool: { bytes: 4, rank: 0, float: false },
  u32: { bytes: 4, rank: 1, float: false },
  i32: { bytes: 4, rank: 2, float: false },
  f32: { bytes: 4, rank: 3, float: true },
};

/** The stored form of a tensor's elements, row-major. */
export type HostArray = Float32Array | Int32Array | Uint32Array;

/** A new stored array of `length` elements; bool is an Int32Array of 0 and 1. */
export function hostArray(dtype: DType, length: number): HostArray {
  if (dtype === "f32") return new Float32Array(length);
  return dtype === "u32" ? new Uint32Array(length) : new Int32Array(length);
}

/** The dtype of two operands together. */
export const promote = (a: DType, b: DType): DType => (dtypes[a].rank >= dtypes[b].rank ? a : b);
